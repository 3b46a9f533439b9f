import type { NormalisedRecord } from '@logwarren/contract/log-record';
import type { Filter, PastedFilter } from '../filter/filter.ts';
import { foldText } from '../text/fold-text.ts';
import { hasEscape, searchedText } from '../text/searched-text.ts';
import { containsPhrase, foldPhrase } from '../text/words.ts';
import { containsGlob } from './match-text.ts';

/** Finds the text of a `PastedFilter` in the texts of records. */

/**
 * Characters that fold to a colon, or to a text with a colon. Most texts have none, and this check costs a tenth of
 * folding. It is made on all texts of every record that does not match as a field.
 */
const COLON = /[:\ufe13\ufe55\uff1a\u2a74]/;

/** True for records that hold the text, whatever their attributes are. */
export function compilePastedText({ pieces }: PastedFilter): (record: NormalisedRecord) => boolean {
  const [first = ''] = pieces;
  const phrase = foldPhrase(first);
  const folded = pieces.map(foldText);
  const hasColon = first.includes(':');
  const asWritten = hasEscape(pieces);
  const fits = (text: string) => (folded.length === 1 ? containsPhrase(text, phrase) : containsGlob(text, folded));
  const holds = (text: unknown): boolean => {
    if (typeof text !== 'string' || (hasColon && !COLON.test(text))) return false;
    const searched = searchedText(text);
    return fits(foldText(searched)) || (asWritten && searched !== text && fits(foldText(text)));
  };
  return ({ message, attributes }) => {
    if (holds(message)) return true;
    for (const name in attributes) if (holds(attributes[name])) return true;
    return false;
  };
}

/** The parts of a filter that may be fields or pasted texts, except negated ones. */
export function pastedParts(filter: Filter): readonly PastedFilter[] {
  if (filter.kind === 'pasted') return [filter];
  return filter.kind === 'and' || filter.kind === 'or' ? filter.filters.flatMap(pastedParts) : [];
}
