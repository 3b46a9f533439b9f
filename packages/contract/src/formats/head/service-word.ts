import { MAX_SERVICE_LENGTH, severityNumberOf } from '../../index.ts';
import { isThread } from './head-attributes.ts';

const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_./@+:-]*$/u;
const UUID = /^[0-9a-f-]{32,36}$/i;

/** True for a word that may be the name of a service: not a clock, an id, a thread, a severity or punctuation. */
export function isServiceWord(text: string): boolean {
  if (text.length > MAX_SERVICE_LENGTH || !NAME.test(text) || !/\p{L}.*\p{L}/u.test(text)) return false;
  if (/\d\d:\d\d/.test(text) || UUID.test(text) || isThread(text) || text.endsWith(':')) return false;
  return severityNumberOf(text) === undefined;
}
