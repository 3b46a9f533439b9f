import type { Attributes } from '../../record/index.ts';

/** Attributes of a head, before they are checked against the limits. */
export type HeadAttributes = Attributes;

/** Facts from the parts of a head other than its time and severity. */
export interface HeadFacts {
  attributes: HeadAttributes;
  service?: string;
}

/** Sets an attribute once: the first of several values keeps the place. */
export function putNew(attributes: HeadAttributes, name: string, value: string | number | undefined): void {
  if (value !== undefined && value !== '' && !Object.hasOwn(attributes, name)) attributes[name] = value;
}

const DIGITS = /^\d{1,9}$/;
const THREAD =
  /^(?:main|Thread-\d+|.*-(?:thread|exec|worker|nio|pool)-.*|.*(?:pool|exec|worker|thread|Thread|executor|nio|io|qtp)-?\d[\w-]*|(?:qtp|http-nio|scheduling|task|restartedMain|ForkJoinPool|RMI |Timer-|pool-).*|MainThread|MainProcess|background-preinit)$/s;
/**
 * Threads of task runners, whose names end with a number: `DefaultQuartzScheduler_Worker-3`, `reactor-http-epoll-2`.
 */
const OF_POOL =
  /(?:pool|worker|execut(?:or|e)|thread|epoll|kqueue|event-?loop(?:group)?|scheduler|dispatcher|reactor|startstop|timer|poller|acceptor|fork-?join)[\w.$-]{0,64}[-_#]\d{1,9}$/i;
/** The number of a pool and that of its thread: `Caesium-1-2`, `grpc-default-7-12`. */
const TWO_NUMBERS = /^[A-Za-z][\w.$-]{0,100}-\d{1,6}-\d{1,6}$/;
const NAMED_THREAD = /[-_ ]thread$|[a-z\d]Thread$/;
/** Inside a longer name: `Camel (camel-1) thread #12 - timer://x`, `[ACTIVE] ExecuteThread: '1' for queue: …`. */
const NUMBERED_THREAD = /[Tt]hread:? {0,2}[#'"]?\d/;
const FILE_LINE = /^([\w./@-]{1,160}\.[A-Za-z]{1,6}):(\d{1,7})$/;
/** Spring Boot cuts names from the left. */
const LOGGER = /^\.?(?:[\w$-]+\.)+[\w$*-]+$/;

/** Threads of runtimes whose names have no word for a thread: Go, Kotlin, ZIO, Cats Effect, Scala and Tokio. */
const OF_RUNTIME =
  /^(?:(?:go|co)routine|fiber|zio-[a-z]{3,16}(?:-[a-z]{3,16})?|io-(?:compute|blocker|compute-blocker)|scala-execution-context-[a-z]{3,16})[-#]\d{1,9}$|^tokio-runtime-worker$/;
/** First letters of those threads: most words begin with another one and skip the pattern. */
const MAY_BE_OF_RUNTIME = new Set([...'gcfzist'].map((letter) => letter.charCodeAt(0)));

/** A name of DNS form that ends in one or two numbers, or in `thread`: pods, replicas and services have such names. */
const OF_SERVICE = /^[a-z\d]+(?:-[a-z\d]+){0,32}-(?:\d{1,6}|thread)$/;
/** A thread all the same: epoll and kqueue are parts of a loop, and three words before `-thread` say what it does. */
const SURE_THREAD = /(?:epoll|kqueue|event-?loop)[a-z\d-]{0,64}-\d{1,6}$|^[a-z\d]+(?:-[a-z\d]+){2,32}-thread$/;

/** True for a name that only a thread has; `job-scheduler-0` and `redis-7-2` may be services. */
export function isThreadAlone(text: string): boolean {
  return (
    isThread(text) && (!OF_SERVICE.test(text) || SURE_THREAD.test(text) || OF_RUNTIME.test(text) || THREAD.test(text))
  );
}

/**
 * True for the name of a pool's thread, or of the main one. It may also be the name of a service; see `isThreadAlone`.
 */
export function isThread(text: string): boolean {
  if (text.length > 128) return false;
  return (
    THREAD.test(text) ||
    OF_POOL.test(text) ||
    TWO_NUMBERS.test(text) ||
    NAMED_THREAD.test(text) ||
    (MAY_BE_OF_RUNTIME.has(text.charCodeAt(0)) && OF_RUNTIME.test(text)) ||
    NUMBERED_THREAD.test(text)
  );
}

/** True for a whole number without a sign that a process or thread may have. */
export function isNumber(text: string): boolean {
  return DIGITS.test(text);
}

/** True for a name with dots, as classes and modules have: `c.e.Shop`, `shop.db`. */
export function isDottedName(text: string): boolean {
  return text.length <= 200 && LOGGER.test(text) && /[A-Za-z]{1}/.test(text);
}

/** Sets the place in the code that `server/main.go:41` names; false for any other text. */
export function putCodePlace(attributes: HeadAttributes, text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  const place = last >= 48 && last <= 57 && text.length <= 180 ? FILE_LINE.exec(text) : null;
  if (place === null) return false;
  putNew(attributes, 'code.file.path', place[1]);
  putNew(attributes, 'code.line.number', Number(place[2]));
  return true;
}

/** Sets an attribute; false when it has a value already. */
export function put(attributes: HeadAttributes, name: string, text: string): boolean {
  if (Object.hasOwn(attributes, name)) return false;
  attributes[name] = text;
  return true;
}

/** Sets the process, or the thread where the process has a number; false when both have. */
export function putNumber(attributes: HeadAttributes, text: string): boolean {
  for (const name of ['process.pid', 'thread.id']) {
    if (Object.hasOwn(attributes, name)) continue;
    attributes[name] = Number(text);
    return true;
  }
  return false;
}

const ERLANG_PID = /^\d+\.\d+\.\d+$/;

/** True for the number of a process of Erlang, without its brackets. */
export function isErlangPid(text: string): boolean {
  return ERLANG_PID.test(text);
}
