import { wantedTexts } from '@logwarren/query/wanted-texts';

/**
 * Marks the texts of a query in a message, whatever their case. That is enough for the eye; the service decides which records a
 * query finds.
 */

/** Characters of words. Scripts without spaces are left out, because a match may begin anywhere in them. */
const WORD =
  '[[\\p{L}\\p{N}\\p{M}_]--[\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Hang}\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}]]';
const MAX_TEXTS = 2;

/**
 * Makes a function that marks the texts of a query in a message.
 *
 * @param mark changes each text that is found, for example its colour
 */
export function highlighter(query: string, mark: (text: string) => string): (text: string) => string {
  const patterns = wantedTexts(query).flatMap(patternOf);
  if (patterns.length === 0) return (text) => text;
  const any = new RegExp(patterns.join('|'), 'giv');
  return (text) => text.replace(any, mark);
}

function patternOf(pieces: readonly string[]): string[] {
  if (!/[\p{L}\p{N}]/u.test(pieces.join(''))) return [];
  const texts = pieces.filter((piece) => piece !== '').map((piece) => piece.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  // More stars would take too long over a hostile text.
  if (texts.length > MAX_TEXTS) return [];
  const before = edge(pieces[0]?.[0], '(?<!');
  const after = edge(pieces.at(-1)?.at(-1), '(?!');
  return [`${before}${texts.join('\\S*')}${after}`];
}

/** The bound at an end of a pattern: a star extends to the end of the word, and a word does not begin within another. */
function edge(letter: string | undefined, look: string): string {
  if (letter === undefined) return `${WORD}*`;
  return new RegExp(WORD, 'v').test(letter) ? `${look}${WORD})` : '';
}
