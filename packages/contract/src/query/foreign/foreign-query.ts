import { type QueryNote, short } from '../negation.ts';
import { HABITS, type Habit } from './habits.ts';
import { LANGUAGES } from './languages.ts';
import { type Advice, WORD_HABITS, wordsOfQuery } from './word-habits.ts';

/**
 * Queries in the languages of other systems. Most of them can be read, as texts that no record holds; where one found nothing,
 * the answer says what would be written here instead.
 */

/** Texts in quotation marks; a mark behind a backslash does not begin one. */
const QUOTED = /\\.|"(?:[^"\\]|\\.)*"/gs;

/**
 * Notes on what a query has of another language; they matter only where nothing was found.
 *
 * @param canRead tells whether a text is a query of this language: only such a text is advised
 */
export function notesOfForeign(query: string, canRead: (query: string) => boolean): QueryNote[] {
  const taken = placesInTexts(query);
  const whole = adviceOf(LANGUAGES, query, taken);
  const all = whole.length > 0 ? whole : [...adviceOfWords(query, taken), ...adviceOf(HABITS, query, taken)];
  return all.flatMap(({ about, instead }) => {
    if (instead === undefined) return [{ text: `${about}.`, isForNothing: true }];
    return canRead(instead) ? [{ text: `${about}; write ${short(instead)}.`, isForNothing: true }] : [];
  });
}

/** Marks the places behind the first mark of each text with 1. */
function placesInTexts(query: string): Uint8Array {
  const places = new Uint8Array(query.length);
  for (const { 0: text, index } of query.matchAll(QUOTED)) {
    if (text.startsWith('"')) places.fill(1, index + 1, index + text.length);
  }
  return places;
}

/**
 * Each habit speaks once, of the first place that shows it.
 *
 * @param taken places of texts and of what other advice speaks of already; what is added to it
 */
function adviceOf(habits: readonly Habit[], query: string, taken: Uint8Array): Advice[] {
  return habits.flatMap(({ form, say }) => {
    const matches = form.global ? query.matchAll(form) : [query.match(form)];
    for (const match of matches) {
      if (match === null || taken[match.index ?? 0] === 1) continue;
      const advice = say(match);
      if (advice?.instead !== undefined) taken.fill(1, match.index, (match.index ?? 0) + match[0].length);
      return advice ?? [];
    }
    return [];
  });
}

function adviceOfWords(query: string, taken: Uint8Array): Advice[] {
  const words = wordsOfQuery(query).filter(({ at }) => taken[at] !== 1);
  return WORD_HABITS.flatMap((habit) => {
    for (const { word } of words) {
      const advice = habit(word);
      if (advice !== undefined) return advice;
    }
    return [];
  });
}
