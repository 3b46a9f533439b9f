import { createRecord, type RecordParts } from '../../record/index.ts';
import { instantOf, type TakenTime, takeTime, yearlessMs } from '../../times/index.ts';
import type { LineContext, LineFormat } from '../format/line-format.ts';
import { LETTER_LEVELS } from './level-tables.ts';

/*
 * Layouts in which a letter or a sign is the severity. They have nothing else in common, so each is an expression of
 * its own, anchored at the beginning and bounded:
 *
 *     E0514 10:00:00.123456       1 reflector.go:138] text                  klog, glog
 *     E0514 10:00:00.123456 volume_grpc.go:12 text                  SeaweedFS
 *     E240514 10:00:00.123456 17 1@server/server.go:12 ⋮ [n1] text          CockroachDB
 *     E, [2024-05-14T10:00:00.123456 #12] ERROR -- shop: text               Ruby
 *     1:M 14 May 2024 10:00:00.123 # text                                   Redis, Valkey
 *     05-14 10:00:00.123  1234  5678 E ActivityManager: text                Android
 *     E/ActivityManager(  813): text                                        the same, brief; without the process, its tag
 *     E( 1702: 2395) text                                                   the same, -v thread and -v process
 *     E (1234) wifi: text                                                   ESP-IDF
 *     E0000 00:00:1715680800.123456     813 main.cc:12] text                Abseil before main has set it up
 *     2024-05-14T10:00:00.123+0000 E NETWORK  [conn1] text                  mongod before 4.4
 *     [5/14/24 10:00:00:123 UTC] 0000001a WebContainer E text               WebSphere
 *     [E 2024-05-14 10:00:00.123 app:12] text                               Tornado, Jupyter
 */

/** A layout: its parts, or undefined when the line does not have it. */
type Layout = (line: string, observedAt: number) => (RecordParts & { isYearless?: boolean }) | undefined;

function word(letter = ''): string | undefined {
  return LETTER_LEVELS[letter];
}

const KLOG =
  /^([IWEFDV])(\d{4}|\d\d)?(\d\d)(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{3,9}) +(?:(\d{1,15}) )?(?:\d{1,4}@)?([^\s\]:]{1,120}):(\d{1,7})(?:\] ?| {1,2}(?:⋮ )?)/;

const klog: Layout = (line, observedAt) => {
  const match = KLOG.exec(line);
  if (match === null) return undefined;
  const [all, letter, year, monthText, dayText, hour, minute, second, fraction = '', thread, file = '', codeLine] =
    match;
  const digits = fraction.padEnd(9, '0');
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  const offsetMs = seconds * 1000 + Number(digits.slice(0, 3));
  const [month, day] = [Number(monthText) - 1, Number(dayText)];
  const ms =
    year === undefined
      ? yearlessMs(month, day, offsetMs, observedAt)
      : Date.UTC(Number(year.padStart(4, '20')), month, day) + offsetMs;
  if (!Number.isFinite(ms) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  return {
    timestamp: { ms, nanos: Number(digits.slice(3)), isLocal: true },
    isYearless: year === undefined,
    severity: word(letter),
    message: line.slice(all.length),
    attributes: {
      ...(thread === undefined ? {} : { 'thread.id': Number(thread) }),
      'code.file.path': file,
      'code.line.number': Number(codeLine),
    },
  };
};

const RUBY = /^([DIWEFAU]), \[([\dT:.+Z -]{19,40}?)(?: ?#(\d{1,9})(?:\.\d{1,9})?)?\] +([A-Z]{3,7}) -- ([^:]{0,128}): ?/;

const ruby: Layout = (line, observedAt) => {
  const match = RUBY.exec(line);
  const time = match === null ? undefined : takeTime(match[2] ?? '', 0, observedAt);
  if (match === null || time === undefined) return undefined;
  const [all, letter, , pid, severity, program = ''] = match;
  const attributes = {
    ...(pid === undefined ? {} : { 'process.pid': Number(pid) }),
    ...(program.trim() === '' ? {} : { 'log.logger': program.trim() }),
  };
  const message = line.slice(all.length);
  return { timestamp: time, severity: severity === 'ANY' ? word(letter) : severity, message, attributes };
};

const REDIS = /^(\d{1,9}):([XCSM]) /;
const REDIS_SIGNS: Readonly<Record<string, string>> = { '.': 'DEBUG', '-': 'VERBOSE', '*': 'NOTICE', '#': 'WARNING' };

const redis: Layout = (line, observedAt) => {
  const match = REDIS.exec(line);
  const time = match === null ? undefined : takeTime(line, match[0].length, observedAt);
  if (match === null || time === undefined) return undefined;
  const severity = REDIS_SIGNS[line[time.end + 1] ?? ''];
  if (severity === undefined || line[time.end + 2] !== ' ') return undefined;
  const attributes = { 'process.pid': Number(match[1]), 'redis.role': match[2] ?? '' };
  const message = line.slice(time.end + 3);
  return { timestamp: time, isYearless: time.isYearless, severity, message, attributes };
};

/** With the user's id first, as `-v uid` writes it. */
const LOGCAT = /^ +(?:[\w-]{1,16} +)?(\d{1,9}) +(\d{1,9}) ([VDIWEFSA]) ([^:]{0,160}?) *: ?/;

function logcat(line: string, time: TakenTime): ReturnType<Layout> {
  const match = LOGCAT.exec(line.slice(time.end, time.end + 256));
  if (match === null) return undefined;
  const [all, pid, thread, letter, tag = ''] = match;
  const attributes = { 'process.pid': Number(pid), 'thread.id': Number(thread), 'log.logger': tag };
  const severity = letter === 'A' ? 'FATAL' : word(letter);
  return {
    timestamp: time,
    isYearless: time.isYearless,
    severity,
    message: line.slice(time.end + all.length),
    attributes,
  };
}

const BRIEF = /^([VDIWEF])(?:\/([^(:]{3,128}?) *(?:\( *(\d{1,9})\))?: | \((\d{1,9})\) ([\w.-]{1,64}): )/;

const brief: Layout = (line) => {
  const match = BRIEF.exec(line);
  if (match === null) return undefined;
  const [all, letter, tag, pid, elapsedMs, name = ''] = match;
  const attributes = {
    'log.logger': tag ?? name,
    ...(pid === undefined ? {} : { 'process.pid': Number(pid) }),
    ...(elapsedMs === undefined ? {} : { 'log.elapsed': Number(elapsedMs) / 1000 }),
  };
  return { severity: word(letter), message: line.slice(all.length), attributes };
};

const PROCESS_ALONE = /^([VDIWEF])\( {0,5}(\d{1,9})(?:: {0,5}(\d{1,9}|0x[\da-f]{1,16}))?\) /;

const ofProcess: Layout = (line) => {
  const match = PROCESS_ALONE.exec(line);
  if (match === null) return undefined;
  const [all, letter, pid, thread] = match;
  const attributes = { 'process.pid': Number(pid), ...(thread === undefined ? {} : { 'thread.id': thread }) };
  return { severity: word(letter), message: line.slice(all.length), attributes };
};

/** Before a program of Google's has read its flags. */
const EARLY_GLOG = /^([IWEF])0000 00:00:(?=\d{10}\.\d{6} )/;
const EARLY_GLOG_REST = /^ +(\d{1,15}) ([\w./-]{1,120}):(\d{1,7})\] ?/;

const earlyGlog: Layout = (line, observedAt) => {
  const match = EARLY_GLOG.exec(line);
  const time = match === null ? undefined : takeTime(line, match[0].length, observedAt);
  const rest = time === undefined ? null : EARLY_GLOG_REST.exec(line.slice(time.end, time.end + 256));
  if (match === null || time === undefined || rest === null) return undefined;
  const [all, thread, file = '', codeLine] = rest;
  const attributes = { 'thread.id': Number(thread), 'code.file.path': file, 'code.line.number': Number(codeLine) };
  return { timestamp: time, severity: word(match[1]), message: line.slice(time.end + all.length), attributes };
};

const MONGOD = /^ ([DIWEF])\d? +([A-Z_]{2,20}|-) +\[([^\]]{1,64})\] /;

function mongod(line: string, time: TakenTime): ReturnType<Layout> {
  const match = MONGOD.exec(line.slice(time.end, time.end + 128));
  if (match === null) return undefined;
  const attributes = { 'mongodb.component': match[2] ?? '', 'mongodb.context': match[3] ?? '' };
  return { timestamp: time, severity: word(match[1]), message: line.slice(time.end + match[0].length), attributes };
}

/** The layouts that begin with the time, which is read once for both. */
const timeFirst: Layout = (line, observedAt) => {
  const time = startsWithDigit(line) ? takeTime(line, 0, observedAt) : undefined;
  return time && (mongod(line, time) ?? logcat(line, time));
};

const WEBSPHERE = /^\] ([0-9a-f]{8}) (\S{1,64}) +([AIWEFCDORU]) +/;

const websphere: Layout = (line, observedAt) => {
  const time = line.startsWith('[') ? takeTime(line, 1, observedAt) : undefined;
  const match = time === undefined ? null : WEBSPHERE.exec(line.slice(time.end, time.end + 128));
  if (match === null || time === undefined) return undefined;
  const attributes = { 'thread.id': match[1] ?? '', 'log.logger': match[2] ?? '' };
  return { timestamp: time, severity: word(match[3]), message: line.slice(time.end + match[0].length), attributes };
};

const TORNADO = /^\[([DIWEC]) /;
const TORNADO_REST = /^(?: ([\w.-]{1,64}))?(?::(\d{1,7}))?\] ?/;

const tornado: Layout = (line, observedAt) => {
  const match = TORNADO.exec(line);
  const time = match === null ? undefined : takeTime(line, match[0].length, observedAt);
  const rest = time === undefined ? null : TORNADO_REST.exec(line.slice(time.end, time.end + 128));
  if (match === null || time === undefined || rest === null) return undefined;
  const attributes = {
    ...(rest[1] === undefined ? {} : { 'log.logger': rest[1] }),
    ...(rest[2] === undefined ? {} : { 'code.line.number': Number(rest[2]) }),
  };
  return { timestamp: time, severity: word(match[1]), message: line.slice(time.end + rest[0].length), attributes };
};

/** The same with only a clock, as classic Jupyter writes it. */
const TORNADO_CLOCK = /^\[([DIWEC]) (\d\d:\d\d:\d\d(?:\.\d{1,6})?) ([\w.-]{1,64})(?::(\d{1,7}))?\] ?/;

const tornadoClock: Layout = (line) => {
  const match = TORNADO_CLOCK.exec(line);
  if (match === null) return undefined;
  const [all, letter, clock = '', logger = '', codeLine] = match;
  const attributes = {
    'log.clock': clock,
    'log.logger': logger,
    ...(codeLine === undefined ? {} : { 'code.line.number': Number(codeLine) }),
  };
  return { severity: word(letter), message: line.slice(all.length), attributes };
};

const LAYOUTS: readonly Layout[] = [
  klog,
  earlyGlog,
  ruby,
  redis,
  brief,
  ofProcess,
  tornado,
  tornadoClock,
  websphere,
  timeFirst,
];
const DIGIT_FIRST: readonly Layout[] = [redis, timeFirst];
const NONE: readonly Layout[] = [];

function startsWithDigit(line: string): boolean {
  const code = line.charCodeAt(0);
  return code >= 48 && code <= 57;
}

/** The others begin with a capital or a bracket. */
function layoutsFor(line: string): readonly Layout[] {
  const code = line.charCodeAt(0);
  if (code >= 97 && code <= 122) return NONE;
  return startsWithDigit(line) ? DIGIT_FIRST : LAYOUTS;
}

/** Reads a line whose severity is a letter or a sign; see the top of this file. */
export const letteredFormat: LineFormat = (line, context: LineContext) => {
  for (const layout of layoutsFor(line)) {
    const parts = layout(line, context.observedAt);
    if (parts === undefined) continue;
    const { isYearless, timestamp, ...others } = parts;
    const instant = timestamp && instantOf(timestamp);
    const record = createRecord({ ...others, timestamp: instant }, context);
    if (isYearless === true) context.onBorrowedTime?.(record, 'year');
    return record;
  }
  return undefined;
};
