import { MAX_SERVICE_LENGTH, severityNumberOf } from '../../record/index.ts';
import { isThread, isThreadAlone } from './head-attributes.ts';
import { isRandomId } from './random-id.ts';

const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_./@+:-]*$/u;
const UUID = /^[0-9a-f-]{32,36}$/i;

/**
 * True for an elapsed time, or for the number of a thread or a process, as pgBackRest writes it: `0.412s`, `P00`,
 * `T123`.
 */
export function isCounter(text: string): boolean {
  return /^(?:\+?\d{1,9}(?:\.\d{1,9})?[nµmu]?s|[A-Za-z]\d{2,9})$/.test(text);
}

const ADDRESS = /^0x[\da-f]{1,16}$/i;
/**
 * A word for ids, and a number or hexadecimal digits: `req-9f1c`, `tid_42`, `conn#7`. After any other word the digits
 * may be those of a pod, as in `shop-7d9c`.
 */
const MARKED_ID =
  /^(?:req|request|rid|tid|pid|uid|trace|span|conn|connection|session|sess|tx|txn|corr|call|job)[-_#:]?(?=[a-f]{0,32}\d)[\da-f]{1,32}$/i;
/** Whole words with the number of a replica: `call-2`, `session-12`. */
const REPLICA = /^(?:request|connection|session|call|job)[-_]\d{1,3}$/i;
const METHOD = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT|TRACE)$/;

/** True for the id of a request, a connection or the like. */
export function isMarkedId(text: string): boolean {
  return text.length <= 64 && (ADDRESS.test(text) || (MARKED_ID.test(text) && !REPLICA.test(text)));
}

/** Words for absent values, days and months. */
const NO_NAMES = new Set(
  (
    'null undefined none None nil NULL NaN true false Sunday Monday Tuesday Wednesday Thursday Friday Saturday Sun Mon Tue ' +
    'Wed Thu Fri Sat January February March April May June July August September October November December'
  ).split(' '),
);

/** `http://shop/`, `arn:aws:lambda:…`, `urn:uuid:…`. */
function isAddress(text: string): boolean {
  const colon = text.indexOf(':');
  if (colon < 3) return false;
  return text.startsWith('://', colon) || (colon === 3 && (text.startsWith('arn') || text.startsWith('urn')));
}

/** The last word checked: a file has few services, and most of its lines have the same one as the line before. */
let last = { text: '', isPassing: false };

/**
 * True for a text that differs from line to line and so is never a service: a thread, an id, a counter, the method of a
 * request, an address, the name of a day.
 */
export function isPassing(text: string): boolean {
  if (text !== last.text) last = { text, isPassing: passes(text) };
  return last.isPassing;
}

function passes(text: string): boolean {
  if (NO_NAMES.has(text) || isAddress(text) || isRandomId(text)) return true;
  return isThreadAlone(text) || isCounter(text) || isMarkedId(text) || UUID.test(text) || METHOD.test(text);
}

const NUMBERED = /^[A-Za-z][\w.$]{0,100}(?:-[A-Za-z][\w.$]{0,60}){0,8}-\d{1,6}$/;
const LOGGER_FIRST =
  /^(?:\[[^\]]{1,100}\] )?\[?(?:[A-Za-z_$][\w$]{0,60}\.){2,12}[A-Za-z_$][\w$]{0,80}\]?(?: -|:| {1,20}:) /;

/**
 * True for a name with a number, or one that may be a thread's, if the text begins with a class of a package:
 * `hystrix-Orders-10 ERROR com.acme.X - text`.
 */
export function isThreadOfLogger(name: string, message: string): boolean {
  return LOGGER_FIRST.test(message.slice(0, 1024)) && (NUMBERED.test(name) || isThread(name));
}

/** A word for a kind of record, as old Gitea writes it: `HTTPRequest [W] router: text`. */
const KIND = /^(?:(?:HTTP|SQL|DB)(?:Request|Response|Query)|Severity)$/i;

/** True for a word that may be the name of a service: not a clock, an id, a thread, a severity or punctuation. */
export function isServiceWord(text: string): boolean {
  if (text.length > MAX_SERVICE_LENGTH || !NAME.test(text) || !/\p{L}.*\p{L}/u.test(text)) return false;
  if (/\d\d:\d\d/.test(text) || isPassing(text) || KIND.test(text) || text.endsWith(':')) return false;
  return severityNumberOf(text) === undefined;
}
