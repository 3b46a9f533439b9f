import { isBlank } from '../stack-trace.ts';
import type { Continuation } from './continuation.ts';
import { startsRecord } from './record-start.ts';

/*
 * Records that are blocks of lines, since version 7:
 *
 *     API: PutObject(bucket=a)                MinIO: the time, the request, the error and its trace
 *     ----------------------------------------  Microsoft's Enterprise Library: `Timestamp: …` and the other fields, up to the next rule
 *     M Thu May 14 10:00:00 2026              SAP's work processes: lines with the same letter, up to the next time
 *     #2.0#2026 05 14 10:00:00:123#+0000#…    SAP's list format: up to the next
 *     ==================                      Go's race detector: up to the next rule, or from WARNING: DATA RACE on
 *     *   << Request  >> 32770                varnishlog: the lines of one transaction, and of those grouped with it
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
const VARNISH = /^\*{1,4} {1,4}<< (?:Request|BeReq|Session|Record) {1,4}>> \d/;
/** Deeper transactions have more stars. */
const VARNISH_LINE = /^(?:-{1,4} {1,4}[A-Z]|\*{2,4} {1,4}<< )/;
const BANNER = /^ {2}\. {3}____ {10}_/;
/** Its only line that is not indented. */
const BANNER_LINE = /^\( \( \)\\___ \| /;

/** The rule for the first line of a block; undefined for any other. */
export function blockKind(first: string, version: number): Continuation | undefined {
  const code = first.charCodeAt(0);
  if (code === 32 || first === '') return first === '' || BANNER.test(first) ? having(BANNER_LINE) : undefined;
  if (code === 35) return SAP_LIST.test(first) ? { next: (line) => !SAP_LIST.test(line) } : undefined;
  if (code === 45) return RULE.test(first) ? entlib() : undefined;
  if (code === 42) return VARNISH.test(first) ? having(VARNISH_LINE) : undefined;
  if ((code === 61 || code === 87) && RACE.test(first)) return race(first);
  if (code === 65 && MINIO.test(first)) return having(MINIO_FIELD);
  return first.length < 32 && SAP_TIME.test(first) ? sap(first, version) : undefined;
}

function having(field: RegExp): Continuation {
  return { next: (line) => (field.test(line) ? true : undefined) };
}

/** Between two rules; a rule without the time below it is just a rule. */
function entlib(): Continuation {
  let lines = 0;
  let isOpen = false;
  return {
    next(line) {
      lines += 1;
      if (lines === 1) isOpen = ENTLIB_TIME.test(line);
      if (!isOpen) return isBlank(line) ? true : undefined;
      isOpen = !RULE.test(line);
      return true;
    },
  };
}

/** Up to the rule; one without the warning below it is just a rule. */
function race(first: string): Continuation {
  let isOpen = first !== RACE_RULE;
  let lines = 0;
  return {
    next(line) {
      lines += 1;
      if (lines === 1 && !isOpen) isOpen = line === 'WARNING: DATA RACE';
      if (!isOpen) return isBlank(line) ? true : undefined;
      isOpen = line !== RACE_RULE;
      return true;
    },
  };
}

function sap(first: string, version: number): Continuation {
  const letter = `${first.charAt(0)} `;
  return {
    next: (line) =>
      isBlank(line) || (!SAP_TIME.test(line) && (line.startsWith(letter) || !startsRecord(line, version))),
  };
}
