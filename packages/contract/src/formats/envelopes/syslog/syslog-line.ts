import { type Attributes, type NormalisedRecord, type RecordParts, severityNumberOf } from '../../../record/index.ts';
import { instantOf, type TakenTime, takeTime } from '../../../times/index.ts';
import type { LineContext, LineFormat, TextFormat } from '../../format/line-format.ts';
import { recordInside } from '../../format/read-inside.ts';
import { isOdd, keepWords, prefixOf, withoutHost, withoutService } from '../../format/refused-service.ts';
import { kernelSeverity, withoutKernelClock } from '../../severity/kernel-lines.ts';
import { type DeviceLine, takeDevice } from './device-syslog.ts';
import { monotonicLine } from './journal-lines.ts';
import { processAttribute, type SyslogPriority, takePriority, takeTag } from './priority-and-tag.ts';
import { parseRfc5424 } from './rfc5424-line.ts';
import { syslogText } from './syslog-text.ts';

/*
 * Lines of syslog files. After an optional `<PRI>`:
 *
 *     1 2003-10-11T22:14:15.003Z host app procid msgid [sd] text    RFC 5424
 *     Oct 11 22:14:15 host app[123]: text                           RFC 3164, rsyslog's traditional file format
 *     May 14 2024 10:00:00 host : %ASA-4-106023: text               Cisco
 *     2024-05-14T10:00:00.123456+02:00 host app[123]: text          rsyslog's file format
 *     [12345.678901] host app[123]: text                            journalctl -o short-monotonic
 *
 * The service is the app. The program's text is read like any other line. If it has no severity, that of PRI stays.
 */

/** Cisco's colon between host and mnemonic, and hosts before texts without a program, such as PAN-OS's. */
const HOST_BEFORE = /^([\w.:%-]{1,254}?) {1,3}(?:: )?(?=%[A-Z]|%%\d\d|CEF:\d|LEEF:\d|\d,\d{4}\/\d\d\/\d\d )/;
const CISCO = /^%[\w-]{1,100}-([0-7])-\w{1,64}$/;
/** The whole time of ctime, from programs that do not log by syslog: `Tue May 14 10:00:00 2024 TLS: text`. */
const WEEKDAY_FIRST = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) /;
const MONTH_FIRST = /^[*.%]?[A-Za-z]/;
const HOST_NAME = /[\d.-]/;
const SLASH = 47;

/** Makes the reader of one line of a syslog file; `inner` reads what the program wrote. */
export function createSyslogFormat(inner: TextFormat): LineFormat {
  return (line, context) => {
    const priority = takePriority(line);
    const text = withCommonClock(priority === undefined ? line : line.slice(priority.length));
    if (priority !== undefined) {
      const modern = parseRfc5424(text, priority);
      if (modern !== undefined) return recordInside(modern, context, inner);
    }
    const time = takeSyslogTime(text, context.observedAt);
    if (time === undefined) {
      if (priority === undefined) return text.startsWith('[') ? ofMachine(text, context, inner) : undefined;
      // RFC 3164, 4.3.3: if only the PRI is valid, all the rest is the message.
      const parts = untimedParts(text, priority);
      return recordInside(parts, context, inner);
    }
    return recordOf({ text, time, priority }, context, inner);
  };
}

function ofMachine(text: string, context: LineContext, inner: TextFormat): NormalisedRecord | undefined {
  const parts = monotonicLine(text);
  if (parts === undefined) return undefined;
  if (parts.service === 'kernel') parts.severity = kernelSeverity(parts.message);
  return recordInside(parts, context, inner);
}

/** A name with its process in brackets is a tag even without a time: `<27>app[813]: text`. */
const TAG_ALONE = /^([A-Za-z][\w./-]{1,63})\[(\d{1,9})\]: ?/;

function untimedParts(text: string, priority: SyslogPriority): RecordParts {
  const [all, service, pid] = TAG_ALONE.exec(text) ?? [];
  if (all === undefined || pid === undefined) return partsOf(text, priority);
  const parts = partsOf(text.slice(all.length), priority);
  return { ...parts, service, attributes: { ...parts.attributes, ...processAttribute(pid) } };
}

/** Cisco's number before the line, and NX-OS's year before the month: `000123: *May 14 …`, `2024 May 14 …`. */
const NUMBERED = /^\d{1,10}: (?=[*.]?[A-Z][a-z]{2} [ \d]\d )/;
const YEAR_FIRST = /^(\d{4}) ([A-Z][a-z]{2} [ \d]\d) (?=\d\d:\d\d:\d\d)/;

/** IOS XR's place of the card, before the month. */
const CARD_FIRST = /^[A-Z]{2,4}\/\d{1,3}\/[\w/]{1,32}:(?=[*.]?[A-Z][a-z]{2} [ \d]\d )/;

function withCommonClock(text: string): string {
  const code = text.charCodeAt(0);
  // NX-OS, after its priority.
  if (text.startsWith(': ')) return withCommonClock(text.slice(2));
  if (text.charCodeAt(2) === SLASH) return text.replace(CARD_FIRST, '');
  if (!(code >= 48 && code <= 57) || text.charCodeAt(4) === 45) return text;
  return text.replace(NUMBERED, '').replace(YEAR_FIRST, '$2 $1 ');
}

/** A time at the beginning, and the space after it. */
function takeSyslogTime(text: string, observedAt: number): TakenTime | undefined {
  const from = /^[*.%]/.test(text) ? 1 : 0;
  const code = text.charCodeAt(from);
  // `août` begins with a small letter.
  if (!(code >= 65 && code <= 122) && !(code >= 48 && code <= 57)) return undefined;
  const time = takeTime(text, from, observedAt);
  if (time === undefined || (time.isEpoch && !/^\d{10}\.\d{6} /.test(text))) return undefined;
  const colon = text[time.end] === ':' ? 1 : 0;
  return text[time.end + colon] === ' ' ? { ...time, end: time.end + colon + 1 } : undefined;
}

/** A line and the parts of it. */
interface Taken {
  /** Without PRI and number, with the year after the month. */
  text: string;
  time: TakenTime;
  priority: SyslogPriority | undefined;
}

function recordOf(
  { priority, text, time }: Taken,
  context: LineContext,
  inner: TextFormat,
): NormalisedRecord | undefined {
  const tagged = taggedParts(text, time, priority);
  if (tagged === undefined) return undefined;
  const isWhole = hasProcess(tagged);
  const isGuess =
    priority === undefined && tagged.service?.startsWith('%') === false && isOdd(context, 'syslog', isWhole);
  // Without a process, any two words may look like a host and a program.
  const isText = isGuess && !isWhole;
  const parts = isText ? withoutHost(tagged) : isGuess ? withoutService(tagged) : tagged;
  const record = recordInside({ ...parts, timestamp: instantOf(time) }, context, inner);
  if (isText) keepWords(record, text.slice(time.end), prefixOf(tagged));
  if (time.isYearless && record.timestamp === time.ms) context.onBorrowedTime?.(record, 'year');
  return record;
}

function taggedParts(text: string, time: TakenTime, priority: SyslogPriority | undefined): RecordParts | undefined {
  const device = takeDevice(text.slice(time.end));
  const { rest } = device;
  const bare = HOST_BEFORE.exec(rest);
  const behindHost = bare === null ? rest : rest.slice(bare[0].length);
  const isCertain = bare === null && (priority !== undefined || MONTH_FIRST.test(text));
  const tagged = takeTag(behindHost, isCertain);
  const [, hostBefore, tag, pid, message = ''] = tagged ?? [];
  const host = bare?.[1] ?? hostBefore;
  if (tag === undefined || severityNumberOf(tag) !== undefined) {
    if (bare === null && device.bare !== undefined) return withoutProgram(device, device.bare, priority);
    if (priority === undefined && bare === null) return undefined;
    const parts = withHost(partsOf(behindHost, priority), host);
    if (priority === undefined) addSeverity(parts, device);
    return parts;
  }
  if (priority === undefined && !isSyslog(text, time, host, pid)) return undefined;
  const written = syslogText(message);
  const parts = withHost(partsOf(written.message, priority), host);
  if (pid !== undefined) parts.attributes = { ...parts.attributes, ...processAttribute(pid), ...written.attributes };
  const cisco = CISCO.exec(tag);
  if (cisco !== null) Object.assign(parts, { severity: Number(cisco[1]), severityScale: 'syslog' });
  parts.attributes = { ...parts.attributes, ...device.attributes };
  if (tag === 'kernel') takeKernel(parts);
  const isTaken = priority === undefined && takeOfProcess(parts);
  if (!isTaken && priority === undefined && cisco === null) addSeverity(parts, device);
  return { ...parts, service: tag };
}

/** NetScaler's own time, whose day and month come in either order. */
const DEVICE_CLOCK = /^\d\d\/\d\d\/\d{4}:\d\d:\d\d:\d\d (?:[A-Z]{3,4} )?/;

function withoutProgram(
  device: DeviceLine,
  { host, text }: NonNullable<DeviceLine['bare']>,
  priority: SyslogPriority | undefined,
): RecordParts {
  const clock = DEVICE_CLOCK.exec(text)?.[0];
  const parts = withHost(partsOf(clock === undefined ? text : text.slice(clock.length), priority), host);
  if (priority === undefined) addSeverity(parts, device);
  if (clock !== undefined) parts.attributes = { ...parts.attributes, 'log.clock': clock.trim() };
  return { ...parts, attributes: { ...parts.attributes, ...device.attributes } };
}

/** Takes the seconds since the start of the kernel, and the kernel's severity if no priority gives one. */
function takeKernel(parts: RecordParts): void {
  const { attributes, message } = withoutKernelClock(parts.message);
  parts.message = message;
  parts.attributes = { ...parts.attributes, ...attributes };
  parts.severity ??= kernelSeverity(message);
}

/** Takes Dovecot's process before the severity: `imap(ann)<813><kHzE7dUS>: Error: text`. */
function takeOfProcess(parts: RecordParts): boolean {
  const [all, process = '', inBrackets, sign, level] = OF_PROCESS.exec(parts.message) ?? [];
  if (all === undefined || level === undefined) return false;
  const attributes: Attributes = { ...parts.attributes, 'log.logger': process };
  if (inBrackets !== undefined) {
    if (/^\d{1,9}$/.test(inBrackets)) attributes['process.pid'] = Number(inBrackets);
    else attributes['user.name'] = inBrackets;
  }
  if (sign !== undefined && /^\d{1,9}$/.test(sign)) attributes['process.pid'] = Number(sign);
  Object.assign(parts, { severity: level, attributes, message: parts.message.slice(all.length) || parts.message });
  return true;
}

function hasProcess({ attributes }: RecordParts): boolean {
  return attributes !== undefined && Object.hasOwn(attributes, 'process.pid');
}

function addSeverity(parts: RecordParts, { isSyslogNumber, severity }: DeviceLine): void {
  if (severity === undefined) return;
  parts.severity = severity;
  if (isSyslogNumber === true) parts.severityScale = 'syslog';
}

/** The actions of yum on a package. */
const PACKAGES = /^(?:Dep-)?(?:Installed|Updated|Upgraded|Erased|Removed|Obsoleted): /;
/** Dovecot's process, its user and session, and a severity. */
const OF_PROCESS =
  /^([a-z][a-z-]{0,31})(?:\(([^)]{0,128})\))?(?:<([^>]{0,64})>)?(?:<[^>]{0,64}>)?: (Debug|Info|Warning|Error|Fatal|Panic): /;

/**
 * Other logs have ISO times, too. A host and a process distinguish syslog from `2024-05-14T10:00:00Z INFO server:
 * started`.
 */
function isSyslog(text: string, time: TakenTime, host: string | undefined, pid: string | undefined): boolean {
  if (host !== undefined && severityNumberOf(host) !== undefined) return false;
  if (host === undefined && pid === undefined && PACKAGES.test(text.slice(time.end))) return false;
  if (host === undefined && pid === undefined && WEEKDAY_FIRST.test(text)) return false;
  if (MONTH_FIRST.test(text)) return !/,|[AP]M /.test(text.slice(0, time.end));
  // journalctl -o short-unix: seconds and six digits.
  if (/^\d{10}\.\d{6} /.test(text)) return host !== undefined && pid !== undefined;
  // macOS' install.log: `2024-05-14 10:00:00+02 mac1 installd[813]: …`
  if (pid !== undefined && host !== undefined && /:\d\d[+-]\d\d $/.test(text.slice(0, time.end))) return true;
  // Sophos: `2024:05:14-10:00:00`.
  if (text[10] !== 'T' && text[4] !== ':') return false;
  if (pid !== undefined) return true;
  return host !== undefined && (HOST_NAME.test(host) || /\.\d{6}[+-]/.test(text.slice(0, time.end)));
}

function partsOf(message: string, priority: SyslogPriority | undefined): RecordParts {
  return { ...(priority?.parts() ?? { attributes: {} }), message };
}

function withHost(parts: RecordParts, host: string | undefined): RecordParts {
  return host === undefined ? parts : { ...parts, attributes: { ...parts.attributes, 'host.name': host } };
}
