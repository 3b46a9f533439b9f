import { ALL, type Filter, or } from '../filter/filter.ts';
import { foldText } from '../text/fold-text.ts';
import { containsPhrase, foldPhrase } from '../text/words.ts';
import type { Word } from './lexer.ts';

/** A word, phrase or pattern in the message or any attribute. */
export function wordFilter({ pieces, isQuoted }: Word, written: string): Filter {
  if (isQuoted || pieces.length === 1) {
    const phrase = (pieces[0] ?? '').trim();
    if (foldPhrase(phrase) === '') return ALL;
    const pasted = isQuoted ? written.slice(1, -1).trim() : written;
    return orAsWritten({ kind: 'phrase', phrase }, [phrase], pasted);
  }
  return pieces.every((piece) => foldPhrase(piece) === '') ? ALL : { kind: 'glob', pieces };
}

/**
 * Also searches for the text with the backslashes that were read as escapes: pasted backslashes are part of the text.
 */
export function orAsWritten(filter: Filter, pieces: readonly string[], written: string): Filter {
  const [phrase = ''] = pieces;
  const isHeld = pieces.length > 1 || !written.includes('\\') || containsPhrase(foldText(written), foldPhrase(phrase));
  return isHeld ? filter : or([filter, { kind: 'phrase', phrase: written }]);
}
