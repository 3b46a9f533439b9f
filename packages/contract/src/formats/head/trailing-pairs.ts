import type { RecordParts } from '../../record/index.ts';
import type { LogObject } from '../text/log-object.ts';

/*
 * Pairs after a message, as on structlog's console. Only structlog pads the severity to nine characters:
 *
 *     2024-05-14 10:00:00 [warning  ] low on stock                   left=2 sku='SKU 7'
 */

const PADDED = / \[(?=[a-z ]{9}\] )(?:debug|info|warning|error|critical|exception) {0,5}\] /;
const FIRST = / {1,64}(?=[A-Za-z_]\w{0,63}=\S)/g;
const PAIR =
  /([A-Za-z_]\w{0,63})=('(?:[^'\\]|\\.){0,4096}'|"(?:[^"\\]|\\.){0,4096}"|[^\s'"[{(]\S{0,1024})(?: {1,64}|$)/y;
/** Most characters of a head at the start of a text. */
const MAX_HEAD = 96;
const MOST_PAIRS = 64;

/** Takes the pairs out of the message, if it has only pairs after the first. */
export function takePairs(line: string, parts: RecordParts): LogObject | undefined {
  const { message } = parts;
  if (!message.includes('=') || !PADDED.test(line.slice(0, MAX_HEAD))) return undefined;
  FIRST.lastIndex = 0;
  const first = FIRST.exec(message);
  if (first === null || first.index === 0) return undefined;
  const pairs: LogObject = Object.create(null);
  let at = first.index + first[0].length;
  for (let count = 0; at < message.length; count++) {
    PAIR.lastIndex = at;
    const match = count < MOST_PAIRS ? PAIR.exec(message) : null;
    if (match === null) return undefined;
    pairs[match[1] ?? ''] = typedValue(match[2] ?? '');
    at += match[0].length;
  }
  parts.message = message.slice(0, first.index);
  return pairs;
}

function typedValue(text: string): unknown {
  if (/^['"]/.test(text)) return text.slice(1, -1).replace(/\\(['"\\])/g, '$1');
  if (text === 'True' || text === 'False') return text === 'True';
  return /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,6})?$/.test(text) ? Number(text) : text;
}
