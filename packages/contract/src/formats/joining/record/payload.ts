import { isInfo } from '../crashes/crash-start.ts';
import { isTimed, LEVEL_WORDS } from '../lines/record-start.ts';

/*
 * Lines below a line with a time that look as if they began a record but are text that the program logs, since version
 * 6:
 *
 *     … DEBUG [main] a.Rest - body:           the head, or the line above, announces a text by its last character
 *     {"level":"error","message":"x"}         an object, pairs, a severity or a clock: it belongs to the head
 *
 *     … DEBUG >> "POST /x HTTP/1.1"           a request or an answer announces its body, after fields and a blank line
 *     Host: x
 *
 *     {"a":1}
 *
 * Since version 7, the same without a clock when nothing announces it:
 *
 *     … INFO order                            below a head with a time, an object that continues in the next line
 *     {
 *       "level": "error"
 *     }
 *     level=error msg=x                       the same as above if the file has shown that its records begin with a time
 *                                             (`timed-runs.ts`), except an error in capitals below INFO
 *
 * A line with a day and a clock of its own always begins a record. Two programs may write into one file, so nothing
 * else belongs to a head that announces no text. If more than MOST_PAYLOADS lines in a row below the head look like
 * records, they are records.
 */

/** Most successive lines that look like records but count as a text; one more shows that they are records. */
export const MOST_PAYLOADS = 10;
const ANNOUNCES = /[:{([,;=|\\]\s{0,8}$/;
const LONGEST = 4096;
const LONGEST_CLOCK = 40;
const OPEN_END = /[{[,]\s{0,8}$/;
const FAILURE = /^\[?(?:ERROR|CRITICAL|FATAL|SEVERE)\]?[:\s]/;
const LONGEST_HEAD = 160;
const HTTP = /\bHTTP\/\d/;
const FIELD = /^[A-Za-z][\w-]{0,63}:/;
const CLOCK = /^\[?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\]?\s/;
const SEVERITY = new RegExp(`^(?:\\[?(?:${LEVEL_WORDS})\\]?[:\\s]|(?:level|lvl)=\\S)`);
const PAIR_OF_TIME = /(?:^|\s)(?:time|ts|timestamp|t)=\S/;
const KEY_OF_TIME =
  /"(?:@?timestamp|time|ts|t|@t|date|datetime|asctime|eventTime|timeMillis|instant)"\s{0,8}:\s{0,8}["{]?\S/i;

/** True when the last character of the line announces a text. */
export function announces(line: string): boolean {
  return ANNOUNCES.test(line.slice(-16));
}

/** True for a line that names the version of HTTP, like the line before the fields of a request or an answer. */
export function isOfHttp(line: string): boolean {
  return HTTP.test(line.slice(0, LONGEST));
}

/** True for a field of HTTP, such as `Host: x`. */
export function isField(line: string): boolean {
  return FIELD.test(line);
}

/**
 * True for a line that looks like a record and may be part of an announced text.
 *
 * @param first of the record, with a time
 */
export function looksLikePayload(line: string, first: string): boolean {
  const head = line.slice(0, LONGEST);
  if (head.startsWith('{')) return !KEY_OF_TIME.test(head);
  if (CLOCK.test(head)) return !CLOCK.test(first.slice(0, LONGEST_CLOCK));
  return SEVERITY.test(head) && !PAIR_OF_TIME.test(head);
}

/**
 * True for a line that looks like a record and has no time, below a line with one, in a file whose records begin with a
 * time.
 *
 * @param first of the record
 */
export function isUntimedPayload(line: string, first: string): boolean {
  if (CLOCK.test(line.slice(0, LONGEST_CLOCK)) || !looksLikePayload(line, first)) return false;
  return !(FAILURE.test(line.slice(0, LONGEST_CLOCK)) && isInfo(first.slice(0, LONGEST_HEAD)));
}

/** True for the first line of an object over several lines. */
export function opensObject(line: string): boolean {
  return line.startsWith('{') && OPEN_END.test(line.slice(-16)) && !KEY_OF_TIME.test(line.slice(0, LONGEST));
}

/** True for an indented line with a time, as found below a line with one. */
export function isIndentedTime(line: string, version: number): boolean {
  return line.charCodeAt(0) === 32 && isTimed(line.trimStart(), version);
}
