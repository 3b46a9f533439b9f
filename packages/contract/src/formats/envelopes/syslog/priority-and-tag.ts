import type { Attributes, RecordParts } from '../../../record/index.ts';

const SEVERITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'] as const;

/** Keywords of RFC 5424's facilities 0 to 23, as syslog.conf and `logger -p` write them. */
const FACILITIES = [
  'kern',
  'user',
  'mail',
  'daemon',
  'auth',
  'syslog',
  'lpr',
  'news',
  'uucp',
  'cron',
  'authpriv',
  'ftp',
  'ntp',
  'security',
  'console',
  'clock',
  'local0',
  'local1',
  'local2',
  'local3',
  'local4',
  'local5',
  'local6',
  'local7',
] as const;

/** Facility and severity of `<PRI>` at the start of a line. */
export interface SyslogPriority {
  /** Characters of `<PRI>`. */
  length: number;
  /** Severity word and `syslog.facility` for a record; a new object each time. */
  parts(): Pick<RecordParts, 'severity'> & { attributes: Attributes };
}

/**
 * Reads `<PRI>` at the start of a line.
 *
 * @returns undefined without a number, or for one above 191 or with a leading zero
 */
export function takePriority(line: string): SyslogPriority | undefined {
  if (line.charCodeAt(0) !== 60) return undefined;
  const match = /^<(0|[1-9]\d{0,2})>/.exec(line);
  const number = Number(match?.[1] ?? Number.NaN);
  if (match === null || number > 191) return undefined;
  return {
    length: match[0].length,
    parts: () => ({
      severity: SEVERITIES[number % 8],
      attributes: { 'syslog.facility': FACILITIES[Math.floor(number / 8)] as string },
    }),
  };
}

/** A process id as `process.pid`; any other value in its place as `syslog.procid`. */
export function processAttribute(procid: string): Attributes {
  return /^\d{1,15}$/.test(procid) ? { 'process.pid': Number(procid) } : { 'syslog.procid': procid };
}

/** Host, program and process before the message of a line of syslog. */
const HOST_AND_TAG =
  /^(?:([\w.:%-]{0,254}[\w.%-]) +)?(?!Severity: )([\w./()@+%#-]{1,128})(?:\[([^\]\s]{1,64})\])?:(?: ([\s\S]*)|$)/;
/**
 * ProFTPD's tag has no colon, and SOGo's has a space; some have no space after the colon: `host proftpd[813] text`,
 * `sogod [813]: text`, `app[813]:text`.
 */
const TAG_AND_PROCESS = /^(?:([\w.:%-]{1,254}) +)?([A-Za-z][\w./-]{1,63}) ?\[(\d{1,9})\](?::? |:(?=\S))([\s\S]*)/;
/** `host syslogd 1.4.1: restart.` */
const TAG_AND_VERSION =
  /^([\w.:%-]{1,254}) +([A-Za-z][\w-]{1,31})(?:\[(\d{1,9})\])? (?=v?\d{1,3}(?:\.\d{1,4}){1,3}: )([\s\S]*)/;

/**
 * Splits host, tag, process and message into groups in this order; null when there is no tag.
 *
 * @param mayLackColon true if the line is certainly of syslog
 */
export function takeTag(text: string, mayLackColon: boolean): RegExpExecArray | null {
  const tagged = HOST_AND_TAG.exec(text);
  return tagged ?? (mayLackColon ? (TAG_AND_PROCESS.exec(text) ?? TAG_AND_VERSION.exec(text)) : null);
}
