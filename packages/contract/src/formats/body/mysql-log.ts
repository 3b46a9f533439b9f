import { createRecord, type NormalisedRecord } from '../../record/index.ts';
import { instantOf, takeTime } from '../../times/index.ts';
import { type LineContext, rawRecord, type TextFormat } from '../format/line-format.ts';
import { isTimeOfGeneralLog, isUntimedEvent } from '../text/general-log.ts';

/*
 * Logs of queries from MySQL and MariaDB, which write a time only above the first event of a second:
 *
 *     261130  9:43:31 ⇥     3 Connect ⇥ root@localhost on    the general log
 *     ⇥⇥     3 Query ⇥ select 1                              an event of the same second
 *
 *     # User@Host: root[root] @ localhost []                 the slow log; `# Time:` is above the first of a second
 *     SET timestamp=1796031811;                              and this before each statement
 *     select 1;
 */

const USER = '# User@Host: ';
/** Comments, the database, then the moment, without any part of the statement. */
const MOMENT =
  /^(?:#.{0,1000}\n){1,16}(?:use .{1,200};\n)?SET (?:(?:last_insert_id|insert_id)=\d{1,20},){0,2}timestamp=(\d{10}(?:\.\d{1,6})?);/;
const MOST_IN_FRONT = 4096;

/** Reads a query of the slow log that has no time above it. */
export const slowQueryText: TextFormat = (text, context) => {
  if (!text.startsWith(USER)) return undefined;
  const moment = MOMENT.exec(text.slice(0, MOST_IN_FRONT))?.[1];
  return moment === undefined ? undefined : recordAt(moment, text, context);
};

/** Reads an event of the general log with the time above it. */
export const untimedEventText: TextFormat = (text, context) => {
  const { header } = context;
  if (header === undefined || !isTimeOfGeneralLog(header) || !isUntimedEvent(text)) return undefined;
  return recordAt(header, text.trimStart(), context);
};

function recordAt(moment: string, message: string, context: LineContext): NormalisedRecord {
  const time = takeTime(moment, 0, context.observedAt);
  if (time === undefined) return rawRecord(message, context);
  return createRecord({ timestamp: instantOf(time), message }, context);
}
