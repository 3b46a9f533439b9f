import { timeOfGeneralLog } from './general-log.ts';

/*
 * Lines that describe those below them:
 *
 *     #Fields: date time s-ip cs-method      names of columns; W3C, Exchange and Zeek
 *     #Date: 2024-05-14 10:00:00             the day of clocks below
 *     261130  9:43:31 ⇥     3 Connect ⇥ …    the time of the events below, in MySQL's general log
 */

/** The separator that `#separator` sets also follows `#fields`; only the tab needs no proof. */
const HEADER = /^#(?:Fields: {0,4}\S|fields(?:\t\S|([ ,;|])ts\1))/;
const ZEEK_NAMES = 'fields|types|set_separator|empty_field|unset_field|path|open|close';
const ABOUT_FILE = new RegExp(
  `^#(?:(?:Fields|Software|Version|Date|Log-type|Start-Date|End-Date|GMT-Offset|Remark|Time Format): |separator \\\\x|(?:${ZEEK_NAMES})[\\t,;|])`,
);
const HASH = 35;
const MAX_HEADER = 4096;

/** The header that holds after some records of a file. */
export function headerAfter(texts: readonly string[], before: string | undefined): string | undefined {
  let header = before;
  for (const text of texts) header = headerOf(text, header) ?? header;
  return header;
}

const DATE = /^#Date: (\d{4}-\d\d-\d\d) \d\d:\d\d:\d\d\s{0,4}$/;
/** Columns with a clock but no day. */
const CLOCK_ALONE = /^#Fields: {0,4}(?!.{0,4096}\bdate\b).{0,4096}\btime(?:\s|$)/;

/**
 * The header that holds after a text. A text that names columns is itself the header; if its columns have only a clock,
 * a second line holds the day of `#Date:`. In MySQL's general log the header is the time of the events below
 * (general-log.ts). Undefined when the text changes nothing.
 *
 * @param before the header that held until here
 */
export function headerOf(text: string, before?: string): string | undefined {
  if (text.charCodeAt(0) !== HASH) return timeOfGeneralLog(text);
  if (text.length > MAX_HEADER) return undefined;
  const end = text.indexOf('\n');
  const line = end < 0 ? text : text.slice(0, end);
  const [fields = '', date] = linesOfHeader(before);
  if (HEADER.test(line)) return date !== undefined && CLOCK_ALONE.test(line) ? `${line}\n${date}` : line;
  if (!DATE.test(line)) return undefined;
  return fields === '' || CLOCK_ALONE.test(fields) ? `${fields}\n${line}` : undefined;
}

/** The line that names the columns, empty if only the day is known, and the line of the day. */
export function linesOfHeader(header: string | undefined): readonly string[] {
  return header === undefined ? [] : header.split('\n', 2);
}

/** The day that a line of a header names, as `2024-05-14`. */
export function dayOf(line: string): string | undefined {
  return DATE.exec(line)?.[1];
}

/**
 * True for a line that describes its file, such as `#Fields: …`, `#Software: …` and `#separator \x09`: it is not a
 * record.
 */
export function isHeaderLine(text: string): boolean {
  return text.charCodeAt(0) === HASH && ABOUT_FILE.test(text) && text.trimEnd().indexOf('\n') < 0;
}
