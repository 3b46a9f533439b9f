import { type Attributes, createRecord, type RecordParts } from '../../index.ts';
import { instantOf, type TakenTime, takeTime } from '../../times/take-time.ts';
import type { LineContext, LineFormat } from '../line-format.ts';
import { putNew } from './head-attributes.ts';

/*
 * Layouts whose severity stands in a column of its own kind, behind the time or in front of it:
 *
 *     2024-05-14 10:00:00.123456 W | etcdserver: text                                etcd before 3.4
 *     2024-05-14T10:00:00Z E! [inputs.ping] text                                     Telegraf
 *     05-14 10:00:00.123 W/ActivityManager( 1234): text                              Android, with the time
 *     2024-05-14 10:00:00.123  1234-5678  Tag  com.example  E  text                  Android Studio
 *     2024-05-14 10:00:00.123456+0000 0x1a2b  Error  0x0  123  0  shopd: text        macOS
 *     2024-05-14 10:00:00.123 E  shopd[123:1a2b] text                                the same, compact
 *     [2024-05-14 10:00:00.123456] E [MSGID: 114058] text                            GlusterFS
 *     2024-05-14T10:00:00.123Z cpu3:2097)WARNING: text                               ESXi's kernel
 *     2024-05-14 10:00:00.123+0000: 813: error : text                                libvirt
 *     2024-05-14 10:00:00.12 spid51      Error: 18456, Severity: 14, State: 8.       SQL Server
 *     2024-05-14T10:00:00.123Z pid=813 tid=abc class=Job ERROR: text                 Sidekiq
 *     2024/05/14 10:00:00 ERROR> pay.pl:42 main::pay - text                          Log4perl
 *     kern  :err   : [Tue May 14 10:00:00 2024] text                                 dmesg -x
 *     ERRO[2024-05-14T10:00:00Z] text                                                logrus, with whole times
 *     [UTC May 14 10:00:00] error    : text                                          Monit
 *     [14May2024 10:00:00.123] [main/WARN] [net.example/]: text                      Minecraft Forge
 *     ####<May 14, 2024 10:00:00 AM UTC> <Error> <Security> <host> … <text>          WebLogic
 *     Error,5/14/2024 10:00:00 AM,Application Error,1000,(100),"text"                Windows' event viewer
 *     =ERROR REPORT==== 14-May-2024::10:00:00 ===                                    Erlang
 *     2024-05-14-10.00.00.123456+000 I1234E456  LEVEL: Error                         Db2
 */

/** Facts that a line states behind its time. */
interface Rest {
  severity?: string | undefined;
  service?: string | undefined;
  attributes: Record<string, string | number | undefined>;
  /** Characters up to the message. */
  length: number;
}

type RestLayout = (rest: string) => Rest | undefined;

const LETTERS: Readonly<Record<string, string>> = Object.freeze({
  ...{
    V: 'TRACE',
    T: 'TRACE',
    D: 'DEBUG',
    I: 'INFO',
    N: 'INFO',
    W: 'WARN',
    E: 'ERROR',
    C: 'CRITICAL',
    F: 'FATAL',
    A: 'FATAL',
  },
});

function layout(pattern: RegExp, read: (match: RegExpExecArray) => Omit<Rest, 'length'> | undefined): RestLayout {
  return (rest) => {
    const match = pattern.exec(rest);
    const parts = match === null ? undefined : read(match);
    return match === null || parts === undefined ? undefined : { ...parts, length: match[0].length };
  };
}

const MAC_TYPES: Readonly<Record<string, string>> = Object.freeze({
  ...{ Default: 'INFO', Info: 'INFO', Debug: 'DEBUG', Error: 'ERROR', Fault: 'FATAL', Activity: 'INFO' },
  ...{ Df: 'INFO', I: 'INFO', Db: 'DEBUG', E: 'ERROR', F: 'FATAL', A: 'INFO' },
});
const FIRST_ERROR = 11;
const FIRST_FATAL = 20;

const BEHIND_TIME: readonly RestLayout[] = [
  layout(/^ ([CEWNIDT]) \| (?:([\w./-]{1,64}): )?/, ([, letter = '', logger]) => {
    return { severity: LETTERS[letter], attributes: { 'log.logger': logger } };
  }),
  layout(/^ ([DIWE])! (?:\[([^\]]{1,64})\] )?/, ([, letter = '', logger]) => {
    return { severity: LETTERS[letter], attributes: { 'log.logger': logger } };
  }),
  layout(/^ ([VDIWEFA])\/([^(:]{1,128}?) *\( *(\d{1,9})\): ?/, ([, letter = '', tag, pid]) => {
    return { severity: LETTERS[letter], attributes: { 'log.logger': tag, 'process.pid': Number(pid) } };
  }),
  layout(
    /^ +(\d{1,9})-(\d{1,9}) +(\S{1,64}) +(\S{1,128}) +([VDIWEFA]) {1,2}/,
    ([, pid, thread, tag, app, letter = '']) => {
      const attributes = {
        'process.pid': Number(pid),
        'thread.id': Number(thread),
        'log.logger': tag,
        'process.name': app,
      };
      return { severity: LETTERS[letter], attributes };
    },
  ),
  layout(
    /^ +0x[\da-f]{1,16} +(Default|Info|Debug|Error|Fault|Activity) +0x[\da-f]{1,16} +(\d{1,9}) +\d{1,9} +([^\s:]{1,128}): /,
    ([, type = '', pid, service]) => {
      return { severity: MAC_TYPES[type], service, attributes: { 'process.pid': Number(pid) } };
    },
  ),
  layout(/^ (Df|Db|I|E|F|A) +([^\s[\]]{1,128})\[(\d{1,9})(?::[\da-f]{1,16})?\] /, ([, type = '', service, pid]) => {
    return { severity: MAC_TYPES[type], service, attributes: { 'process.pid': Number(pid) } };
  }),
  layout(/^\] ([TDIWECN]) (?=\[)/, ([, letter = '']) => ({ severity: LETTERS[letter], attributes: {} })),
  layout(/^ cpu\d{1,4}:\d{1,10}\)(?:(WARNING|ALERT): )?/, ([, severity]) => ({ severity, attributes: {} })),
  layout(/^: (\d{1,9}): (debug|info|warning|error) : /, ([, pid, severity]) => {
    return { severity, attributes: { 'process.pid': Number(pid) } };
  }),
  layout(
    /^ (spid\d{1,6}s?|Server|Logon|Backup) {2,20}(?=(?:Error: \d{1,6}, Severity: (\d{1,2}))?)/,
    ([, thread, number]) => {
      const value = Number(number ?? 0);
      const severity = value >= FIRST_FATAL ? 'FATAL' : value >= FIRST_ERROR ? 'ERROR' : undefined;
      return { severity, attributes: { 'thread.name': thread } };
    },
  ),
  layout(
    /^ pid=(\d{1,9}) tid=(\S{1,32})((?: [\w.]{1,32}=[^\s=]{1,128}){0,8}) (DEBUG|INFO|WARN|ERROR|FATAL): /,
    ([, pid, thread, pairs = '', severity]) => {
      const attributes: Rest['attributes'] = { 'process.pid': Number(pid), 'thread.id': thread };
      for (const pair of pairs.trim().split(' ')) {
        const at = pair.indexOf('=');
        if (at > 0) attributes[pair.slice(0, at)] = pair.slice(at + 1);
      }
      return { severity, attributes };
    },
  ),
  layout(
    /^ (TRACE|DEBUG|INFO|WARN|ERROR|FATAL)> ([^\s:]{1,128}):(\d{1,7}) (\S{1,128}) - /,
    ([, severity, file, line, name]) => {
      const attributes = { 'code.file.path': file, 'code.line.number': Number(line), 'code.function.name': name };
      return { severity, attributes };
    },
  ),
  layout(/^: PM2 (?=(error|log): )/, ([, word]) =>
    word === 'error' ? { severity: 'ERROR', attributes: {} } : undefined,
  ),
  layout(/^ (?:SUB|D)DEBUG /, () => ({ severity: 'DEBUG', attributes: {} })),
];

/** Characters behind the time that are looked at. */
const MAX_REST = 512;

function behindTime(line: string, observedAt: number): Parts | undefined {
  const from = line.startsWith('[') ? 1 : 0;
  const code = line.charCodeAt(from);
  if (!(code >= 48 && code <= 57)) return undefined;
  const time = takeTime(line, from, observedAt);
  if (time === undefined) return undefined;
  const rest = line.slice(time.end, time.end + MAX_REST);
  if ((from === 1) !== rest.startsWith(']')) return undefined;
  for (const read of BEHIND_TIME) {
    const found = read(rest);
    if (found !== undefined) return { ...found, time, message: line.slice(time.end + found.length) };
  }
  return undefined;
}

type Parts = Omit<Rest, 'length'> & { time?: TakenTime | undefined; message: string };
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

const LOGRUS = /^(TRAC|DEBU|INFO|WARN|ERRO|FATA|PANI)\[(\d{4}-[^\]]{10,32})\] {0,4}/;

const logrus: LineLayout = (line, observedAt) => {
  const match = LOGRUS.exec(line);
  const time = match === null ? undefined : takeTime(match[2] ?? '', 0, observedAt);
  if (match === null || time === undefined) return undefined;
  return { time, severity: match[1], attributes: {}, message: line.slice(match[0].length) };
};

const MONIT = /^\[[A-Z]{2,5} (?=[A-Z][a-z]{2} )/;
const MONIT_REST = /^\] (debug|info|warning|error|critical) {0,6}: /;

const monit: LineLayout = (line, observedAt) => {
  const start = MONIT.exec(line)?.[0].length;
  const time = start === undefined ? undefined : takeTime(line, start, observedAt);
  const rest = time === undefined ? null : MONIT_REST.exec(line.slice(time.end, time.end + 32));
  if (time === undefined || rest === null) return undefined;
  return { time, severity: rest[1], attributes: {}, message: line.slice(time.end + rest[0].length) };
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

const WEBLOGIC = /^####<(?=[A-Z][a-z]{2} )/;
const WEBLOGIC_REST = /^[^<>]{0,64}> <(\w{4,9})> <([^<>]{0,128})> <([^<>]{0,255})> /;

const weblogic: LineLayout = (line, observedAt) => {
  const start = WEBLOGIC.exec(line)?.[0].length;
  const time = start === undefined ? undefined : takeTime(line, start, observedAt);
  const rest = time === undefined ? null : WEBLOGIC_REST.exec(line.slice(time.end, time.end + MAX_REST));
  if (time === undefined || rest === null) return undefined;
  const [all, severity, logger, host] = rest;
  const last = line.endsWith('>') ? line.lastIndexOf('> <') : -1;
  const message = last > 0 ? line.slice(last + 3, -1) : line.slice(time.end + all.length);
  return { time, severity, attributes: { 'log.logger': logger, 'host.name': host }, message };
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
  return { time, severity, attributes: {}, message: line.slice(all.length).trim() || line };
};

const LAYOUTS: readonly LineLayout[] = [db2, behindTime, dmesg, logrus, monit, forge, weblogic, windows, report];

/** Reads a line of these layouts; see the top of this file. */
export const columnLevelFormat: LineFormat = (line, context: LineContext) => {
  for (const read of LAYOUTS) {
    const found = read(line, context.observedAt);
    if (found === undefined) continue;
    const { message, service, severity, time } = found;
    const timestamp = time && instantOf(time);
    const attributes = given(found.attributes);
    const parts: RecordParts = {
      timestamp,
      severity,
      service,
      attributes,
      message: message.trim() === '' ? line : message,
    };
    const record = createRecord(parts, context);
    if (time?.isYearless === true) context.onBorrowedTime?.(record, 'year');
    return record;
  }
  return undefined;
};

function given(values: Rest['attributes']): Attributes {
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(values)) putNew(attributes, name, value);
  return attributes;
}
