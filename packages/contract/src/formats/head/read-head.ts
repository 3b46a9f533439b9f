import type { LineContext } from '../format/line-format.ts';
import { type HeadFacts, putNew } from '../names/head-attributes.ts';
import { isServiceWord, isThreadOfLogger } from '../names/service-word.ts';
import { isBareLevel, isCapitalLevel } from '../severity/level-words.ts';
import { type FoundLevel, findLevel, isAboutAnother, levelInBrackets } from './find-level.ts';
import { type Opening, takeOpening } from './opening.ts';
import { takeBehind, takeGluedLogger } from './parts-behind.ts';
import { takeBetween } from './parts-between.ts';
import { type Piece, piecesOf } from './pieces.ts';

/*
 * The head of a line of text, with its parts in any order:
 *
 *     2024-05-14 10:00:00,123 - shop.db - ERROR - text       Python
 *     2024-05-14 10:00:00.123 [main] WARN  c.e.Shop - text   Logback, Log4j
 *     ERROR [main] 2024-05-14 10:00:00,123 Daemon.java:513 - text
 *     [Tue May 14 10:00:00.123 2024] [core:error] [pid 17] [client 203.0.113.7:51422] text
 *     ERROR: text
 *
 * Time, severity, process, thread, logger and place in the code become fields of the record, and the rest is the
 * message. A part that could be a word of the message stays in it: the first unknown part ends the head.
 */

const MOST_PARTS = 8;

/** Facts from a head, and the start of its message. */
export interface Head extends HeadFacts {
  opening: Opening;
  level?: FoundLevel;
  messageAt: number;
}

/** Parses the head of a line; undefined when it has neither a time nor a severity. */
export function readHead(line: string, { observedAt }: Pick<LineContext, 'observedAt'>): Head | undefined {
  const opening = takeOpening(line, observedAt);
  const { clock, end, gap, time } = opening;
  // A time with a word glued to it is not a time.
  if (time !== undefined && gap === '' && end < line.length && line[end] !== '[') return undefined;
  const facts: HeadFacts = { attributes: {} };
  const before = levelBefore(opening.before, facts);
  const pieces = piecesOf(line, end, MOST_PARTS);
  const level = before ?? levelIn(pieces, opening, facts);
  if (level === undefined) {
    return time === undefined ? undefined : withoutLevel(pieces, opening, facts);
  }
  if (clock !== undefined) facts.attributes['log.clock'] = clock;
  const messageAt = messageStart(line, { opening, pieces, level, isBefore: before !== undefined, facts });
  const { service } = facts;
  if (service !== undefined && isThreadOfLogger(service, line.slice(level.restAt ?? pieces[level.index + 1]?.start))) {
    putNew(facts.attributes, 'thread.name', service);
    delete facts.service;
  }
  return { ...facts, opening, level, messageAt };
}

/** Everything after the time is the message, except a name of its subject. */
function withoutLevel(pieces: readonly Piece[], opening: Opening, facts: HeadFacts): Head {
  const about = pieces.findIndex(isAboutAnother);
  const program = opening.time === undefined ? undefined : programAlone(pieces);
  if (program !== undefined) return { ...facts, ...program, opening };
  const taken: HeadFacts = { attributes: { ...facts.attributes } };
  if (about > 0 && takeBetween(pieces.slice(0, about), opening.gap, taken) && taken.service === undefined)
    return { ...taken, opening, messageAt: pieces[about]?.start ?? opening.end };
  return { ...facts, opening, messageAt: opening.end };
}

/** A program with its process, as in a file of its own: `ntpd[813]: text`. */
function programAlone([name, pid]: readonly Piece[]): (HeadFacts & { messageAt: number }) | undefined {
  if (name?.kind !== 'word' || name.gap !== '' || pid?.kind !== '[' || !pid.gap.startsWith(': ')) return undefined;
  if (!/^\d{1,9}$/.test(pid.text) || !isServiceWord(name.text)) return undefined;
  return { service: name.text, attributes: { 'process.pid': Number(pid.text) }, messageAt: pid.end + pid.gap.length };
}

function levelIn(
  pieces: readonly Piece[],
  { clock, gap, time }: Opening,
  { attributes }: HeadFacts,
): FoundLevel | undefined {
  if (time !== undefined || clock !== undefined) return findLevel(pieces, gap, attributes);
  // Without a time, only the very beginning can be a severity, or the text after brackets.
  const brackets = pieces.findIndex(({ kind }) => kind === 'word' || kind === '{');
  const first = pieces.slice(0, brackets < 0 ? 2 : Math.min(brackets, 2) + 1);
  const level = findLevel(first, '', attributes);
  const piece = level === undefined ? undefined : first[level.index];
  const isProse = piece?.kind === 'word' && piece.text === piece.text.toLowerCase() && !piece.gap.startsWith(':');
  return isProse ? undefined : level;
}

/** `Zigbee2MQTT:error`. */
const OF_LOGGER = /^([\w-]{1,64}):(error|warn|warning|info|debug)$/;

/** The severity before the time; the other parts there become attributes. */
function levelBefore(before: readonly Piece[], facts: HeadFacts): FoundLevel | undefined {
  let level: FoundLevel | undefined;
  for (const [index, { kind, text: inside }] of before.entries()) {
    const text = inside.trim();
    const found = level === undefined ? levelOfPart(kind, text, facts) : undefined;
    if (found !== undefined) level = { ...found, index };
    else if (/\w/.test(text)) keepBefore(kind, text, facts);
  }
  return level;
}

function levelOfPart(kind: Piece['kind'], text: string, facts: HeadFacts): Pick<FoundLevel, 'severity'> | undefined {
  if (kind !== 'word') return levelInBrackets(kind, text, facts.attributes);
  const [, logger, ofLogger] = OF_LOGGER.exec(text) ?? [];
  if (ofLogger !== undefined) {
    facts.attributes['log.logger'] = logger ?? '';
    return { severity: ofLogger };
  }
  return isCapitalLevel(text) || isBareLevel(text) || /^[DIWEFCNTV]$/.test(text) ? { severity: text } : undefined;
}

function keepBefore(kind: Piece['kind'], text: string, facts: HeadFacts): void {
  const isBracket = kind !== 'word';
  const piece = { kind: isBracket ? kind : ('[' as const), text, start: 0, end: 0, gap: '' };
  if (isBracket || /^\d+$/.test(text)) takeBetween([piece], '', facts);
  else facts.attributes['log.prefix'] = text;
}

interface Found {
  opening: Opening;
  pieces: readonly Piece[];
  level: FoundLevel;
  isBefore: boolean;
  facts: HeadFacts;
}

function messageStart(line: string, { facts, isBefore, level, opening, pieces }: Found): number {
  if (isBefore) return takeBehind(line, opening.end, opening.gap, facts);
  const kept = { ...facts.attributes };
  if (!takeBetween(pieces.slice(0, level.index), opening.gap, facts)) {
    facts.attributes = kept;
    delete facts.service;
    return opening.end;
  }
  if (level.restAt !== undefined) return takeGluedLogger(line, level.restAt, facts);
  const piece = pieces[level.index];
  if (piece === undefined) return opening.end;
  // `error: text` alone reads as a sentence.
  if (opening.time === undefined && opening.clock === undefined && level.index === 0 && isWritten(piece))
    return piece.start;
  const at = piece.end + piece.gap.length;
  if (piece.gap === '' && opening.time === undefined) return takeElapsed(line, at, facts);
  return takeBehind(line, at, piece.gap, facts);
}

function isWritten({ kind, text }: Piece): boolean {
  return kind === 'word' && text !== text.toUpperCase();
}

/** logrus on a terminal: `ERRO[0002] text`, seconds since the start. */
function takeElapsed(line: string, at: number, facts: HeadFacts): number {
  const [piece] = piecesOf(line, at, 1);
  if (piece?.kind !== '[' || !/^\d{4,}$/.test(piece.text)) return takeBehind(line, at, '', facts);
  facts.attributes['log.elapsed'] = Number(piece.text);
  return piece.end + piece.gap.length;
}
