import { isUtf8 } from 'node:buffer';
import { jsonText } from '../../json/index.ts';
import { decodeWindows1252 } from '../../text/index.ts';
import { type LogObject, parseLogObject } from '../text/log-object.ts';
import type { UnwrappedLine } from './unwrapped-line.ts';

/*
 * The journal as `journalctl -o json` and Fluent Bit's input of systemd write it: an entry is a line. Each line that a
 * unit prints, or a container with the drivers of Docker and Podman, is an entry, so a stack trace is many entries.
 *
 *     _TRANSPORT=stdout                  a line that a unit printed; its stream is _STREAM_ID, or unit, and process
 *     CONTAINER_ID_FULL                  a line that a container printed; PRIORITY distinguishes stdout and stderr
 *     _TRANSPORT=syslog                  mostly a whole message, as in a file of syslog: only traces continue (`logger`
 *                                        sends lines)
 *     other transports, line breaks      a whole message
 *
 * journald cuts long lines (48 KiB), the drivers of containers at 16 KiB.
 */

/** True for an entry of the journal. */
export function isJournaldEntry(object: LogObject): boolean {
  if (!Object.hasOwn(object, 'MESSAGE')) return false;
  return (
    Object.hasOwn(object, '__REALTIME_TIMESTAMP') || Object.hasOwn(object, 'PRIORITY') || Object.hasOwn(object, '_PID')
  );
}

/** The text of an entry. */
export function messageOfEntry({ MESSAGE: value }: LogObject): string {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value) || !value.every((byte) => Number.isInteger(byte)))
    return value === null ? '' : jsonText(value);
  const bytes = Buffer.from(value as number[]);
  // journald writes bytes for texts with control characters, too.
  return isUtf8(bytes) ? bytes.toString('utf8') : decodeWindows1252(bytes);
}

/** Looks into an entry; undefined for any other line, at the cost of a few characters for most objects. */
export function unwrapJournald(line: string): UnwrappedLine | undefined {
  const entry = readEntry(line);
  if (entry === undefined) return undefined;
  const text = messageOfEntry(entry);
  const stream = streamOf(entry);
  const isWhole = stream === undefined || text.includes('\n');
  return {
    text,
    stream: stream ?? 'journald',
    isPartial: isPartOfLine(entry),
    isStrict: entry._TRANSPORT === 'syslog',
    isWhole,
    isContainer: true,
    isEntry: true,
  };
}

/**
 * The lines of several entries as one entry: the fields of the first, and the messages of all. Lines among them that
 * are not entries stay unchanged.
 *
 * @returns undefined for a text that is not several entries
 */
export function joinedEntries(text: string): string | undefined {
  const end = mayBeEntry(text) ? text.indexOf('\n') : -1;
  const first = end < 0 ? undefined : readEntry(text.slice(0, end));
  if (first === undefined) return undefined;
  let message = messageOfEntry(first);
  let isPart = isPartOfLine(first);
  for (const line of text.slice(end + 1).split('\n')) {
    const entry = readEntry(line);
    message += `${isPart ? '' : '\n'}${entry === undefined ? line : messageOfEntry(entry)}`;
    isPart = entry !== undefined && isPartOfLine(entry);
  }
  return jsonText({ ...first, MESSAGE: message });
}

/** When journald took the entry: in microseconds, or in seconds from Fluent Bit. */
const TIME = /"__REALTIME_TIMESTAMP" ?: ?"(\d{7,20})"|^\{ ?"date" ?: ?(\d{1,12}(?:\.\d{1,9})?)/;
const DAY_S = 86_400;

/** Seconds of the day when journald took an entry; undefined for any other line. */
export function secondsOfEntry(line: string): number | undefined {
  if (!mayBeEntry(line)) return undefined;
  const [, microseconds, seconds] = TIME.exec(line) ?? [];
  if (microseconds !== undefined) return (Number(microseconds) / 1_000_000) % DAY_S;
  return seconds === undefined ? undefined : Number(seconds) % DAY_S;
}

function readEntry(line: string): LogObject | undefined {
  if (!mayBeEntry(line) || !line.includes('"MESSAGE"')) return undefined;
  const entry = parseLogObject(line);
  return entry !== undefined && isJournaldEntry(entry) ? entry : undefined;
}

/** Names of fields are in capitals, and Fluent Bit's `date` comes first. */
const START = /^\{ ?"(?:[A-Z_]|date")/;

function mayBeEntry(line: string): boolean {
  return START.test(line);
}

function isPartOfLine(entry: LogObject): boolean {
  return entry._LINE_BREAK === 'line-max' || entry.CONTAINER_PARTIAL_MESSAGE === 'true';
}

/** Name of the stream: lines of one stream may belong together. */
function streamOf(entry: LogObject): string | undefined {
  const { _PID: process, _TRANSPORT: transport } = entry;
  const container = entry.CONTAINER_ID_FULL ?? entry.CONTAINER_ID;
  if (typeof container === 'string') return `journald container ${container} ${entry.PRIORITY}`;
  if (typeof process !== 'string') return undefined;
  const unit = entry._SYSTEMD_UNIT ?? entry._SYSTEMD_USER_UNIT;
  const program = entry.SYSLOG_IDENTIFIER;
  if (transport === 'stdout')
    return `journald ${entry._STREAM_ID ?? `${entry._BOOT_ID} ${unit ?? program}`} ${process}`;
  return transport === 'syslog' ? `journald syslog ${entry._BOOT_ID} ${program} ${process}` : undefined;
}
