import { fieldsOfJson } from './json-fields.ts';
import { notesOfCondition, notesOfQuery } from './negation.ts';
import { adviceOnForeign } from './parse-query.ts';
import { readQuery } from './places.ts';

/** Explains how a query was read where people may have meant something else. */

/** Most notes; further ones are left out. */
const MAX_NOTES = 4;

/**
 * Explains, in sentences for people, how a query was read where pasted text can mean something else.
 *
 * @param nowMs as `parseQuery` takes it
 * @param hasFound false if the query found nothing: then more may be the reason. `unknown` is for readers of a query in
 * another language who do not wait for the answer; they get these notes too
 * @throws QueryProblem as `parseQuery` does
 */
export function queryNotes(text: string, nowMs: number, hasFound: boolean | 'unknown'): string[] {
  const { conditions } = readQuery(text, nowMs, fieldsOfJson);
  const ofConditions = conditions.flatMap(({ start, end }) => notesOfCondition(text, start, end));
  const ofQuery = notesOfQuery(text);
  const ofForeign = ofQuery.length > 0 && hasFound !== 'unknown' ? [] : adviceOnForeign(text, nowMs);
  // One piece of advice at a time: nobody needs to know how the parts of a foreign query were read.
  const isAdvised = ofForeign.some(({ instead }) => instead !== undefined);
  const ofParts = isAdvised ? ofConditions.filter(({ isForNothing }) => !isForNothing) : ofConditions;
  const isSaid = (note: (typeof ofQuery)[number]) =>
    !note.isForNothing || !hasFound || (hasFound === 'unknown' && ofForeign.includes(note));
  const notes = [...ofQuery, ...ofForeign, ...ofParts].filter(isSaid);
  return [...new Set(notes.map((note) => note.text))].slice(0, MAX_NOTES);
}

/**
 * Notes like those of `queryNotes`, on parts of a query that belong to another language, for views that do not know yet
 * whether it finds anything.
 *
 * @throws QueryProblem as `parseQuery` does
 */
export function foreignNotes(text: string, nowMs: number): string[] {
  readQuery(text, nowMs, fieldsOfJson);
  return adviceOnForeign(text, nowMs)
    .map((note) => note.text)
    .slice(0, MAX_NOTES);
}
