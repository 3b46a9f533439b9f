import { type HeadAttributes, putNew } from '../names/head-attributes.ts';
import { isCounter } from '../names/service-word.ts';
import { isBareLevel, isCapitalLevel, isColonLevel, isMarkedLevel, isTag } from '../severity/level-words.ts';
import { isInSentence } from './level-in-sentence.ts';
import type { Piece } from './pieces.ts';

/** A severity found in the head of a line. */
export interface FoundLevel {
  /** The word as written, or the number of syslog. */
  severity: string | number;
  isSyslogNumber?: boolean;
  /** Position of its piece. */
  index: number;
  /** Position within its piece where the text continues, when the level has no space after it. */
  restAt?: number;
}

/** Names of programs, threads and processes may stand before the severity. */
const MOST_WORDS_BEFORE = 5;
const APACHE = /^([\w.-]{0,64})[:#]([a-z]{4,9}\d?)$/;
const OF_THREAD = /^(.{1,120})\/([A-Z]{3,9})$/s;
const LEVEL_FIRST = /^([A-Z]{3,9})[/:,| ]\s*(\S.{0,120})$/s;
/** Foreman's bracket: `[E|app|a1b2c3d4]`. */
const LETTER_FIRST = /^([DIWEF])\|(\S{1,120})$/;
const GLUED = /^([A-Z]{3,9}):/;
/** Duplicati's bracket: `[Error-Duplicati.Library.Main]`. */
const IN_FRONT_OF_LOGGER = /^(Error|Warning|Information|Verbose)-([A-Z]\w{0,63}(?:\.[\w-]{1,64}){1,12})$/;
const OF_CHANNEL = /^([\w-]{1,64})\.([A-Z]{4,9})$/;
/** The constants of syslog and of Quill: `LOG_WARN`, `LOG_TRACE_L1`. */
const CONSTANT = /^LOG_([A-Z]{3,9})(?:_L[1-3])?$/;
/** Locust's host, severity and logger: `web-1/ERROR/locust.main`. */
const OF_HOST = /^([\w.-]{1,255})\/([A-Z]{4,8})\/([\w.-]{1,128})$/;
const OF_COMPONENT = /^(?:critical|warning|information|notice|debug)\/[A-Z]\w{1,63}$/;
const PAIR = /^(?:(?:log_?level|level|lvl|severity)[=:]"?([A-Za-z]{1,13})"?|["'*!-]([A-Z]{3,9})["'*!-]|([A-Z]{3,9})!)$/;
const ESXI = /^([A-Z][a-z])\((\d{1,3})\)$/;
/** Marks of the X server. */
const XORG: Readonly<Record<string, string>> = Object.freeze({ EE: 'ERROR', WW: 'WARN', II: 'INFO', NI: 'WARN' });
/** RouterOS names the topics of a line, including its severity: `system,error,critical`. */
const TOPICS = /^[a-z][a-z-]{1,20}(?:,!?[a-z][a-z-]{1,20}){1,5}$/;
/** Labels of PostgreSQL's explanations of the error above; any word in these may look like a severity. */
const ABOUT_ANOTHER = new Set(['STATEMENT', 'DETAIL', 'HINT', 'CONTEXT', 'QUERY', 'LOCATION']);
/** True for the word with which such a line begins. */
export function isAboutAnother({ gap, text }: Piece): boolean {
  return ABOUT_ANOTHER.has(text) && gap.startsWith(':');
}

/** A number or an id, which is not the subject of a sentence. */
const ID = /^(?:\d{1,9}|0x[\da-f]{1,16}|[\da-f]{6,32}|[\d.]{7,15}(?::\d{1,5})?)$/;

/**
 * Finds the severity among the first parts: the first one in the place of a severity.
 *
 * @param before text between the time and the first part
 * @param attributes gets the text glued to the word: a thread, a logger
 */
export function findLevel(
  pieces: readonly Piece[],
  before: string,
  attributes: HeadAttributes,
): FoundLevel | undefined {
  let words = 0;
  let gap = before;
  for (const [index, piece] of pieces.entries()) {
    if (words >= MOST_WORDS_BEFORE || isAboutAnother(piece)) return undefined;
    const found =
      piece.kind === 'word'
        ? levelOfWord(pieces, index, gap, attributes)
        : levelInBrackets(piece.kind, piece.text.trim(), attributes);
    if (found !== undefined)
      return piece.kind === 'word' && isInSentence(pieces, index) ? undefined : { ...found, index };
    // The name of a thread may have any number of words in its brackets, unless they are part of a sentence.
    const isSentence = piece.kind !== 'word' && pieces.slice(0, index).some(({ kind }) => kind === 'word');
    if (/\w/.test(piece.text)) words += isSentence ? piece.text.trim().split(/\s+/).length : 1;
    gap = piece.gap;
  }
  return undefined;
}

type Level = Omit<FoundLevel, 'index'>;

/** The severity inside brackets: alone, or before or after a logger, a thread or a place in the code. */
export function levelInBrackets(kind: Piece['kind'], text: string, attributes: HeadAttributes): Level | undefined {
  if (text.length > 160) return undefined;
  if (isMarkedLevel(text)) return isTag(text) ? undefined : { severity: text };
  if ((kind === '(' || kind === '[') && Object.hasOwn(XORG, text)) return { severity: XORG[text] as string };
  const apache = APACHE.exec(text);
  if (apache !== null && isMarkedLevel((apache[2] ?? '').replace(/\d$/, ''))) {
    if (apache[1] !== '') putNew(attributes, 'log.logger', apache[1]);
    return { severity: (apache[2] ?? '').replace(/\d$/, '') };
  }
  const ofThread = OF_THREAD.exec(text);
  if (ofThread !== null && isCapitalLevel(ofThread[2] ?? '')) {
    putNew(attributes, 'thread.name', ofThread[1]);
    return { severity: ofThread[2] ?? '' };
  }
  const [, severity, logger] = IN_FRONT_OF_LOGGER.exec(text) ?? [];
  if (severity !== undefined) {
    putNew(attributes, 'log.logger', logger);
    return { severity };
  }
  const first = LETTER_FIRST.exec(text) ?? LEVEL_FIRST.exec(text);
  if (first === null) return undefined;
  if (first[1]?.length !== 1 && !isCapitalLevel(first[1] ?? '')) return undefined;
  putNew(attributes, 'log.context', first[2]);
  return { severity: first[1] ?? '' };
}

function levelOfWord(
  pieces: readonly Piece[],
  index: number,
  before: string,
  attributes: HeadAttributes,
): Level | undefined {
  const { end, gap, start, text } = pieces[index] as Piece;
  const previous = pieces[index - 1];
  // `SERVICE ALERT` of Nagios is about a state.
  const isKind = text === 'ALERT' && previous?.kind === 'word' && previous.text === previous.text.toUpperCase();
  if (isCapitalLevel(text) && !isKind) return { severity: text };
  if (before.includes('|') && gap.includes('|') && isMarkedLevel(text)) return { severity: text };
  if (
    (before.includes('\t') && gap.includes('\t') && text.length > 2) ||
    (gap.startsWith(',') && before.includes(','))
  ) {
    if (isMarkedLevel(text)) return { severity: text };
  }
  const next = pieces[index + 1];
  // PHP's ends a request, not the process.
  const isFatal =
    text.length === 5 &&
    text.toLowerCase() === 'fatal' &&
    previous?.text !== 'PHP' &&
    next?.text.toLowerCase() === 'error' &&
    next.gap.startsWith(':');
  const isMarked = gap.startsWith(':') || isFatal;
  if (!isKind && isMarked && isColonLevel(text) && (standsFree(before, previous) || text === text.toUpperCase()))
    return { severity: text };
  if (isFirst(pieces, index) && (isStandingAlone(text, before, gap) || isInFrontOfName(text, next)))
    return { severity: text };
  if (index < 2 && TOPICS.test(text)) return levelOfTopics(text, attributes);
  return levelOfPair(text) ?? levelGluedTo(text, start, end, gap, attributes, isFirst(pieces, index));
}

/** True for a place where a sentence does not continue: `7f2a Error: …`, `[x] Error: …`, `TLS Error: …`. */
function standsFree(before: string, previous: Piece | undefined): boolean {
  if (previous === undefined || previous.kind !== 'word' || /[:|]/.test(before)) return true;
  return ID.test(previous.text) || isCounter(previous.text) || /^[A-Z]{2,8}$/.test(previous.text);
}

/** True for the first part, apart from signs before it. */
function isFirst(pieces: readonly Piece[], index: number): boolean {
  for (let at = 0; at < index; at++) {
    const { kind, text } = pieces[at] as Piece;
    if (kind !== 'word' || /[\p{L}\p{N}]/u.test(text)) return false;
  }
  return true;
}

/**
 * True for a word in any case that begins the text and has a mark beside it: a colon before it, or wide space after it.
 */
function isStandingAlone(text: string, before: string, gap: string): boolean {
  if (isBareLevel(text)) return true;
  if (!isBareLevel(text.toLowerCase())) return false;
  return /[:,|\t]/.test(before) || /^(?:\t| {2})/.test(gap);
}

/** `Error HttpServer: …` and `Error [main] - …`. */
function isInFrontOfName(text: string, next: Piece | undefined): boolean {
  if (next === undefined || !isBareLevel(text.toLowerCase())) return false;
  return next.kind === '[' || (next.gap.startsWith(':') && /^[A-Z]\w*$/.test(next.text));
}

/** The gravest severity among RouterOS' topics. */
export function severityOfTopics(text: string): string | undefined {
  const topics = text.split(',');
  return ['critical', 'error', 'warning', 'info', 'debug'].find((word) => topics.includes(word));
}

function levelOfTopics(text: string, attributes: HeadAttributes): Level | undefined {
  const severity = severityOfTopics(text);
  if (severity === undefined) return undefined;
  putNew(attributes, 'log.logger', text);
  return { severity };
}

/** `level=error` after a time, and a word in quotation marks, stars, dashes or exclamation marks. */
function levelOfPair(text: string): Level | undefined {
  const [, ofKey, around, marked = around] = PAIR.exec(text) ?? [];
  if (ofKey !== undefined) return isMarkedLevel(ofKey) ? { severity: ofKey } : undefined;
  return marked !== undefined && isCapitalLevel(marked) ? { severity: marked } : undefined;
}

function levelGluedTo(
  text: string,
  start: number,
  end: number,
  gap: string,
  attributes: HeadAttributes,
  isFirst: boolean,
): Level | undefined {
  const constant = text.startsWith('LOG_') ? CONSTANT.exec(text)?.[1] : undefined;
  if (constant !== undefined && isCapitalLevel(constant)) return { severity: constant };
  const slash = text.indexOf('/');
  const [, host, ofHost, logger] = (slash > 0 && OF_HOST.exec(text)) || [];
  if (ofHost !== undefined && isCapitalLevel(ofHost)) {
    putNew(attributes, 'host.name', host);
    putNew(attributes, 'log.logger', logger);
    return { severity: ofHost };
  }
  if (slash > 0 && isCapitalLevel(text.slice(0, slash))) {
    putNew(attributes, 'process.name', text.slice(slash + 1));
    return { severity: text.slice(0, slash) };
  }
  // Icinga: `critical/ApiListener: …`; `HTTP/2: …` and `Config/Debug: …` are about something.
  if (slash > 3 && /^[:\t]/.test(gap) && isFirst && OF_COMPONENT.test(text)) {
    putNew(attributes, 'log.logger', text.slice(slash + 1));
    return { severity: text.slice(0, slash) };
  }
  const glued = GLUED.exec(text);
  if (glued !== null && isCapitalLevel(glued[1] ?? ''))
    return { severity: glued[1] ?? '', restAt: start + glued[0].length };
  const channel = text.includes('.') ? OF_CHANNEL.exec(text) : null;
  if (channel !== null && isCapitalLevel(channel[2] ?? '')) {
    putNew(attributes, 'log.logger', channel[1]);
    return { severity: channel[2] ?? '' };
  }
  const esxi = ESXI.exec(text);
  if (esxi === null || end - start > 8 || Number(esxi[2]) > 191) return undefined;
  return { severity: Number(esxi[2]) % 8, isSyslogNumber: true };
}
