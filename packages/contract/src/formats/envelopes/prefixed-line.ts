import { type RecordParts, severityNumberOf } from '../../record/index.ts';
import { instantOf, takeTime } from '../../times/index.ts';

/*
 * Prefixes that tools put before each line of a program:
 *
 *     web-1  | text                                    docker compose logs
 *     web    | 2024-05-14T10:00:00Z text               the same, of a container with a name of its own
 *     [pod/shop-7d9c/shop] text                        kubectl logs --prefix
 *     shop-7d9c shop 2024-05-14T10:00:00Z text         stern
 *     2024-05-14T10:00:00.123456789Z text              docker logs -t, kubectl logs --timestamps
 *     INFO   | jvm 1    | 2024/05/14 10:00:00 | text    the Java Service Wrapper, with or without a thread
 *     10:00:00 web.1  | text                            foreman and its kind
 *     2024-05-14T10:00:00.12+0000 [RTR/0] OUT text      cf logs
 *     @cee: {"msg":"text"}                             rsyslog's mark for JSON
 *     95 <165>1 …                                      the length of a frame of syslog
 */

/** A line inside a prefix. */
interface Unprefixed {
  /** Facts that the prefix states; the message is the line inside. */
  parts: RecordParts;
  format: string;
}

const AT = 64;
const OPENING_BRACKET = 91;

const COMPOSE = /^([\w.-]{1,120}[-_]\d{1,4}) {1,100}\| ?/;
/** A name without a number may be any word, so the following text must begin like a record. */
const CONTAINER =
  /^(?=[a-z]|[A-Z]\w{0,120}[a-z])([A-Za-z][\w.-]{1,120}) {1,100}\| (?=\{"|(?:time|ts|t|level|lvl)=\S|\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:)/;
const MAX_CONTAINER = 221;
const KUBECTL = /^\[pod\/([\w.-]{1,253})\/([\w.-]{1,128})\] /;
/** A pod, whose name has a dash, and its container, before the time. */
const STERN = /^([a-z\d][a-z\d.]{0,120}-[a-z\d.-]{1,120}) ([a-z][a-z\d-]{1,62}) (?=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)/;
const NANOSECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}(?:Z|[+-]\d\d:\d\d) /;
const FOREMAN = /^(\d\d:\d\d:\d\d) ([A-Za-z][\w-]{0,63}\.\d{1,4}) {1,64}\| ?/;
const CLOUD_FOUNDRY =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d{4})) \[([A-Z]{2,8}(?:\/[A-Z\d-]{1,64}){1,4})\] {1,8}(OUT|ERR) /;
const FRAME = /^\d{1,6} (?=<\d{1,3}>)/;
const CEE = /^@cee: ?(?=\{)/;

const WRAPPER =
  /^(TRACE|DEBUG|INFO|STATUS|ADVICE|NOTICE|WARN|ERROR|FATAL) {0,5} \| (?:wrapper|jvm \d{1,4}|wrapperp) {0,4} \| (?:[\w #.-]{1,64} \| )?(?=\d{4}\/\d\d\/\d\d )/;

/** Removes one prefix; undefined when the line has none. */
export function unprefixed(text: string, observedAt: number): Unprefixed | undefined {
  const code = text.charCodeAt(0);
  if (code === AT) return without(CEE.exec(text), text, 'cee');
  if (code === OPENING_BRACKET) return kubectl(KUBECTL.exec(text), text);
  if (code >= 48 && code <= 57) {
    const frame = FRAME.exec(text);
    if (frame !== null) return without(frame, text, 'frame');
    if (NANOSECONDS.test(text)) return timed(text, observedAt);
    const foreman = text.charCodeAt(2) === 58 ? FOREMAN.exec(text) : null;
    if (foreman !== null) return ofForeman(foreman, text);
    const cloudFoundry = CLOUD_FOUNDRY.exec(text);
    if (cloudFoundry !== null) return ofCloudFoundry(cloudFoundry, text, observedAt);
  }
  const wrapped = code >= 65 && code <= 87 ? wrapper(text, observedAt) : undefined;
  if (wrapped !== undefined) return wrapped;
  const stern = STERN.exec(text);
  if (stern !== null) {
    const [all, pod = '', container = ''] = stern;
    return kubectlLine(text.slice(all.length), pod, container, 'stern');
  }
  const compose = named(COMPOSE.exec(text) ?? containerName(text), text, 'compose');
  return compose === undefined || isTableRow(compose.parts.message) ? undefined : compose;
}

function containerName(text: string): RegExpExecArray | null {
  const bar = text.indexOf('|');
  const match = bar < 0 || bar > MAX_CONTAINER ? null : CONTAINER.exec(text);
  return match === null || severityNumberOf(match[1]) !== undefined ? null : match;
}

/** Numbers, or more bars: they follow the first bar of a table, not that of docker compose. */
function isTableRow(text: string): boolean {
  const end = text.indexOf('\n');
  const cell = end < 0 ? text : text.slice(0, end);
  return cell.length < 256 && (!/\p{L}/u.test(cell) || / \| /.test(cell)) && !cell.includes('"') && cell.trim() !== '';
}

function without(match: RegExpExecArray | null, text: string, format: string): Unprefixed | undefined {
  return match === null ? undefined : { parts: { message: text.slice(match[0].length) }, format };
}

function named(match: RegExpExecArray | null, text: string, format: string): Unprefixed | undefined {
  return match === null ? undefined : { parts: { message: text.slice(match[0].length), service: match[1] }, format };
}

function kubectl(match: RegExpExecArray | null, text: string): Unprefixed | undefined {
  if (match === null) return undefined;
  const [all, pod = '', container = ''] = match;
  return kubectlLine(text.slice(all.length), pod, container, 'kubectl');
}

function kubectlLine(message: string, pod: string, container: string, format: string): Unprefixed {
  const attributes = { 'k8s.pod.name': pod, 'k8s.container.name': container };
  return { parts: { message, service: container, attributes }, format };
}

function ofForeman([all, clock = '', service]: RegExpExecArray, text: string): Unprefixed {
  return { parts: { message: text.slice(all.length), service, attributes: { 'log.clock': clock } }, format: 'foreman' };
}

/** The part of the platform, or the process of the app, that wrote the line. */
function ofCloudFoundry(match: RegExpExecArray, text: string, observedAt: number): Unprefixed | undefined {
  const [all, clock = '', source = '', stream] = match;
  const time = takeTime(clock, 0, observedAt);
  if (time === undefined) return undefined;
  const attributes = { 'cloudfoundry.source': source, 'log.iostream': stream === 'OUT' ? 'stdout' : 'stderr' };
  return { parts: { message: text.slice(all.length), timestamp: instantOf(time), attributes }, format: 'cf' };
}

/** The wrapper gives all lines of the program inside one severity, which does not describe a single line. */
function wrapper(text: string, observedAt: number): Unprefixed | undefined {
  const match = WRAPPER.exec(text);
  const time = match === null ? undefined : takeTime(text, match[0].length, observedAt);
  if (match === null || time === undefined || !text.startsWith(' | ', time.end)) return undefined;
  const severity = match[1] === 'STATUS' || match[1] === 'ADVICE' ? 'INFO' : match[1];
  const parts = { message: text.slice(time.end + 3), timestamp: instantOf(time), severity };
  return { parts, format: 'wrapper' };
}

function timed(text: string, observedAt: number): Unprefixed | undefined {
  const time = takeTime(text, 0, observedAt);
  if (time === undefined) return undefined;
  return {
    parts: { message: text.slice(time.end + 1), timestamp: instantOf(time) },
    format: 'timed',
  };
}
