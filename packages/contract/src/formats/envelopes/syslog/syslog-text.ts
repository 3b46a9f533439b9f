import type { Attributes } from '../../../record/index.ts';

/*
 * Changes that syslog daemons make to a program's text:
 *
 *     select *#011from orders#012where id = 1      rsyslog: a tab, and a line break
 *     [7-2] #011where id = 1                       PostgreSQL: number of the message, and of its line
 */

/** Only without a space before it, so that `ticket #012` does not count. */
const IS_ESCAPED = /(?:^|[^\s([{])#01[125]|#01[125][\p{L}<{["'#]/u;
const ESCAPED = /#01([125])/g;
const SIGNS: Readonly<Record<string, string>> = { 1: '\t', 2: '\n', 5: '' };
/** PostgreSQL's. */
const NUMBERED = /^\[(\d{1,10}-\d{1,5})\] /;

/** A program's text as it wrote it, and the number that the program gave to the line. */
export function syslogText(message: string): { message: string; attributes: Attributes } {
  const numbered = message.startsWith('[') ? NUMBERED.exec(message) : null;
  const text = numbered === null ? message : message.slice(numbered[0].length);
  const attributes: Attributes = numbered?.[1] === undefined ? {} : { 'syslog.sequence': numbered[1] };
  if (!text.includes('#01') || !IS_ESCAPED.test(text)) return { message: text, attributes };
  return { message: text.replace(ESCAPED, (_all, digit: string) => SIGNS[digit] ?? ''), attributes };
}
