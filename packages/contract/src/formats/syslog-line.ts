import { createRecord, HOUR_MS, hourOf, type Instant, parseTimestamp, severityNumberOf } from '../index.ts';
import { monthIndex } from './access-clock.ts';
import type { LineContext, LineFormat } from './line-format.ts';
import { parseRfc5424 } from './rfc5424-line.ts';
import { processAttribute, type SyslogPriority, takePriority } from './syslog-priority.ts';

/*
 * Lines of syslog files. After an optional `<PRI>`:
 *
 *     1 2003-10-11T22:14:15.003Z host app procid msgid [sd] text    RFC 5424
 *     Oct 11 22:14:15 host app[123]: text                           RFC 3164, rsyslog's traditional file format
 *     2024-05-14T10:00:00.123456+02:00 host app[123]: text          rsyslog's file format
 *
 * The service is the app; severity is known only from PRI. A time without a zone is read as UTC.
 */

const BSD_TIME =
  /^\*?([A-Z][a-z]{2}) {1,2}(\d{1,2})(?: (\d{4}))? (\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: (?:UTC|GMT|Z))?:? /;
const ISO_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?) /;
const HOST_AND_TAG = /^(?:([\w.:%-]{0,254}[\w.%-]) +)?([\w./()@+%#-]{1,128})(?:\[([^\]\s]{1,64})\])?:(?: ([\s\S]*)|$)/;

/** How far in the future a time without a year may lie before it is taken for one of last year. */
const MAX_AHEAD_MS = 24 * 3_600_000;

/** Reads one line of a syslog file; see the top of this file for what it knows. */
export const syslogFormat: LineFormat = (line, context) => {
  const priority = takePriority(line);
  const text = priority === undefined ? line : line.slice(priority.length);
  if (priority !== undefined) {
    const modern = parseRfc5424(text, priority, context);
    if (modern !== undefined) return modern;
  }
  const time = takeTime(text, context.observedAt);
  if (time === undefined) {
    // RFC 3164, 4.3.3: with a PRI and nothing else that is valid, all the rest is the message.
    return priority && createRecord({ ...priority.parts(), message: text }, context);
  }
  const record = recordOf(text.slice(time.length), time, priority, context);
  if (record !== undefined && time.isYearless) context.onBorrowedTime?.(record, 'year');
  return record;
};

interface TakenTime {
  timestamp: Instant;
  /** Characters up to the host, the space included. */
  length: number;
  /** True when the time alone tells syslog: other logs have ISO times too. */
  isTelling: boolean;
  /** The text names no year. */
  isYearless: boolean;
}

function recordOf(rest: string, time: TakenTime, priority: SyslogPriority | undefined, context: LineContext) {
  const { timestamp } = time;
  const [, host, tag, pid, message = ''] = HOST_AND_TAG.exec(rest) ?? [];
  // `2024-05-14T10:00:00Z INFO server: started` is another log's line, not one of the host INFO.
  const isForeign = priority === undefined && host !== undefined && severityNumberOf(host) !== undefined;
  if (tag === undefined || isForeign) {
    if (priority === undefined && !time.isTelling) return undefined;
    return createRecord({ ...priority?.parts(), timestamp, message: rest }, context);
  }
  const parts = priority?.parts() ?? { attributes: {} };
  if (host !== undefined) parts.attributes['host.name'] = host;
  if (pid !== undefined) Object.assign(parts.attributes, processAttribute(pid));
  return createRecord({ ...parts, timestamp, service: tag, message }, context);
}

function takeTime(text: string, observedAt: number): TakenTime | undefined {
  const iso = ISO_TIME.exec(text);
  if (iso !== null) {
    const timestamp = parseTimestamp(iso[1]);
    return timestamp && { timestamp, length: iso[0].length, isTelling: false, isYearless: false };
  }
  const bsd = BSD_TIME.exec(text);
  if (bsd === null) return undefined;
  const [all, monthName = '', day, year, hour, minute, second, fraction = ''] = bsd;
  const month = monthIndex(monthName);
  if (month < 0 || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const sinceMidnightMs = ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000;
  const midnight = year === undefined ? undefined : dayStart(Number(year), month, Number(day));
  const digits = fraction.padEnd(9, '0');
  const offsetMs = sinceMidnightMs + Number(digits.slice(0, 3));
  const ms = year === undefined ? yearlessMs(month, Number(day), offsetMs, observedAt) : (midnight ?? NaN) + offsetMs;
  if (!Number.isFinite(ms)) return undefined;
  return {
    timestamp: { ms, nanos: Number(digits.slice(3)) },
    length: all.length,
    isTelling: true,
    isYearless: year === undefined,
  };
}

/**
 * The latest such day that is not more than a day after `observedAt`; 29 February may be eight years back. By whole hours:
 * records of one hour get one year, so that a message is divided in the same way whenever it is read.
 */
function yearlessMs(month: number, day: number, offsetMs: number, observedAt: number): number {
  const latest = (hourOf(observedAt + MAX_AHEAD_MS) + 1) * HOUR_MS - 1;
  const thisYear = new Date(latest).getUTCFullYear();
  for (let year = thisYear; year >= thisYear - 8; year--) {
    const ms = (dayStart(year, month, day) ?? Number.NaN) + offsetMs;
    if (ms <= latest) return ms;
  }
  return Number.NaN;
}

/** @returns undefined when the month has no such day */
function dayStart(year: number, month: number, day: number): number | undefined {
  const ms = Date.UTC(year, month, day);
  return new Date(ms).getUTCDate() === day ? ms : undefined;
}
