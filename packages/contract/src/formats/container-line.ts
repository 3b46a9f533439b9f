import { parseLogObject } from './log-object.ts';

/*
 * The two files that container runtimes write, one line of the program each:
 *
 *     {"log":"text\n","stream":"stdout","time":"2024-05-14T10:00:00.123456789Z"}   Docker json-file
 *     2024-05-14T10:00:00.123456789Z stdout F text                                 CRI: containerd, CRI-O
 *
 * Both cut a long line (16 KiB with Docker) into parts: Docker leaves `\n` out at the end of `log`, CRI writes P for F.
 * The joiner looks inside with `unwrapLine`, which is cheap; `container-text.ts` takes the whole envelope apart.
 */

const DOCKER_START = '{"log":"';
const DOCKER_STREAM = '","stream":"';
const CRI_LINE =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)) (stdout|stderr) ([FP])(?::\S*)?(?: |$)/;

/** The program's own line in a container runtime's. */
export interface UnwrappedLine {
  text: string;
  /** `docker stdout`, `cri stderr`, …: only lines of one stream belong together. */
  stream: string;
  /** True when the program's line goes on in the next line of the stream. */
  isPartial: boolean;
  /** True for the runtimes, false for what else carries lines; see joining/unwrap-line.ts. */
  isContainer?: boolean;
}

/** What Docker's object begins with where something has written it anew: with spaces, or its keys in another order. */
const REWRITTEN = /^\{\s{0,8}"(?:log|stream|time|attrs)"\s{0,8}:/;

/** True for a line that may be Docker's, also one that something has written anew. */
export function mayBeDocker(line: string): boolean {
  if (line.startsWith('{"log":')) return true;
  return REWRITTEN.test(line) && line.includes('"stream"') && line.includes('"log"');
}

/**
 * Looks into a line of a container runtime; undefined for any other line, at the cost of a few characters.
 *
 * @param isRewritten also into Docker's objects that something has written anew, which version 5 of the joiner knows
 */
export function unwrapLine(line: string, isRewritten = true): UnwrappedLine | undefined {
  const code = line.charCodeAt(0);
  if (code === 123) {
    if (line.startsWith(DOCKER_START)) return unwrapDocker(line);
    return isRewritten && mayBeDocker(line) ? unwrapRewritten(line) : undefined;
  }
  // The T between day and time tells CRI from the lines of most other logs that start with a digit.
  if (code >= 48 && code <= 57 && line.charCodeAt(10) === 84) return unwrapCri(line);
  return undefined;
}

function unwrapDocker(line: string): UnwrappedLine | undefined {
  // Docker writes the keys in this order, and all quotation marks within the text are escaped.
  const end = line.indexOf(DOCKER_STREAM, DOCKER_START.length);
  if (end < 0) return undefined;
  const streamStart = end + DOCKER_STREAM.length;
  const text = unescapedJson(line.slice(DOCKER_START.length, end));
  if (text === undefined) return undefined;
  const isPartial = !text.endsWith('\n');
  const stream = `docker ${line.slice(streamStart, line.indexOf('"', streamStart))}`;
  return { text: isPartial ? text : text.slice(0, -1), stream, isPartial, isContainer: true };
}

function unwrapRewritten(line: string): UnwrappedLine | undefined {
  const { log, stream, time } = parseLogObject(line) ?? {};
  if (typeof log !== 'string' || typeof stream !== 'string' || typeof time !== 'string') return undefined;
  const isPartial = !log.endsWith('\n');
  return { text: isPartial ? log : log.slice(0, -1), stream: `docker ${stream}`, isPartial, isContainer: true };
}

function unescapedJson(escaped: string): string | undefined {
  const backslash = escaped.indexOf('\\');
  if (backslash < 0) return escaped;
  if (backslash === escaped.length - 2 && escaped.endsWith('n')) return `${escaped.slice(0, -2)}\n`;
  try {
    return JSON.parse(`"${escaped}"`) as string;
  } catch {
    return undefined;
  }
}

function unwrapCri(line: string): UnwrappedLine | undefined {
  const cri = parseCriLine(line);
  return cri && { text: cri.text, stream: `cri ${cri.stream}`, isPartial: cri.isPartial, isContainer: true };
}

/** A CRI line taken apart; `time` is the text as it stands. */
export interface CriLine {
  time: string;
  stream: string;
  isPartial: boolean;
  text: string;
}

/** @returns undefined when the line is none of CRI's */
export function parseCriLine(line: string): CriLine | undefined {
  const match = CRI_LINE.exec(line);
  if (match === null) return undefined;
  const [all, time = '', stream = '', tag] = match;
  return { time, stream, isPartial: tag === 'P', text: line.slice(all.length) };
}
