import { createAssumptions, type Filter, type NormalisedRecord, queryNotes } from '@logwarren/contract';
import { z } from 'zod';

/** The field of an answer that says how its query was read. */
export const notesJson = z
  .array(z.string())
  .optional()
  .describe(
    'What was assumed where the query can be read in two ways, for people; only when it may have made a difference.',
  );

/** Gathers what was assumed about a query from the records that match it. */
export interface ReadingNotes {
  /** For the query; absent where nothing can be assumed, so that it costs nothing. */
  onMatch?: (record: NormalisedRecord) => void;
  /** The assumptions so far, as a part of the answer. */
  json(): { notes?: string[] };
}

/**
 * Notes for a filter, as every answer has them.
 *
 * @param query that the filter was read of, at this moment
 */
export function createNotes(filter: Filter, query: string | undefined, nowMs: number): ReadingNotes {
  const assumptions = createAssumptions(filter);
  const notes = queryNotes(query ?? '', nowMs, true);
  const json = () => (notes.length === 0 ? {} : { notes });
  if (!assumptions.isAmbiguous) return { json };
  return { onMatch: (record) => void notes.push(...assumptions.of([record])), json };
}
