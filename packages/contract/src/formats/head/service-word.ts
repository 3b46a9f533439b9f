import { MAX_SERVICE_LENGTH, severityNumberOf } from '../../index.ts';
import { isThread } from './head-attributes.ts';

const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_./@+:-]*$/u;
const UUID = /^[0-9a-f-]{32,36}$/i;

/** An elapsed time, and the number of a process in pgBackRest: `0.412s`, `P00`. */
export function isCounter(text: string): boolean {
  return /^(?:\+?\d{1,9}(?:\.\d{1,9})?[nµmu]?s|[A-Z]\d\d)$/.test(text);
}

/** True for a word that may be the name of a service: not a clock, an id, a thread, a severity or punctuation. */
export function isServiceWord(text: string): boolean {
  if (text.length > MAX_SERVICE_LENGTH || !NAME.test(text) || !/\p{L}.*\p{L}/u.test(text)) return false;
  if (/\d\d:\d\d/.test(text) || UUID.test(text) || isThread(text) || isCounter(text) || text.endsWith(':'))
    return false;
  return severityNumberOf(text) === undefined;
}
