import type { NormalisedRecord } from '@logwarren/contract';
import { createAssumptions, type Filter, queryNotes } from '@logwarren/query';

/** HTTP clients refuse headers and trailers above some 16 KiB in all, some above 8. */
const MAX_TRAILER_BYTES = 4_096;

/** Notes as the value of a trailer: percent-encoded JSON of as many notes as fit into 4 KiB. */
export function notesTrailer(notes: readonly string[]): string {
  const encoded = encodeURIComponent(JSON.stringify(notes));
  return encoded.length <= MAX_TRAILER_BYTES ? encoded : notesTrailer(notes.slice(0, -1));
}

/** Collects, from the matching records, what was assumed about a query. */
interface ReadingNotes {
  /** For the query; absent if nothing can be assumed, so that it costs nothing. */
  onMatch?: (record: NormalisedRecord) => void;
  /**
   * The assumptions so far, as a part of the answer.
   *
   * @param hasFound false when no record matches: then there are more possible reasons
   */
  json(hasFound: boolean): { notes?: string[] };
}

/**
 * Notes for a filter, the same in every answer.
 *
 * @param query the text that the filter was parsed from, at this moment
 */
export function createNotes(filter: Filter, query: string | undefined, nowMs: number): ReadingNotes {
  const assumptions = createAssumptions(filter);
  const assumed: string[] = [];
  const json = (hasFound: boolean) => {
    const notes = [...queryNotes(query ?? '', nowMs, hasFound), ...assumed];
    return notes.length === 0 ? {} : { notes };
  };
  if (!assumptions.isAmbiguous) return { json };
  return { onMatch: (record) => void assumed.push(...assumptions.of([record])), json };
}
