import type { NormalisedRecord } from '@logwarren/contract';
import { createAssumptions, type Filter, queryNotes } from '@logwarren/query';

/** Clients of HTTP refuse headers and trailers above some 16 KiB in all, some above 8. */
const MAX_TRAILER_BYTES = 4_096;

/** Notes as the value of a trailer: JSON, percent-encoded, and of as many as have room in 4 KiB. */
export function notesTrailer(notes: readonly string[]): string {
  const encoded = encodeURIComponent(JSON.stringify(notes));
  return encoded.length <= MAX_TRAILER_BYTES ? encoded : notesTrailer(notes.slice(0, -1));
}

/** Gathers what was assumed about a query from the records that match it. */
interface ReadingNotes {
  /** For the query; absent where nothing can be assumed, so that it costs nothing. */
  onMatch?: (record: NormalisedRecord) => void;
  /**
   * The assumptions so far, as a part of the answer.
   *
   * @param hasFound false when no record matches: then more may be the reason
   */
  json(hasFound: boolean): { notes?: string[] };
}

/**
 * Notes for a filter, as every answer has them.
 *
 * @param query that the filter was read of, at this moment
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
