/*
 * Lines of the general log of MySQL and MariaDB, which writes a time only above the first event of a second:
 *
 *     261130  9:43:31 ⇥     3 Connect ⇥ root@localhost on
 *     ⇥⇥     3 Query ⇥ select 1                              an event of the same second
 */

const TAB = 9;
/** End of the time of an event; the time always has two columns for the hour. */
const TIME_LENGTH = 15;
const EVENT = /\t {0,18}\d{1,20} [A-Z]\w{2,20}(?: \w{2,12}){0,2}\t/y;
const TIMED = /^\d{6} [ \d]\d:\d\d:\d\d$/;

/** The time of an event in the general log that has one: it also holds for the events below that have no time. */
export function timeOfGeneralLog(line: string): string | undefined {
  if (line.charCodeAt(TIME_LENGTH) !== TAB || !isEventAt(line, TIME_LENGTH)) return undefined;
  const time = line.slice(0, TIME_LENGTH);
  return TIMED.test(time) ? time : undefined;
}

/** True for a header that is such a time. */
export function isTimeOfGeneralLog(header: string): boolean {
  return TIMED.test(header);
}

/** True for an event of the general log that has no time. */
export function isUntimedEvent(line: string): boolean {
  return line.charCodeAt(0) === TAB && line.charCodeAt(1) === TAB && isEventAt(line, 1);
}

function isEventAt(line: string, at: number): boolean {
  EVENT.lastIndex = at;
  return EVENT.test(line);
}
