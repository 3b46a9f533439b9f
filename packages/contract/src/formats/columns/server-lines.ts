import { type TakenTime, takeTime } from '../../times/index.ts';
import { crashSeverity } from '../severity/crash.ts';
import { isDmesg, kernelSeverity, withoutKernelClock } from '../severity/kernel-lines.ts';
import type { ColumnParts } from './behind-time.ts';

/*
 * Layouts of servers in which the time does not come first, or has a form of its own:
 *
 *     [813]{-1}[-1/-1] 2024-05-14 10:00:00.123456 e Basis    TraceStream.cpp(00123) : text     SAP HANA
 *     00:0002:00000:00012:2024/05/14 10:00:00.12 server  Error: 1608, Severity: 18, State: 4   SAP ASE
 *     6643360a.075bca00 0x7f037bd96200 text                       OpenLDAP: seconds and nanoseconds, to the base 16
 *     6643360a conn=1000 op=0 text                                the same before 2.5
 *     "Error","ajp-nio-8018-exec-1","05/14/24","10:00:00","shop","text"                        ColdFusion
 *     https://shop.example|1715680800|php|203.0.113.7|https://shop.example/a||0||text          Drupal
 *     ** [10:00:00 2024-05-14] 813: text                                                       Resque
 *     warn:legacy.osl:813:814:sal/osl/a.cxx:12: text                                           LibreOffice
 *     [12345.678901] text                                                                      dmesg
 */

type LineLayout = (line: string, observedAt: number) => ColumnParts | undefined;

const MAX_REST = 512;
const HANA = /^\[\d{1,9}\]\{-?\d{1,12}\}\[-?\d{1,12}\/-?\d{1,12}\] (?=\d{4}-)/;
const HANA_REST = /^ ([diwef]) (\S{1,64}) {1,32}([^\s()]{1,160})\((\d{1,7})\) : /;
const HANA_LEVELS: Readonly<Record<string, string>> = { d: 'DEBUG', i: 'INFO', w: 'WARN', e: 'ERROR', f: 'FATAL' };

const hana: LineLayout = (line, observedAt) => {
  const start = HANA.exec(line)?.[0].length;
  const time = start === undefined ? undefined : takeTime(line, start, observedAt);
  const rest = time === undefined ? null : HANA_REST.exec(line.slice(time.end, time.end + MAX_REST));
  if (time === undefined || rest === null) return undefined;
  const [all, letter = '', logger, file, codeLine] = rest;
  const place = { 'code.file.path': file, 'code.line.number': Number(codeLine) };
  const attributes = { 'thread.id': Number.parseInt(line.slice(1), 10), 'log.logger': logger, ...place };
  return { time, severity: HANA_LEVELS[letter], attributes, message: line.slice(time.end + all.length) };
};

const ASE = /^\d\d:(?:\d{2,5}:){1,4}(?=\d{4}\/\d\d\/\d\d )/;
const ASE_REST = /^ (\S{1,32}) {1,4}(?=(?:Error: \d{1,6}, Severity: (\d{1,2}))?)/;
const FIRST_ERROR = 11;
const FIRST_FATAL = 20;

const ase: LineLayout = (line, observedAt) => {
  const start = ASE.exec(line)?.[0].length;
  const time = start === undefined ? undefined : takeTime(line, start, observedAt);
  const rest = time === undefined ? null : ASE_REST.exec(line.slice(time.end, time.end + MAX_REST));
  if (time === undefined || rest === null) return undefined;
  const number = Number(rest[2] ?? 0);
  const severity = number >= FIRST_FATAL ? 'FATAL' : number >= FIRST_ERROR ? 'ERROR' : undefined;
  const message = line.slice(time.end + rest[0].length);
  return { time, severity, attributes: { 'log.logger': rest[1] }, message };
};

/** Seconds that begin with another digit are before 2012 or after 2055. */
const LDAP = /^([5-9][\da-f]{7})\.([\da-f]{8}|[\da-f]{5}) (0x[\da-f]{6,16}) /;
const OLD_LDAP =
  /^([5-9][\da-f]{7}) (?=conn=\d|slapd\b|@\(#\) |daemon: |connection_\w{1,32}[:(]|<= |=> |>>> |<<< |do_\w{1,32}: |send_ldap_|syncrepl)/;
const MICROSECOND_DIGITS = 5;

const ldap: LineLayout = (line) => {
  const match = LDAP.exec(line) ?? OLD_LDAP.exec(line);
  if (match === null) return undefined;
  const [all, seconds = '', fraction = '0', thread] = match;
  const value = Number.parseInt(fraction, 16);
  const nanoseconds = fraction.length === MICROSECOND_DIGITS ? value * 1000 : value;
  if (nanoseconds >= 1e9) return undefined;
  const time: TakenTime = {
    ms: Number.parseInt(seconds, 16) * 1000 + Math.floor(nanoseconds / 1e6),
    nanos: nanoseconds % 1e6,
    end: all.length,
    isYearless: false,
    isEpoch: true,
    isLocal: false,
  };
  return { time, attributes: { 'thread.id': thread }, message: line.slice(all.length) };
};

const COLD_FUSION =
  /^"(Debug|Information|Warning|Error|Fatal)","([^"]{0,128})","(\d\d)\/(\d\d)\/(\d\d)","(\d\d:\d\d:\d\d)","?([^",]{0,128})"?,"?/;

const coldFusion: LineLayout = (line, observedAt) => {
  const match = COLD_FUSION.exec(line);
  if (match === null) return undefined;
  const [all, severity, thread, month, day, year, clock, logger] = match;
  const message = line.slice(all.length).replace(/"$/, '').replaceAll('""', '"');
  const time = takeTime(`20${year}-${month}-${day} ${clock}`, 0, observedAt);
  return time && { time, severity, attributes: { 'thread.name': thread, 'log.logger': logger }, message };
};

const DRUPAL =
  /^https?:\/\/[^|\s]{1,512}\|(\d{10})\|([^|]{1,64})\|([^|]{0,64})\|([^|]{0,2048})\|[^|]{0,2048}\|\d{1,10}\|[^|]{0,2048}\|/;

const drupal: LineLayout = (line, observedAt) => {
  const match = DRUPAL.exec(line);
  if (match === null) return undefined;
  const [all, seconds = '', logger, client, url] = match;
  const message = line.slice(all.length);
  const attributes = { 'log.logger': logger, 'client.address': client, 'url.full': url };
  return { time: takeTime(seconds, 0, observedAt), severity: crashSeverity(message), attributes, message };
};

const RESQUE = /^\*\* \[(\d\d:\d\d:\d\d) (\d{4}-\d\d-\d\d)\] (\d{1,9}): /;

const resque: LineLayout = (line, observedAt) => {
  const match = RESQUE.exec(line);
  if (match === null) return undefined;
  const [all, clock, day, pid] = match;
  const time = takeTime(`${day} ${clock}`, 0, observedAt);
  return { time, attributes: { 'process.pid': Number(pid) }, message: line.slice(all.length) };
};

const LIBRE_OFFICE = /^(warn|info):([\w.]{1,64}):(\d{1,9}):(\d{1,9}):([^:\s]{1,200}):(\d{1,7}): /;

const libreOffice: LineLayout = (line) => {
  const match = LIBRE_OFFICE.exec(line);
  if (match === null) return undefined;
  const [all, severity, logger, pid, thread, file, codeLine] = match;
  const place = { 'code.file.path': file, 'code.line.number': Number(codeLine) };
  const attributes = { 'log.logger': logger, 'process.pid': Number(pid), 'thread.id': Number(thread), ...place };
  return { severity, attributes, message: line.slice(all.length) };
};

const dmesg: LineLayout = (line) => {
  if (!isDmesg(line)) return undefined;
  const { attributes, message } = withoutKernelClock(line);
  return { severity: kernelSeverity(message), attributes: attributes as ColumnParts['attributes'], message };
};

/** Layouts that begin with a small letter. */
export const LOWER_SERVER_LAYOUTS: readonly LineLayout[] = [drupal, libreOffice];

/** Layouts that begin with a digit, as most lines do. */
export const DIGIT_SERVER_LAYOUTS: readonly LineLayout[] = [ase, ldap];

/** All layouts except those that begin with a digit, tried in this order. */
export const SERVER_LAYOUTS: readonly LineLayout[] = [hana, coldFusion, drupal, resque, libreOffice, dmesg];
