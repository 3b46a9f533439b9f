import type { Attributes, RecordParts } from '../../record/index.ts';
import { isServiceWord } from '../names/service-word.ts';

/** An object that may be a record: `half of a text {"n":2}` is a text. */
const OF_LOGGER = /"@?(?:level|lvl|severity|msg|message|log|time|ts|timestamp|t|m|l|event)"[ \t]{0,8}:/i;
/** True for the text of an object with a name that loggers use. */
export function isLoggerObject(text: string): boolean {
  return /^\s{0,8}\{"/.test(text) && /\}\s{0,8}$/.test(text) && OF_LOGGER.test(text);
}

/** Words that announce data that was sent, received or computed: the object after them is not the record. */
const OF_PAYLOAD = new Set(
  'response request reply answer payload body data result got received sent sending params arguments args headers message'.split(
    ' ',
  ),
);

const WORDS_BEFORE_OBJECT = /^(?:[^\s{]{1,200} {1,10}){1,3}(?=\{")/;

/** JSON after a few words, such as a pod and a stream; undefined when it does not reach to the end. */
export function objectBehindWords(line: string): RecordParts | undefined {
  if (!line.endsWith('}')) return undefined;
  const prefix = WORDS_BEFORE_OBJECT.exec(line)?.[0];
  if (prefix === undefined || !OF_LOGGER.test(line.slice(prefix.length))) return undefined;
  const first = prefix.trim().split(/\s+/, 1)[0]?.replace(/:$/, '') ?? '';
  if (OF_PAYLOAD.has(first.toLowerCase())) return undefined;
  const service = isServiceWord(first) ? first : undefined;
  const words = prefix.trim();
  const attributes: Attributes = words === service ? {} : { 'log.prefix': words };
  return { message: line.slice(prefix.length), service, attributes };
}
