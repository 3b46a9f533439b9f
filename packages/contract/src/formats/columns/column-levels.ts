import { type Attributes, createRecord, type RecordParts } from '../../record/index.ts';
import { instantOf, takeTime } from '../../times/index.ts';
import type { LineContext, LineFormat } from '../format/line-format.ts';
import { putNew } from '../names/head-attributes.ts';
import { behindTime, type ColumnParts as Parts } from './behind-time.ts';
import {
  DIGIT_PRODUCT_LAYOUTS,
  LOWER_PRODUCT_LAYOUTS,
  PRODUCT_LAYOUTS,
  UPPER_PRODUCT_LAYOUTS,
} from './product-lines.ts';
import { DIGIT_SERVER_LAYOUTS, LOWER_SERVER_LAYOUTS, SERVER_LAYOUTS } from './server-lines.ts';
import { DIGIT_TOOL_LAYOUTS, LOWER_TOOL_LAYOUTS, TOOL_LAYOUTS, UPPER_TOOL_LAYOUTS } from './tool-lines.ts';

/*
 * Layouts whose severity is in a column of its own kind; those that begin with the time are in `behind-time.ts`,
 * further ones of servers in `server-lines.ts`, of libraries and tools in `tool-lines.ts`:
 *
 *     kern  :err   : [Tue May 14 10:00:00 2024] text                                 dmesg -x
 *     ERRO[2024-05-14T10:00:00Z] text                                                logrus, with whole times
 *     [UTC May 14 10:00:00] error    : text                                          Monit
 *     [14May2024 10:00:00.123] [main/WARN] [net.example/]: text                      Minecraft Forge
 *     <![LOG[text]LOG]!><time="10:00:00.123+000" date="05-14-2024" type="3" …        Windows' configuration manager
 *     (shop:813): Gtk-WARNING **: 10:00:00.123: text                                 GLib
 *     Error,5/14/2024 10:00:00 AM,Application Error,1000,(100),"text"                Windows' event viewer
 *     =ERROR REPORT==== 14-May-2024::10:00:00 ===                                    Erlang
 *     2024-05-14-10.00.00.123456+000 I1234E456  LEVEL: Error                         Db2
 */

type LineLayout = (line: string, observedAt: number) => Parts | undefined;

const DMESG =
  /^(kern|user|mail|daemon|auth|syslog|lpr|news|uucp|cron|authpriv|ftp|local\d) {0,8}:(emerg|alert|crit|err|warn|notice|info|debug) {0,7}: (?:\[([^\]]{1,64})\] ?)?/;

const dmesg: LineLayout = (line, observedAt) => {
  const match = DMESG.exec(line);
  if (match === null) return undefined;
  const [all, facility, severity, clock = ''] = match;
  const time = takeTime(clock, 0, observedAt);
  const attributes = {
    'syslog.facility.name': facility,
    'log.clock': time === undefined && clock !== '' ? clock : undefined,
  };
  return { time: time?.isEpoch === true ? undefined : time, severity, attributes, message: line.slice(all.length) };
};

const LOGRUS = /^(TRAC|DEBU|INFO|WARN|ERRO|FATA|PANI|TRACE|DEBUG|ERROR|CRIT) ?\[(\d{2,4}-[^\]]{10,32})\] {0,4}/;

const logrus: LineLayout = (line, observedAt) => {
  const match = LOGRUS.exec(line);
  const time = match === null ? undefined : takeTime(match[2] ?? '', 0, observedAt);
  if (match === null || time === undefined) return undefined;
  return { time, severity: match[1], attributes: {}, message: line.slice(match[0].length) };
};

const MONIT = /^\[([A-Z]{2,5}) (?=[A-Z][a-z]{2} )/;
const MONIT_REST = /^\] (debug|info|warning|error|critical) {0,6}: /;

const monit: LineLayout = (line, observedAt) => {
  const [all = '', zone] = MONIT.exec(line) ?? [];
  const time = zone === undefined ? undefined : takeTime(line, all.length, observedAt);
  const rest = time === undefined ? null : MONIT_REST.exec(line.slice(time.end, time.end + 32));
  if (time === undefined || rest === null) return undefined;
  const zoned = takeTime(`${line.slice(all.length, time.end)} ${zone}`, 0, observedAt) ?? time;
  return { time: zoned, severity: rest[1], attributes: {}, message: line.slice(time.end + rest[0].length) };
};

const FORGE =
  /^\[(\d\d)([A-Z][a-z]{2})(\d{4}) (\d\d:\d\d:\d\d\.\d{3})\] \[([^\]/]{1,64})\/([A-Z]{4,5})\] \[([^\]]{0,200})\]: /;

const forge: LineLayout = (line, observedAt) => {
  const match = FORGE.exec(line);
  if (match === null) return undefined;
  const [all, day, month, year, clock, thread, severity, logger] = match;
  const time = takeTime(`${day}-${month}-${year} ${clock}`, 0, observedAt);
  const attributes = { 'thread.name': thread, 'log.logger': logger };
  return { time, severity, attributes, message: line.slice(all.length) };
};

const WINDOWS =
  /^"?(Critical|Error|Warning|Information|Verbose|Audit Success|Audit Failure)"?,"?(\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d\d:\d\d(?: [AP]M)?)"?,"?([^",]{1,128})"?,"?(\d{1,6})"?,"?([^",]{0,128})"?,?/;
const AUDIT: Readonly<Record<string, string>> = Object.freeze({ 'Audit Success': 'INFO', 'Audit Failure': 'WARN' });

const windows: LineLayout = (line, observedAt) => {
  const match = WINDOWS.exec(line);
  const time = match === null ? undefined : takeTime(match[2] ?? '', 0, observedAt);
  if (match === null || time === undefined) return undefined;
  const [all, level = '', , provider, code, category] = match;
  const attributes = { 'event.provider': provider, 'event.code': code, 'event.category': category };
  const text = line.slice(all.length);
  const message = text.startsWith('"') ? text.slice(1).replace(/"$/, '').replaceAll('""', '"') : text;
  return { time, severity: AUDIT[level] ?? level, attributes, message: message || line };
};

const REPORT = /^=([A-Z]{4,12}) REPORT==== (\d{1,2}-[A-Z][a-z]{2}-\d{4})::(\d\d:\d\d:\d\d(?:\.\d{1,6})?) ===/;

const report: LineLayout = (line, observedAt) => {
  const match = REPORT.exec(line);
  if (match === null) return undefined;
  const [, kind = '', day, clock] = match;
  const severity = kind === 'CRASH' || kind === 'SUPERVISOR' ? 'ERROR' : kind === 'PROGRESS' ? 'INFO' : kind;
  return { time: takeTime(`${day} ${clock}`, 0, observedAt), severity, attributes: {}, message: line };
};

const DB2 = /^(\d{4}-\d\d-\d\d)-(\d\d)\.(\d\d)\.(\d\d)\.(\d{6})([+-])(\d{3}) +\w{1,24} +LEVEL: (\w{4,9})/;
const HOUR_MINUTES = 60;

const db2: LineLayout = (line, observedAt) => {
  const match = DB2.exec(line);
  if (match === null) return undefined;
  const [all, day, hour, minute, second, fraction, sign, offset, severity] = match;
  const two = (value: number) => String(value).padStart(2, '0');
  const zone = `${sign}${two(Math.floor(Number(offset) / HOUR_MINUTES))}:${two(Number(offset) % HOUR_MINUTES)}`;
  const time = takeTime(`${day} ${hour}:${minute}:${second}.${fraction}${zone}`, 0, observedAt);
  return time && { time, severity, attributes: {}, message: line.slice(all.length).trim() || line };
};

const CMTRACE =
  /^<!\[LOG\[(.{0,16384}?)\]LOG\]!><time="(\d\d:\d\d:\d\d\.\d{3})[^"]{0,6}" date="(\d{1,2})-(\d{1,2})-(\d{4})" component="([^"]{0,128})" context="[^"]{0,128}" type="([0-3])" thread="(\d{1,9})"/;
const CMTRACE_TYPES = ['INFO', 'INFO', 'WARN', 'ERROR'];

const cmtrace: LineLayout = (line, observedAt) => {
  const match = CMTRACE.exec(line);
  if (match === null) return undefined;
  const [, message = '', clock, month = '', day = '', year, component, type, thread] = match;
  const attributes = { 'log.logger': component, 'thread.id': thread };
  const time = takeTime(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')} ${clock}`, 0, observedAt);
  return time && { time, severity: CMTRACE_TYPES[Number(type)], attributes, message };
};

const GLIB =
  /^(?:\*\* )?\((?:process:)?([^():]{1,64}):(\d{1,9})\): (?:([\w.-]{1,64})-)?(ERROR|CRITICAL|WARNING|Message|MESSAGE|INFO|DEBUG) ?\*{0,2}: (?:(\d\d:\d\d:\d\d\.\d{3}): )?/;

const glib: LineLayout = (line) => {
  const match = GLIB.exec(line);
  if (match === null) return undefined;
  const [all, process, pid, logger, word = '', clock] = match;
  const severity = /^message$/i.test(word) ? 'INFO' : word;
  const attributes = { 'process.name': process, 'process.pid': Number(pid), 'log.logger': logger, 'log.clock': clock };
  return { severity, attributes, message: line.slice(all.length) };
};

const DIGIT_FIRST: readonly LineLayout[] = [
  db2,
  behindTime,
  ...DIGIT_SERVER_LAYOUTS,
  ...DIGIT_TOOL_LAYOUTS,
  ...DIGIT_PRODUCT_LAYOUTS,
];
const LOWER_FIRST: readonly LineLayout[] = [
  dmesg,
  ...LOWER_SERVER_LAYOUTS,
  ...LOWER_TOOL_LAYOUTS,
  ...LOWER_PRODUCT_LAYOUTS,
];
const UPPER_FIRST: readonly LineLayout[] = [logrus, windows, ...UPPER_TOOL_LAYOUTS, ...UPPER_PRODUCT_LAYOUTS];
const OTHERS: readonly LineLayout[] = [
  behindTime,
  dmesg,
  logrus,
  monit,
  forge,
  windows,
  report,
  cmtrace,
  glib,
  ...SERVER_LAYOUTS,
  ...TOOL_LAYOUTS,
  ...PRODUCT_LAYOUTS,
];

/** The layouts whose expressions may match a line with this first character: few for letters and digits. */
function layoutsFor(code: number): readonly LineLayout[] {
  if (code >= 48 && code <= 57) return DIGIT_FIRST;
  if (code >= 97 && code <= 122) return LOWER_FIRST;
  return code >= 65 && code <= 90 ? UPPER_FIRST : OTHERS;
}

/** Reads a line of these layouts; see the top of this file. */
export const columnLevelFormat: LineFormat = (line, context: LineContext) => {
  for (const read of layoutsFor(line.charCodeAt(0))) {
    const found = read(line, context.observedAt);
    if (found === undefined) continue;
    const { isSyslogNumber, message, service, severity, time } = found;
    const timestamp = time && instantOf(time);
    const attributes = given(found.attributes);
    const parts: RecordParts = {
      timestamp,
      severity,
      severityScale: isSyslogNumber ? 'syslog' : undefined,
      service,
      attributes,
      message: message.trim() !== '' ? message : context.hasMoreLines === true ? '' : line,
    };
    const record = createRecord(parts, context);
    if (time?.isYearless === true) context.onBorrowedTime?.(record, 'year');
    return record;
  }
  return undefined;
};

function given(values: Parts['attributes']): Attributes {
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(values)) putNew(attributes, name, value);
  return attributes;
}
