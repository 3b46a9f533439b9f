import { unwrapContainerLine } from './container-line.ts';
import { secondsOfEntry, unwrapJournald } from './journald-line.ts';
import type { UnwrappedLine } from './unwrapped-line.ts';

/*
 * Which stream a line belongs to, and the text inside:
 *
 *     {"log":"text\n","stream":"stderr",…}                  Docker, by its stream
 *     2024-05-14T10:00:00.123456789Z stderr F text          CRI, by its stream
 *     web-1  | text                                         docker compose logs, by service
 *     [pod/shop-7d9c/shop] text                             kubectl logs --prefix, by container
 *     May 14 10:00:00 host app[123]: text                   syslog of all kinds, by program and process
 *     2024-05-14T10:00:00.123456789Z text                   docker logs -t, kubectl logs --timestamps: one stream
 *     {"_TRANSPORT":"stdout","MESSAGE":"text",…}            journald, by stream or container and process
 *
 * Streams of syslog and times, and of syslog in the journal, are strict: each line has a time of its own and mostly is
 * a record, so only the lines of a stack trace continue the one before.
 */

/** A hole: the NULs at the beginning of a file that was truncated while its writer kept its position. */
const HOLE = /^\0+/;
const COMPOSE = /^([\w.-]{1,120}[-_]\d{1,4}) {1,100}\| ?/;
const KUBECTL = /^\[pod\/[\w.-]{1,253}\/[\w.-]{1,128}\] /;
const NANOSECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}(?:Z|[+-]\d\d:\d\d) /;
const TRADITIONAL =
  /^(?:<\d{1,3}>)?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d [\w.:%-]{1,255} ([\w./()@+%#-]{1,128}\[\d{1,10}\]): ?/;
const ISO =
  /^(?:<\d{1,3}>)?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d) [\w.:%-]{1,255} ([\w./()@+%#-]{1,128}\[\d{1,10}\]): ?/;
const RFC5424 = /^<\d{1,3}>1 \S{20,35} \S{1,255} (\S{1,48} \d{1,10}) \S{1,32} - (?:\uFEFF|BOM)?/;
/** rsyslog writes a tab as its octal number. */
const OCTAL_TABS = /^(?:#011){1,64}/;

/**
 * The line inside and its stream; undefined for a line without an envelope, at the cost of a few characters.
 *
 * @param version of the joiner
 */
export function unwrapLine(line: string, version: number): UnwrappedLine | undefined {
  const code = line.charCodeAt(0);
  if (code === 123) return unwrapContainerLine(line, version) ?? (version > 5 ? unwrapJournald(line) : undefined);
  if (code === 0 && version > 4) return unwrapLine(withoutHole(line), version);
  if (code >= 48 && code <= 57) {
    // The T between day and time distinguishes these from the lines of most other logs that start with a digit.
    if (line.charCodeAt(10) !== 84) return undefined;
    return unwrapContainerLine(line, version) ?? strict(ISO.exec(line), line) ?? timed(line);
  }
  if (code === 60) return strict(TRADITIONAL.exec(line) ?? ISO.exec(line) ?? RFC5424.exec(line), line);
  if (code === 91) return prefixed(KUBECTL.exec(line)?.[0], line, false);
  if (code >= 65 && code <= 90 && line.charCodeAt(3) === 32 && line.charCodeAt(9) === 58)
    return strict(TRADITIONAL.exec(line), line);
  return mayBeCompose(line) ? prefixed(COMPOSE.exec(line)?.[0], line, true) : undefined;
}

/** The line without the NULs of a hole at its beginning. */
export function withoutHole(line: string): string {
  return line.replace(HOLE, '');
}

/** True when the first word ends with a digit, which is rare. */
function mayBeCompose(line: string): boolean {
  const end = line.indexOf(' ');
  const before = line.charCodeAt(end - 1);
  return end > 2 && end < 128 && before >= 48 && before <= 57;
}

function strict(match: RegExpExecArray | null, line: string): UnwrappedLine | undefined {
  if (match === null) return undefined;
  const text = line.slice(match[0].length).replace(OCTAL_TABS, (tabs) => '\t'.repeat(tabs.length / 4));
  return { text, stream: `syslog ${match[1]}`, isPartial: false, isStrict: true };
}

function timed(line: string): UnwrappedLine | undefined {
  const time = NANOSECONDS.exec(line)?.[0];
  if (time === undefined) return undefined;
  return { text: line.slice(time.length), stream: 'timed', isPartial: false, isStrict: true };
}

/** A prefix, and the time after it that `-t` adds. */
function prefixed(prefix: string | undefined, line: string, isGuess: boolean): UnwrappedLine | undefined {
  if (prefix === undefined) return undefined;
  const text = line.slice(prefix.length);
  const inner = text.charCodeAt(10) === 84 ? timed(text) : undefined;
  return { text: inner?.text ?? text, stream: prefix, isPartial: false, isStrict: inner !== undefined, isGuess };
}

/** The clock time in a line whose writer adds one. */
const TIME = /\d\d:\d\d:\d\d(?:\.\d{1,9})?/;
const DOCKER_TIME = '"time":"';

/**
 * Seconds of the day in the envelope of a line, in any zone; undefined without a time.
 *
 * @param version of the joiner
 */
export function secondsOf(line: string, version: number): number | undefined {
  const seconds = version > 5 ? secondsOfEntry(line) : undefined;
  if (seconds !== undefined) return seconds;
  const from = line.charCodeAt(0) === 123 ? Math.max(0, line.lastIndexOf(DOCKER_TIME)) : 0;
  const clock = TIME.exec(line.slice(from, from + 300))?.[0];
  if (clock === undefined) return undefined;
  return Number(clock.slice(0, 2)) * 3600 + Number(clock.slice(3, 5)) * 60 + Number(clock.slice(6));
}
