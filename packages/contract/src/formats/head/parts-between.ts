import {
  type HeadAttributes,
  type HeadFacts,
  isDottedName,
  isErlangPid,
  isNumber,
  isThread,
  isThreadAlone,
  put,
  putCodePlace,
  putNumber,
} from '../names/head-attributes.ts';
import { isCounter, isMarkedId, isServiceWord } from '../names/service-word.ts';
import type { Piece } from './pieces.ts';

const ID =
  /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{16,64}|(?=[a-f]{0,15}\d)[0-9a-f]{6,16}|[\w-]{0,40}=\S{0,100}|\S+@\S+|0x[0-9a-f]+)$/i;

/**
 * Takes the words between the time and the severity: process, thread, logger.
 *
 * @returns false when one of them is something else; then all belong to the message
 */
export function takeBetween(pieces: readonly Piece[], gapBefore: string, facts: HeadFacts): boolean {
  let gap = gapBefore;
  for (const [index, piece] of pieces.entries()) {
    const taken =
      piece.kind === 'word'
        ? takeWordBetween(piece, gap, pieces, index, facts)
        : takeBracketBetween(piece.kind, piece.text.trim(), facts.attributes);
    if (!taken) return false;
    gap = piece.gap;
  }
  return true;
}

function takeBracketBetween(kind: Piece['kind'], text: string, attributes: HeadAttributes): boolean {
  if (text === '' || text === '-') return true;
  if (kind === '<') return put(attributes, isErlangPid(text) ? 'erlang.pid' : 'log.context', text);
  if (isNumber(text)) return putNumber(attributes, text);
  if (putCodePlace(attributes, text)) return true;
  if (kind === '{' || ID.test(text)) return put(attributes, 'log.context', text);
  if (isThread(text) || !isDottedName(text)) {
    return put(attributes, 'thread.name', text) || put(attributes, 'log.context', text);
  }
  return put(attributes, 'log.logger', text);
}

function takeWordBetween(
  { gap, text }: Piece,
  gapBefore: string,
  pieces: readonly Piece[],
  index: number,
  facts: HeadFacts,
): boolean {
  const { attributes } = facts;
  if (!/\w/.test(text)) return true;
  if (isNumber(text)) return putNumber(attributes, text);
  if (isThreadAlone(text)) return put(attributes, 'thread.name', text);
  if (putCodePlace(attributes, text)) return true;
  if (ID.test(text) || isCounter(text) || isMarkedId(text)) return put(attributes, 'log.context', text);
  const next = pieces[index + 1];
  const isProcess = next?.kind === '[' && /^\d+(?::\d+)?$/.test(next.text);
  // `fail2ban.filter [813]`: a program has many loggers.
  if (isProcess && !isDottedName(text) && isServiceWord(text) && facts.service === undefined) {
    facts.service = text;
    return true;
  }
  // The bracket of the time also holds it: `[2024-05-14 10:00:00.123 813/T815] WARNING: …`.
  if (gap.startsWith(']')) return put(attributes, 'log.context', text);
  const isMarked = /[-|:\t]/.test(gap) || /[-|\t]/.test(gapBefore);
  if ((isMarked || pieces.length > 1) && isThread(text)) return put(attributes, 'thread.name', text);
  if (isDottedName(text) || text.includes('::') || isMarked) return put(attributes, 'log.logger', text);
  if (pieces.length > 1 || !isServiceWord(text) || text === text.toUpperCase()) return false;
  facts.service = text;
  return true;
}
