import { wantedTexts } from '@logwarren/query/wanted-texts';

/** The texts of a query to mark in messages, in lower case; patterns with a star inside are left out. */
export function wordsToMark(query: string): string[] {
  return wantedTexts(query).flatMap((pieces) => {
    const [word, ...others] = pieces.filter((piece) => piece !== '');
    return word === undefined || others.length > 0 ? [] : [word.toLowerCase()];
  });
}

/** A piece of text and whether it is marked. */
interface Piece {
  text: string;
  marked: boolean;
}

/** Cuts text at every occurrence of the words, whichever comes first. */
export function cutAtWords(text: string, words: readonly string[]): Piece[] {
  const folded = text.toLowerCase();
  // A letter whose lower case has another length would shift everything after it.
  if (words.length === 0 || folded.length !== text.length) return [{ text, marked: false }];
  const pieces: Piece[] = [];
  // The next place of each word, so that the rest of the text is not searched again for each piece.
  const next = words.map((word) => placeOf(folded, word, 0));
  let position = 0;
  while (position < text.length) {
    let start = text.length;
    let length = 0;
    for (const [index, word] of words.entries()) {
      let at = next[index] as number;
      if (at < position) next[index] = at = placeOf(folded, word, position);
      if (at < start || (at === start && word.length > length)) {
        start = at;
        length = word.length;
      }
    }
    if (start > position) pieces.push({ text: text.slice(position, start), marked: false });
    if (length > 0) pieces.push({ text: text.slice(start, start + length), marked: true });
    position = start + length;
  }
  return pieces;
}

/** Infinity when the word does not occur again. */
function placeOf(folded: string, word: string, from: number): number {
  const at = folded.indexOf(word, from);
  return at === -1 ? Number.POSITIVE_INFINITY : at;
}
