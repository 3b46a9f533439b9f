import { type QueryNote, short } from '../negation.ts';
import { HABITS } from './habits.ts';
import { LANGUAGES } from './languages.ts';
import type { Advice, Habit } from './terms.ts';
import { WORD_HABITS, wordsOfQuery } from './word-habits.ts';

/**
 * Queries in the languages of other systems. Most of them can be read, but as texts that no record holds. If such a
 * query finds nothing, the answer suggests how to write it here.
 */

/** Texts in quotation marks; a mark after a backslash does not begin one. */
const QUOTED = /\\.|"(?:[^"\\]|\\.)*"/gs;

/** A note on another language. */
export interface ForeignNote extends QueryNote {
  /** The text to write instead, if there is one. */
  instead?: string;
}

/**
 * A negation of several conditions, or an alternative: here records are found although a part was read as a text by
 * mistake.
 */
const HIDING = /(?<![^\s(])(?:(?:NOT\s+|-)(?=\()|(?:OR|\|\|)(?=\s))/gu;
const NEGATED = /^(?:-|NOT\s)/;

/**
 * Notes on parts of a query that belong to another language. They matter if nothing was found. They also matter if the
 * mistake itself found something: in a negation or beside an alternative.
 *
 * @param canRead true for a query of this language; nothing else is advised
 */
export function notesOfForeign(query: string, canRead: (query: string) => boolean): ForeignNote[] {
  const taken = placesInTexts(query);
  const isHidden = [...query.matchAll(HIDING)].some(({ index }) => taken[index] !== 1);
  const whole = adviceOf(LANGUAGES, query, taken);
  const all = whole.length > 0 ? whole : [...adviceOfWords(query, taken), ...adviceOf(HABITS, query, taken)];
  return all.flatMap(({ about, instead, isNegated = false }) => {
    const isForNothing = !isNegated && (!isHidden || instead === undefined);
    if (instead === undefined) return [{ text: `${about}.`, isForNothing }];
    return canRead(instead) ? [{ text: `${about}; write ${short(instead)}.`, isForNothing, instead }] : [];
  });
}

/** Marks with 1 the positions after the opening quotation mark of each text. */
function placesInTexts(query: string): Uint8Array {
  const places = new Uint8Array(query.length);
  for (const { 0: text, index } of query.matchAll(QUOTED)) {
    if (text.startsWith('"')) places.fill(1, index + 1, index + text.length);
  }
  return places;
}

/**
 * Gives advice once for each habit, at the first place that shows it.
 *
 * @param taken positions in texts and in parts that other advice already covers; changed in place
 */
function adviceOf(habits: readonly Habit[], query: string, taken: Uint8Array): Advice[] {
  return habits.flatMap(({ form, say }) => {
    const matches = form.global ? query.matchAll(form) : [query.match(form)];
    for (const match of matches) {
      if (match === null || taken[match.index ?? 0] === 1) continue;
      const advice = say(match);
      if (advice?.instead !== undefined) taken.fill(1, match.index, (match.index ?? 0) + match[0].length);
      return advice === undefined ? [] : { ...advice, isNegated: NEGATED.test(match[0]) };
    }
    return [];
  });
}

function adviceOfWords(query: string, taken: Uint8Array): Advice[] {
  const words = wordsOfQuery(query).filter(({ at }) => taken[at] !== 1);
  return WORD_HABITS.flatMap((habit) => {
    for (const { word } of words) {
      const advice = habit(word);
      if (advice !== undefined) return { ...advice, isNegated: NEGATED.test(word.written) };
    }
    return [];
  });
}
