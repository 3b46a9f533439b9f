import { parseLogObject } from '../text/log-object.ts';
import type { UnwrappedLine } from './unwrapped-line.ts';

/*
 * The two files that container runtimes write, with one line of the program per line:
 *
 *     {"log":"text\n","stream":"stdout","time":"2024-05-14T10:00:00.123456789Z"}   Docker json-file
 *     2024-05-14T10:00:00.123456789Z stdout F text                                 CRI: containerd, CRI-O
 *
 * Both cut a long line (16 KiB with Docker) into parts: Docker leaves out `\n` at the end of `log`, CRI writes P for F.
 * The joiner looks inside with `unwrapContainerLine`, which is cheap; `container-text.ts` reads the whole envelope.
 */

const DOCKER_START = '{"log":"';
const DOCKER_STREAM = '","stream":"';
const CRI_LINE =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)) (stdout|stderr) ([FP])(?::\S*)?(?: |$)/;

/** Beginnings of Docker's object after another program rewrote it: with spaces, or its keys in another order. */
const REWRITTEN = /^\{\s{0,8}"(?:log|stream|time|attrs)"\s{0,8}:/;
/** Docker's object after `"stream":"`, to its end. */
const DOCKER_END = /^std(?:out|err)","(?:attrs":\{.*\},")?time":"[^"]{1,64}"\}\s{0,8}$/;
const DOCKER_KEYS = new Set(['log', 'stream', 'time', 'attrs']);
/** Bytes of every part of a line except the last. */
const DOCKER_PART_BYTES = 16 * 1024;

/** True for the text of one or more lines of Docker, rewritten or not. */
export function isDocker(text: string): boolean {
  if (text.startsWith('{"log":')) return true;
  if (!mayBeRewritten(text)) return false;
  const end = text.indexOf('\n');
  return readRewritten(end < 0 ? text : text.slice(0, end), false) !== undefined;
}

/** True when the text inside a line of Docker continues in the next one. */
export function isDockerPart(line: string): boolean {
  return unwrapContainerLine(line, Number.POSITIVE_INFINITY)?.isPartial === true;
}

/**
 * Looks into a line of a container runtime; undefined for any other line, at the cost of a few characters.
 *
 * @param version of the joiner: since 5 it also looks into Docker's objects that another program rewrote, and since 6
 * into those to which a collector added keys after `log`. A line of Docker without `\n` continues in the next only if
 * the object is exactly as Docker writes it
 */
export function unwrapContainerLine(line: string, version: number): UnwrappedLine | undefined {
  const code = line.charCodeAt(0);
  if (code === 123) {
    if (line.startsWith(DOCKER_START)) return unwrapDocker(line, version);
    return version > 4 && mayBeRewritten(line) ? unwrapRewritten(line, version) : undefined;
  }
  // The T between day and time distinguishes CRI from the lines of most other logs that start with a digit.
  if (code >= 48 && code <= 57 && line.charCodeAt(10) === 84) return unwrapCri(line);
  return undefined;
}

function unwrapDocker(line: string, version: number): UnwrappedLine | undefined {
  // Docker writes the keys in this order, and escapes all quotation marks within the text.
  const end = line.indexOf(DOCKER_STREAM, DOCKER_START.length);
  if (end < 0) return undefined;
  const streamStart = end + DOCKER_STREAM.length;
  const stream = dockerStream(line, streamStart);
  const escaped = line.slice(DOCKER_START.length, end);
  // Nearly every line has one escape, the line break at its end.
  if (escaped.endsWith('\\n') && escaped.indexOf('\\') === escaped.length - 2)
    return { text: escaped.slice(0, -2), stream, isPartial: false, isContainer: true };
  const text = unescapedJson(escaped);
  if (text === undefined) return undefined;
  const isEnded = text.endsWith('\n');
  // Collectors cut `\n` off, and append keys of their own.
  const isPartial = !isEnded && (version < 5 || DOCKER_END.test(line.slice(streamStart)));
  return { text: isEnded ? text.slice(0, -1) : text, stream, isPartial, isContainer: true };
}

/** Not composed for each line: the stream is looked up by its name, and a new text costs a hash. */
function dockerStream(line: string, at: number): string {
  if (line.startsWith('stdout"', at)) return 'docker stdout';
  if (line.startsWith('stderr"', at)) return 'docker stderr';
  return `docker ${line.slice(at, line.indexOf('"', at))}`;
}

function mayBeRewritten(text: string): boolean {
  return REWRITTEN.test(text) && text.includes('"stream"') && text.includes('"log"');
}

/** Docker's object in any order; with keys that a collector has added only if `mayHaveOthers`. */
function readRewritten(line: string, mayHaveOthers: boolean): { log: string; stream: string } | undefined {
  const object = parseLogObject(line);
  if (object === undefined) return undefined;
  if (!mayHaveOthers && Object.keys(object).some((key) => !DOCKER_KEYS.has(key))) return undefined;
  const { log, stream, time } = object;
  if (typeof log !== 'string' || typeof time !== 'string') return undefined;
  return stream === 'stdout' || stream === 'stderr' ? { log, stream } : undefined;
}

function unwrapRewritten(line: string, version: number): UnwrappedLine | undefined {
  // `container-text.ts` reads objects that begin like this, whatever their other keys.
  const docker = readRewritten(line, version > 5 && line.startsWith('{"log":'));
  if (docker === undefined) return undefined;
  const { log } = docker;
  const isEnded = log.endsWith('\n');
  // Most programs that rewrite it cut `\n` off, so only the length shows that a line continues.
  const isPartial = !isEnded && Buffer.byteLength(log) === DOCKER_PART_BYTES;
  return { text: isEnded ? log.slice(0, -1) : log, stream: `docker ${docker.stream}`, isPartial, isContainer: true };
}

function unescapedJson(escaped: string): string | undefined {
  if (!escaped.includes('\\')) return escaped;
  try {
    return JSON.parse(`"${escaped}"`) as string;
  } catch {
    return undefined;
  }
}

function unwrapCri(line: string): UnwrappedLine | undefined {
  const cri = parseCriLine(line);
  if (cri === undefined) return undefined;
  const stream = cri.stream === 'stdout' ? 'cri stdout' : 'cri stderr';
  return { text: cri.text, stream, isPartial: cri.isPartial, isContainer: true };
}

/** The parts of a CRI line; `time` is its unparsed text. */
interface CriLine {
  time: string;
  stream: string;
  isPartial: boolean;
  text: string;
}

/** @returns undefined for a line in another format than CRI's */
export function parseCriLine(line: string): CriLine | undefined {
  const match = CRI_LINE.exec(line);
  if (match === null) return undefined;
  const [all, time = '', stream = '', tag] = match;
  return { time, stream, isPartial: tag === 'P', text: line.slice(all.length) };
}
