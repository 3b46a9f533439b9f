import type { Continuation } from '../lines/line-rules.ts';
import { startsRecord } from '../lines/record-start.ts';
import { isBlank } from '../lines/stack-trace.ts';

/*
 * Records that are blocks of lines, since version 7:
 *
 *     API: PutObject(bucket=a)                MinIO: the time, the request, the error and its trace
 *     ----------------------------------------  Microsoft's Enterprise Library: `Timestamp: …` and other fields, up to the next rule
 *     M Thu May 14 10:00:00 2026              SAP's work processes: lines with the same letter, up to the next time
 *     #2.0#2026 05 14 10:00:00:123#+0000#…    SAP's list format: up to the next
 *     ==================                      Go's race detector: up to the next rule, or from WARNING: DATA RACE on
 *     *   << Request  >> 32770                varnishlog: the lines of one transaction, and of those grouped with it
 *     ** Alert 1715680800.123: - syslog,sshd,  OSSEC and Wazuh: up to the next, or to the line of syslog that it quotes
 *     [**] [1:1000001:1] text [**]            Snort's full alert: up to the next, or to the blank line after it
 *       .   ____          _                   the banner of Spring Boot, with a blank line above or not
 */

const MINIO = /^API: [A-Z]\w{1,60}(?:\.\w{1,60})?\(/;
const MINIO_FIELD = /^(?:Time|DeploymentID|RequestID|RemoteHost|Host|UserAgent|Error): /;
const RULE = /^-{40}$/;
const ENTLIB_TIME = /^Timestamp: \d/;
const SAP_TIME = /^[A-Z] {1,2}[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/;
const SAP_LIST = /^#\d\.\d#\d{4} \d\d \d\d \d\d:\d\d:\d\d[:.]\d{3}#/;
const RACE = /^(?:={18}|WARNING: DATA RACE)$/;
const RACE_RULE = '==================';
const RACE_WARNING = 'WARNING: DATA RACE';
/** Snort's full alert. Its fast alert is one line, with more text after the second mark. */
const SNORT = /^\[\*\*\] \[\d{1,6}:\d{1,10}:\d{1,6}\] .{0,400}\[\*\*\] {0,2}$/;
const OSSEC = /^\*\* Alert \d{10}\.\d{1,12}:/;
const VARNISH = /^\*{1,4} {1,4}<< (?:Request|BeReq|Session|Record) {1,4}>> \d/;
/** Deeper transactions have more stars. */
const VARNISH_LINE = /^(?:-{1,4} {1,4}[A-Z]|\*{2,4} {1,4}<< )/;
const BANNER = /^ {2}\. {3}____ {10}_/;
/** The only line of the banner that is not indented. */
const BANNER_LINE = /^\( \( \)\\___ \| /;

/** The rule for the first line of a block; undefined for any other. */
export function blockKind(first: string, version: number): Continuation | undefined {
  const code = first.charCodeAt(0);
  if (code === 32 || first === '') return first === '' || BANNER.test(first) ? having(BANNER_LINE) : undefined;
  if (code === 35) return SAP_LIST.test(first) ? { next: (line) => !SAP_LIST.test(line) } : undefined;
  if (code === 45) return RULE.test(first) ? entlib() : undefined;
  if (code === 42) {
    if (OSSEC.test(first)) return { next: (line) => !OSSEC.test(line) };
    return VARNISH.test(first) ? having(VARNISH_LINE) : undefined;
  }
  if (code === 91) return SNORT.test(first) ? upToBlank() : undefined;
  if ((code === 61 || code === 87) && RACE.test(first)) return race(first);
  if (code === 65 && MINIO.test(first)) return having(MINIO_FIELD);
  return first.length < 32 && SAP_TIME.test(first) ? sap(first, version) : undefined;
}

/** Takes the lines that match, and leaves all others to the stack traces. */
export function having(line: RegExp): Continuation {
  return { next: (text) => (line.test(text) ? true : undefined) };
}

/** A block between two rules. If its own line is not directly below, the first rule is only a rule. */
interface RuledBlock {
  /** True when the record begins with that line instead of the rule. */
  isOpen: boolean;
  opens: (line: string) => boolean;
  closes: (line: string) => boolean;
}

function upToRule({ closes, isOpen: isOpenAtOnce, opens }: RuledBlock): Continuation {
  let isOpen = isOpenAtOnce;
  let isBelowFirst = true;
  return {
    next(line) {
      if (isBelowFirst && !isOpen) isOpen = opens(line);
      isBelowFirst = false;
      if (!isOpen) return isBlank(line) ? true : undefined;
      isOpen = !closes(line);
      return true;
    },
  };
}

function upToBlank(): Continuation {
  let isEnded = false;
  return {
    next(line) {
      if (isEnded) return isBlank(line) ? true : undefined;
      isEnded = isBlank(line);
      return !SNORT.test(line);
    },
  };
}

function entlib(): Continuation {
  return upToRule({ isOpen: false, opens: (line) => ENTLIB_TIME.test(line), closes: (line) => RULE.test(line) });
}

function race(first: string): Continuation {
  const isOpen = first !== RACE_RULE;
  return upToRule({ isOpen, opens: (line) => line === RACE_WARNING, closes: (line) => line === RACE_RULE });
}

function sap(first: string, version: number): Continuation {
  const letter = `${first.charAt(0)} `;
  return {
    next: (line) =>
      isBlank(line) || (!SAP_TIME.test(line) && (line.startsWith(letter) || !startsRecord(line, version))),
  };
}
