import { type TakenTime, takeTime } from '../../times/index.ts';
import type { ColumnParts } from './behind-time.ts';

/*
 * Layouts of single products that write the time in a form of their own, or in a column after the severity:
 *
 *     Warning,2024/05/14 10:00:00,SYSTEM,text                                       columns: severity, time, the rest
 *     "ERROR" ⇥ 813 ⇥ "2024-05-14 10:00:00.123" ⇥ "text"                            hMailServer
 *     14-MAY-2024 10:00:00 * (CONNECT_DATA=…) * … * establish * orcl * 12514        Oracle's listener, with its return code
 *     library!WindowsService_0!4711!05/14/2024-10:00:00:: e ERROR: text             SQL Server's Reporting Services
 *     md   main:MESSAGE:2024-05-14 10h00.00 UTC:1234: text                          OpenVAS
 *     W20240514-10:00:00.123(2)? (STDERR) text                                      Meteor
 *     [24/05/14@10:00:00.123+0000] P-000813 T-000012 1 AS -- text                   OpenEdge
 *     20240514/100000.123 - U00003434 text                                          Automic
 *     !ENTRY org.eclipse.core.jobs 4 2 2024-05-14 10:00:00.123                      Eclipse
 *
 * A line with an impossible time, such as `99/99/2024`, has no layout: its head would be in no field and not in the
 * message.
 */

type LineLayout = (line: string, observedAt: number) => ColumnParts | undefined;

/** The time of a date and a clock that end at a position of the line. */
function joined(date: string, clock: string, end: number, observedAt: number): TakenTime | undefined {
  const time = takeTime(`${date} ${clock}`, 0, observedAt);
  return time && { ...time, end };
}

const LEVEL_COLUMN =
  /^"?(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL|Debug|Info|Notice|Warning|Error|Critical|Fatal)"?([,;\t])(?:(\d{1,9})\2)?"?(?=\d{1,4}[-/.]\d)/;
const BEHIND_COLUMN = /^"?[,;\t]/;

const levelColumn: LineLayout = (line, observedAt) => {
  const match = LEVEL_COLUMN.exec(line);
  const time = match === null ? undefined : takeTime(line, match[0].length, observedAt);
  if (match === null || time === undefined) return undefined;
  const behind = BEHIND_COLUMN.exec(line.slice(time.end, time.end + 2))?.[0];
  if (behind === undefined) return undefined;
  const [, severity, , thread] = match;
  const attributes = { 'thread.id': thread === undefined ? undefined : Number(thread) };
  return { time, severity, attributes, message: withoutQuotes(line.slice(time.end + behind.length)) };
};

/** A text without the quotation marks around it. */
function withoutQuotes(text: string): string {
  return /^"[^"]*"$/.test(text) ? text.slice(1, -1) : text;
}

const LISTENER = /^\d\d-[A-Z]{3}-\d{4} \d\d:\d\d:\d\d(?:[.:]\d{1,6})? \* /;
const RETURN_CODE = /\* (\d{1,5})$/;

const listener: LineLayout = (line, observedAt) => {
  const head = LISTENER.exec(line)?.[0];
  const code = head === undefined ? undefined : RETURN_CODE.exec(line.slice(-10))?.[1];
  const time = code === undefined ? undefined : takeTime(line, 0, observedAt);
  if (head === undefined || time === undefined) return undefined;
  const severity = Number(code) === 0 ? undefined : 'ERROR';
  return { time, severity, attributes: { 'oracle.return_code': Number(code) }, message: line.slice(head.length) };
};

const REPORTING =
  /^([\w$]{1,64})![\w$]{1,64}!([\da-f]{1,8})!(\d\d\/\d\d\/\d{4})-(\d\d:\d\d:\d\d):: (?:[a-z] )?(VERBOSE|INFO|WARN|WARNING|ERROR|FATAL|ASSERT)(?::|\b) ?/;

const reporting: LineLayout = (line, observedAt) => {
  const match = REPORTING.exec(line);
  if (match === null) return undefined;
  const [all, logger, thread, date = '', clock = '', word] = match;
  const time = joined(date, clock, all.length, observedAt);
  if (time === undefined) return undefined;
  const severity = word === 'ASSERT' ? 'ERROR' : word;
  return { time, severity, attributes: { 'log.logger': logger, 'thread.id': thread }, message: line.slice(all.length) };
};

const OPENVAS =
  /^([a-z]{2,16}) {1,4}([\w -]{1,32}):(DEBUG|INFO|MESSAGE|WARNING|CRITICAL|ERROR):(\d{4}-\d\d-\d\d) (\d\d)h(\d\d)\.(\d\d) ([A-Z]{1,5}):(\d{1,9}): ?/;

const openVas: LineLayout = (line, observedAt) => {
  const match = OPENVAS.exec(line);
  if (match === null) return undefined;
  const [all, program, part, word, date = '', hour, minute, second, zone, pid] = match;
  const time = joined(date, `${hour}:${minute}:${second} ${zone}`, all.length, observedAt);
  if (time === undefined) return undefined;
  const severity = word === 'MESSAGE' ? 'INFO' : word;
  const attributes = { 'process.name': program, 'log.logger': part, 'process.pid': Number(pid) };
  return { time, severity, attributes, message: line.slice(all.length) };
};

const METEOR = /^([DIWE])(\d{8})-(\d\d:\d\d:\d\d\.\d{3})\((-?\d{1,2})\)(?:\?|) (?:\(([\w.-]{1,64}(?::\d{1,6})?)\) )?/;
const METEOR_LEVELS: Readonly<Record<string, string>> = { D: 'DEBUG', I: 'INFO', W: 'WARN', E: 'ERROR' };

const meteor: LineLayout = (line, observedAt) => {
  const match = METEOR.exec(line);
  if (match === null) return undefined;
  const [all, letter = '', date = '', clock = '', hours = '0', origin] = match;
  const offset = `${hours.startsWith('-') ? '-' : '+'}${hours.replace('-', '').padStart(2, '0')}00`;
  const time = joined(date, `${clock}${offset}`, all.length, observedAt);
  if (time === undefined) return undefined;
  const attributes = meteorOrigin(origin);
  return { time, severity: METEOR_LEVELS[letter], attributes, message: line.slice(all.length) };
};

/** The stream, the place in the code or the process, which Meteor writes in brackets. */
function meteorOrigin(origin: string | undefined): ColumnParts['attributes'] {
  if (origin === 'STDERR') return { 'log.iostream': 'stderr' };
  const [file, place] = origin?.split(':') ?? [];
  return place === undefined ? { 'log.logger': origin } : { 'code.file.path': file, 'code.line.number': Number(place) };
}

const OPEN_EDGE =
  /^\[(\d\d\/\d\d\/\d\d)@(\d\d:\d\d:\d\d\.\d{3}[+-]\d{4})\] P-(\d{1,10}) {1,6}T-([\dA-Z]{1,10}) {1,4}(\d) {1,4}(\S{1,16}) {1,8}(?:-- )?/;

const openEdge: LineLayout = (line, observedAt) => {
  const match = OPEN_EDGE.exec(line);
  if (match === null) return undefined;
  const [all, date = '', clock = '', pid, thread, level, program] = match;
  const time = joined(`20${date}`, clock, all.length, observedAt);
  if (time === undefined) return undefined;
  const ids = { 'process.pid': Number(pid), 'thread.id': thread };
  const attributes = { ...ids, 'log.level_number': Number(level), 'log.logger': program };
  return { time, attributes, message: line.slice(all.length) };
};

const AUTOMIC = /^(\d{8})\/(\d{6}\.\d{3}) {1,2}-? {1,8}/;

const automic: LineLayout = (line, observedAt) => {
  const match = AUTOMIC.exec(line);
  if (match === null) return undefined;
  const [all, date = '', clock = ''] = match;
  const time = joined(date, clock, all.length, observedAt);
  return time && { time, attributes: {}, message: line.slice(all.length) };
};

const ECLIPSE = /^!(?:SUB)?ENTRY (?:\d{1,3} )?([\w.-]{1,200}) (\d{1,2}) (\d{1,10}) (?=\d{4}-\d\d-\d\d )/;
const ECLIPSE_LEVELS: Readonly<Record<string, string>> = { 0: 'INFO', 1: 'INFO', 2: 'WARN', 4: 'ERROR', 8: 'WARN' };

const eclipse: LineLayout = (line, observedAt) => {
  const match = ECLIPSE.exec(line);
  const time = match === null ? undefined : takeTime(line, match[0].length, observedAt);
  if (match === null || time === undefined) return undefined;
  const [, plugin, number = '', code] = match;
  const attributes = { 'log.logger': plugin, 'event.code': code };
  return { time, severity: ECLIPSE_LEVELS[number], attributes, message: line.slice(time.end).trim() };
};

/** Layouts that may begin with a small letter. */
export const LOWER_PRODUCT_LAYOUTS: readonly LineLayout[] = [reporting, openVas];

/** Layouts that may begin with a capital. */
export const UPPER_PRODUCT_LAYOUTS: readonly LineLayout[] = [levelColumn, reporting, meteor];

/** Layouts that begin with a digit. */
export const DIGIT_PRODUCT_LAYOUTS: readonly LineLayout[] = [listener, automic];

/** Layouts that begin with another sign. */
export const PRODUCT_LAYOUTS: readonly LineLayout[] = [levelColumn, openEdge, eclipse];
