import { useMemo } from 'react';
import { useAddress } from '../address/use-address.ts';
import { spacedText } from '../text/spaced-text.ts';
import { cutAtWords, wordsToMark } from './words-to-mark.ts';

/** Texts with pieces that stand out: words of the query, and white space. */

/** A single letter can occur a million times in a long text; this many marks are enough to see. */
const MAX_PIECES = 2_000;

/** Text with the words of a query marked in it. */
export function MarkedText({ text, words }: { text: string; words: readonly string[] }) {
  const pieces = cutAtWords(text, words);
  const rest = pieces.splice(MAX_PIECES).map((piece) => piece.text);
  return (
    <>
      {pieces.map((piece, index) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other name and no state
        piece.marked ? <mark key={index}>{piece.text}</mark> : piece.text,
      )}
      {rest.length > 0 && rest.join('')}
    </>
  );
}

/** The words of the present query, which are marked wherever a record is shown. */
export function useWordsToMark(): readonly string[] {
  const { q } = useAddress().address;
  return useMemo(() => wordsToMark(q), [q]);
}

/** A value on one line, its white space as symbols that are read aloud as words. */
export function SpacedValue({ value }: { value: string }) {
  return spacedText(value).map(({ text, name }, index) =>
    name === undefined ? (
      text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other name
      <span key={index} className="space-sign" role="img" aria-label={name}>
        {text}
      </span>
    ),
  );
}
