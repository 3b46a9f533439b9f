import { createRecord } from '../../record/index.ts';
import { instantOf, parseTimestamp, takeTime } from '../../times/index.ts';
import type { TextFormat } from '../format/line-format.ts';

/*
 * Records of several lines whose time is not in the first line:
 *
 *     API: SYSTEM()                                     MinIO
 *     Time: 10:00:00 UTC 05/14/2024
 *
 *     ** Alert 1715680800.123: - syslog,sshd,           OSSEC and Wazuh: seconds, and the place in the file
 *     2024 May 14 10:00:00 (web1) 203.0.113.7->/var/log/auth.log
 *     Rule: 5716 (level 5) -> 'text'
 *
 *     [**] [1:1000001:1] text [**]                      Snort's full alert
 *     [Classification: text] [Priority: 2]
 *     05/14-10:00:00.123456 203.0.113.7 -> 10.0.0.4
 */

const MINIO = /^API: \S.{0,400}\nTime: (\d\d:\d\d:\d\d)( [A-Z]{1,5})? (\d\d)\/(\d\d)\/(\d{4})\n/;
const OSSEC = /^\*\* Alert (\d{10})\.\d{1,12}:.{0,400}\n(?:.{0,400}\n)?Rule: \d{1,9} \(level (\d{1,2})\)/;
const SNORT =
  /^\[\*\*\] \[\d{1,6}:\d{1,10}:\d{1,6}\] .{0,400}\[\*\*\] {0,2}\n(?:\[Classification: [^\]]{1,200}\] )?\[Priority: (\d)\] {0,2}\n(?=\d\d\/\d\d[/-])/;
const LONGEST = 2048;
const WARNING_LEVEL = 7;
const ERROR_LEVEL = 12;

/** Reads such a record; its message is the whole text. */
export const alertBlockText: TextFormat = (text, context) => {
  const code = text.charCodeAt(0);
  if (code === 65) return minio(text, context);
  if (code === 42) return ossec(text, context);
  return code === 91 ? snort(text, context) : undefined;
};

const minio: TextFormat = (text, context) => {
  const match = text.startsWith('API: ') ? MINIO.exec(text.slice(0, LONGEST)) : null;
  if (match === null) return undefined;
  const [, clock, zone = '', month, day, year] = match;
  const time = takeTime(`${year}-${month}-${day} ${clock}${zone}`, 0, context.observedAt);
  return createRecord({ timestamp: time && instantOf(time), severity: 'ERROR', message: text }, context);
};

const ossec: TextFormat = (text, context) => {
  const match = text.startsWith('** Alert ') ? OSSEC.exec(text.slice(0, LONGEST)) : null;
  if (match === null) return undefined;
  const [, seconds, level] = match;
  const severity = Number(level) >= ERROR_LEVEL ? 'ERROR' : Number(level) >= WARNING_LEVEL ? 'WARN' : 'INFO';
  return createRecord({ timestamp: parseTimestamp(seconds), severity, message: text }, context);
};

const PRIORITIES: Readonly<Record<string, string>> = Object.freeze({ 1: 'ERROR', 2: 'WARN' });

const snort: TextFormat = (text, context) => {
  const match = text.startsWith('[**] [') ? SNORT.exec(text.slice(0, LONGEST)) : null;
  const time = match === null ? undefined : takeTime(text, match[0].length, context.observedAt);
  if (match === null || time === undefined) return undefined;
  const severity = PRIORITIES[match[1] ?? ''] ?? 'INFO';
  const record = createRecord({ timestamp: instantOf(time), severity, message: text }, context);
  if (time.isYearless) context.onBorrowedTime?.(record, 'year');
  return record;
};
