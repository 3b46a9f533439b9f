import type { LogRecord } from '@logwarren/contract';

/** Most characters of the records on a page: a thousand ordinary records have fewer, and 32 of the largest fit. */
export const MAX_PAGE_CHARS = 8 * 1024 * 1024;
/** Size of a record besides its message and attributes. */
const RECORD_CHARS = 300;
/** JSON around an attribute, and a value that is not a text. */
const ATTRIBUTE_CHARS = 12;

/** About how many characters a record has in an answer. */
export function answerCharsOf({ message, attributes }: Pick<LogRecord, 'message' | 'attributes'>): number {
  let chars = RECORD_CHARS + message.length;
  for (const name in attributes) {
    const value = attributes[name];
    chars += name.length + ATTRIBUTE_CHARS + (typeof value === 'string' ? value.length : 0);
  }
  return chars;
}

/** Number of the first records that together stay within MAX_PAGE_CHARS; at least one, so that there is a next page. */
export function countThatFit(found: readonly { record: LogRecord }[]): number {
  let chars = 0;
  for (let count = 0; count < found.length; count++) {
    chars += answerCharsOf((found[count] as { record: LogRecord }).record);
    if (chars > MAX_PAGE_CHARS) return Math.max(1, count);
  }
  return Math.max(1, found.length);
}
