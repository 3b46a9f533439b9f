import { takeClock, takeTime } from '../../../times/index.ts';
import { isFatalCrash } from '../../severity/crash.ts';
import { isUntimedEvent } from '../../text/general-log.ts';
import { beginsTimeBefore5 } from './times-before-5.ts';

/*
 * How a line looks that begins a record, judged by its first characters.
 *
 * Each version of the joiner keeps the times that it knew, because the version that first read a range reads it again.
 */

const SPACE = 32;
const TAB = 9;
const QUOTE = 34;
const HASH = 35;
const OPENING_PARENTHESIS = 40;
const STAR = 42;
const DASH = 45;
const DOT = 46;
const SLASH = 47;
const COLON = 58;
const LESS = 60;
const OPENING_BRACKET = 91;
const OPENING_BRACE = 123;
const YEAR_SIGN = '年'.charCodeAt(0);

const ACCESS = /^\S{1,256} \S{1,256} \S.{0,300}? \[\d\d\/[A-Z][a-z]{2}\/\d{4}:/;
/** Severities in capitals, as words of an expression. */
export const LEVEL_WORDS = 'TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|CRITICAL|FATAL|SEVERE';
const LEVEL = new RegExp(
  `^(?:\\[?(?:${LEVEL_WORDS})\\]?[:\\s]|\\[(?:trace|debug|info|notice|warn(?:ing)?|error|critical|fatal)\\])`,
);
const PAIRS = /^(?:time|ts|level|lvl)=\S/;
const PRIORITY = /^<\d{1,3}>/;
const MONTH_OR_DAY = /^\[?[A-Z][a-z]{2}[a-z]{0,6},? /;
/** Since version 7, as java.util.logging writes it: `Nov. 29, 2026`, `März 9, 2026`. */
const GERMAN_MONTH = /^(?:[A-Z][a-z]{2,3}\.|März|Mai) \d{1,2}, /;
const LETTER_FIRST = /^[A-Z],? \[/;
const ZABBIX = /^ {0,9}\d{1,9}:\d{8}:\d{6}/;
/** Node prints the place of an uncaught exception first. */
const NODE_PLACE = /^(?:file:\/\/)?\/\S{1,400}:\d{1,7}$/;
const LONGEST_HEAD = 64;
/** The first of the lines with which IIS and others begin their log again in the same file. */
const NAMES_AGAIN = /^#(?:Software|Fields): \S/;
/** Since version 7: an alert of OSSEC and Wazuh, which quotes a line of syslog at its end. */
const OSSEC = /^\*\* Alert \d{10}\.\d{1,12}:/;
const REDIS = /^\d{1,9}:[XCSM] (?=\d)/;
/** Text before the time: a severity, with or without a thread; Tornado's letter; Nest's process. */
const BEFORE_TIME = new RegExp(
  `^(?:\\[?(?:${LEVEL_WORDS}|[a-z]{4,9}(?=\\]))\\]?:? {1,4}(?:\\[[^\\]]{1,64}\\] {1,2})?\\[?|\\[[TDIWEC] |\\[Nest\\] \\d{1,9} {1,4}- )(?=[A-Z\\d])`,
);
const LONGEST_BEFORE_TIME = 100;
/** Since version 7: WebLogic's angle bracket, SSSD's round one, Chromium's process and thread. */
const WEBLOGIC = /^(?:####)?<(?=[A-Z][a-z]{2} \d{1,2}, \d{4})/;
const SSSD = /^\((?=[A-Z\d])/;
const CHROMIUM = /^\[(?:\d{1,9}:){0,2}\d{4}\/\d{6}(?:\.\d{1,9})?:[A-Z]{4,8}\d?:\S/;

/** The times that a version knows. */
interface Times {
  /** A letter for the severity, and the day without marks. */
  klog: RegExp;
  /** Days like `9/3/2026` may begin with one digit. */
  hasShortDays: boolean;
  beginsTime: (text: string, at: number) => boolean;
}

const TIMES: Times = {
  // CockroachDB's has a year of two digits.
  klog: /^[IWEFDV]\d{4}(?:\d\d|\d{4})? \d\d:\d\d:\d\d\./,
  hasShortDays: true,
  beginsTime: (text, at) => takeTime(text, at, 0) !== undefined,
};
/** Clocks with dashes, with or without a zone after them, which the grammar of times knows since version 7. */
const DASHED_CLOCK =
  /^[^:]{1,32}[ T_|,-]\d\d-\d\d-\d\d(?:[.,]\d{1,9})?(?: ?[A-Z+-][^:]{0,8}| [A-Z][A-Za-z]{1,9}\/[\w/+-]{1,70})?$/;
/** Other times since version 7: dates of East Asia, `at` before the clock, three spaces and `@`. */
const SINCE_7 = /年| at | {3}|\d@\d/;
const TIMES_BEFORE_7: Times = {
  ...TIMES,
  beginsTime: (text, at) => {
    const time = takeTime(text, at, 0);
    if (time === undefined) return false;
    const written = text.slice(at, time.end);
    return !DASHED_CLOCK.test(written) && !SINCE_7.test(written);
  },
};
const TIMES_BEFORE_5: Times = {
  klog: /^[IWEFDV]\d{4}(?:\d{4})? \d\d:\d\d:\d\d\./,
  hasShortDays: false,
  beginsTime: beginsTimeBefore5,
};

/**
 * True for a line that begins with a day and a clock, in brackets or not, or with a clock.
 *
 * @param version of the joiner
 */
export function isTimed(line: string, version: number): boolean {
  const code = line.charCodeAt(0);
  if (code >= 48 && code <= 57)
    return isCertainlyTimed(line, 0) || isDigitsTimed(line, 0, version) || isTimedBehind(REDIS, line, version);
  if (code === OPENING_BRACKET) {
    const next = line.charCodeAt(1);
    if (next >= 48 && next <= 57) {
      if (isCertainlyTimed(line, 1) || isDigitsTimed(line, 1, version)) return true;
      return version > 6 && CHROMIUM.test(line.slice(0, LONGEST_BEFORE_TIME));
    }
  }
  if (version > 6) {
    if (code === LESS || code === HASH) return isTimedBehind(WEBLOGIC, line, version);
    if (code === OPENING_PARENTHESIS) return isTimedBehind(SSSD, line, version);
  }
  if (code < 65 || (code > 90 && code !== OPENING_BRACKET)) return false;
  const head = line.slice(0, LONGEST_HEAD);
  const { beginsTime, klog } = timesOf(version);
  if (klog.test(head)) return true;
  const from = code === OPENING_BRACKET ? 1 : 0;
  if (MONTH_OR_DAY.test(head) || (version > 6 && GERMAN_MONTH.test(head))) return beginsTime(head, from);
  const letter = LETTER_FIRST.exec(head);
  return (letter !== null && beginsTime(head, letter[0].length)) || isTimedBehind(BEFORE_TIME, line, version);
}

/** Since version 6: a time after the text that some layouts write before it. */
function isTimedBehind(before: RegExp, line: string, version: number): boolean {
  if (version < 6) return false;
  const end = before.exec(line.slice(0, LONGEST_BEFORE_TIME))?.[0].length;
  if (end === undefined) return false;
  return isCertainlyTimed(line, end) || timesOf(version).beginsTime(line.slice(end, end + LONGEST_HEAD), 0);
}

function timesOf(version: number): Times {
  if (version > 6) return TIMES;
  return version > 4 ? TIMES_BEFORE_7 : TIMES_BEFORE_5;
}

/** `2024-05-14T10:00` and its relatives, by single characters: nearly all lines of a log with times have this form. */
function isCertainlyTimed(line: string, at: number): boolean {
  const mark = line.charCodeAt(at + 4);
  if ((mark !== DASH && mark !== SLASH) || line.charCodeAt(at + 7) !== mark) return false;
  const gap = line.charCodeAt(at + 10);
  return (
    (gap === SPACE || gap === 84) &&
    line.charCodeAt(at + 13) === COLON &&
    isDigit(line, at + 3) &&
    isDigit(line, at + 9)
  );
}

/** The rarer forms. An address, with which every line of an access log begins, fails the first check. */
function isDigitsTimed(line: string, at: number, version: number): boolean {
  const { beginsTime, hasShortDays } = timesOf(version);
  const second = line.charCodeAt(at + 2);
  const fourth = line.charCodeAt(at + 4);
  const isDay =
    (hasShortDays && line.charCodeAt(at + 1) === SLASH) ||
    second === SLASH ||
    second === DASH ||
    second === SPACE ||
    fourth === DASH ||
    fourth === SLASH;
  const isClock = second === COLON && line.charCodeAt(at + 5) === COLON;
  const isDense =
    isDigit(line, at + 2) &&
    isDigit(line, at + 3) &&
    isDigit(line, at + 5) &&
    !isDigit(line, at + (isDigit(line, at + 6) ? 8 : 6));
  const isEpoch = isDigit(line, at + 2) && isDigit(line, at + 3) && isDigit(line, at + 5) && isDigit(line, at + 9);
  const isEastAsian = version > 6 && fourth === YEAR_SIGN;
  const isDotted = fourth === DOT && line.charCodeAt(at + 7) === DOT;
  if (!isDay && !isClock && !isDense && !isEpoch && !isDotted && !isEastAsian) return false;
  const head = line.slice(at, at + LONGEST_HEAD);
  if (isClock) return (takeClock(head, 0, false)?.end ?? 0) >= 8;
  return beginsTime(head, 0);
}

function isDigit(line: string, at: number): boolean {
  const code = line.charCodeAt(at);
  return code >= 48 && code <= 57;
}

/**
 * True for a line that begins a record although the record above would take any other: a time, an object, a severity,
 * an access log, the end of a process, new names of columns.
 *
 * @param version of the joiner
 */
export function startsRecord(line: string, version: number): boolean {
  const code = line.charCodeAt(0);
  if (code === OPENING_BRACE) return true;
  if (code === QUOTE) return false;
  if (code === HASH && version > 5 && NAMES_AGAIN.test(line)) return true;
  if (code === LESS) return PRIORITY.test(line) || (version > 6 && isTimed(line, version));
  if (code === STAR && version > 6 && OSSEC.test(line)) return true;
  if (code === SPACE || code === TAB) return isIndentedStart(line) || (version > 5 && isUntimedEvent(line));
  if (isTimed(line, version) || ZABBIX.test(line)) return true;
  const head = line.slice(0, 1024);
  return LEVEL.test(head) || PAIRS.test(head) || ACCESS.test(head) || NODE_PLACE.test(head) || isFatalCrash(head);
}

/**
 * True for the indented lines that begin a record below any other, since version 6: Zabbix's, with spaces before a
 * short process id, and events of MySQL's general log.
 */
export function startsPadded(line: string): boolean {
  return ZABBIX.test(line) || isUntimedEvent(line);
}

/** A time after some spaces, as Consul and Zabbix write it. */
function isIndentedStart(line: string): boolean {
  if (ZABBIX.test(line)) return true;
  let at = 0;
  while (at < 16 && (line.charCodeAt(at) === SPACE || line.charCodeAt(at) === TAB)) at += 1;
  return isCertainlyTimed(line, at);
}

/** True for an indented line with a severity in brackets: a record of its own, unless a trace is above it. */
export function isIndentedLevel(line: string): boolean {
  const text = line.slice(0, 64).trimStart();
  return text.startsWith('[') && LEVEL.test(text);
}

/** True for `1.`, `12.` and `123.`, as at the beginning of a line of an access log; no line of a trace begins so. */
export function beginsWithAddress(text: string): boolean {
  const code = text.charCodeAt(0);
  if (code < 48 || code > 57) return false;
  return text.charCodeAt(3) === DOT || text.charCodeAt(2) === DOT || text.charCodeAt(1) === DOT;
}

/** True for the number of a frame or a list, with a space after its dot: `1. f()`. */
export function isNumbered(text: string): boolean {
  return text.charCodeAt(text.indexOf('.') + 1) === SPACE;
}

/**
 * True for text that begins like an address. `14.05.2024 10:00` is not one: a space follows its first ten characters.
 */
export function isAddress(text: string): boolean {
  return beginsWithAddress(text) && text.charCodeAt(10) !== SPACE && text.charCodeAt(8) !== SPACE;
}
