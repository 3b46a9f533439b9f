import { countedValues, type FieldRef, type LogRecord, resolveField } from '@logwarren/contract';
import { countDecided } from './count-logs.ts';
import { isDecidedInside } from './inner-part.ts';
import { type RunningQuery, readCounts } from './read-query.ts';
import type { Sample } from './sampling/sample.ts';
import type { Count, ValueCount } from './sampling/top-values.ts';
import { type Room, ValueCounts } from './sampling/value-counts.ts';
import { scanBuckets } from './scan-buckets.ts';
import type { Store } from './store.ts';
import { type SampledQuery, tallyRecords } from './tally-records.ts';
import { overlapping } from './time-range.ts';

/** Distinct values of all fields that are remembered, beside `LEAST_VALUES` of each; see `ValueCounts`. */
const ROOM = { values: 200_000, letters: 20_000_000, listed: 4_000_000 };
const LEAST_VALUES = 5_000;

/** Selection and limits of a count. */
export interface FacetQuery extends SampledQuery {
  /** Names as `resolveField` takes them. */
  fields: readonly string[];
  /** Values of a field that are listed at most. */
  limit: number;
}

/** The values of one field. */
export interface Facet {
  field: string;
  /** Most frequent first, then by value. A record with an array counts once for each of its elements. */
  values: ValueCount[];
  /** Records that have the field with a value that is not listed; of an array, each of its elements that is not listed counts. */
  others: Count;
  /** False when a count has an error, because of a sample, because the time was up, or for want of memory. */
  exact: boolean;
  /** See `TopValues`. */
  mayMiss: number | null;
}

export interface Facets {
  /** In the order of the fields asked for. */
  facets: Facet[];
  /** False when the time was up; without `exact`, a sample is complete. */
  complete: boolean;
}

/**
 * Counts the values of fields over all matches.
 *
 * Service and severity are always counted: by headers where the filter asks for nothing else, otherwise record by record.
 * The values of other fields are counted, or estimated from a sample where counting would take too long.
 *
 * @throws StoreUnavailableError when MongoDB does not answer; the signal's reason when it is aborted
 * @see docs/decisions/0018-true-counts.md
 */
export async function facets(store: Store, query: FacetQuery): Promise<Facets> {
  return await readCounts(store, query, async (running) => {
    const refs = query.fields.map((field) => ({ field, ref: resolveField(field) }));
    const ofStreams = refs.filter(({ ref }) => isOfStream(ref));
    const ofRecords = refs.filter(({ ref }) => !isOfStream(ref));
    const found = [
      ...(ofStreams.length === 0 ? [] : await countStreams(store, running, ofStreams, query.limit)),
      ...(ofRecords.length === 0 ? [] : await countValues(store, running, ofRecords, query)),
    ];
    const facetOf = (field: string) => found.find((each) => each.facet.field === field) as FoundFacet;
    return {
      facets: query.fields.map((field) => facetOf(field).facet),
      complete: found.every(({ complete }) => complete),
    };
  });
}

interface FacetField {
  field: string;
  ref: FieldRef;
}

interface FoundFacet {
  facet: Facet;
  complete: boolean;
}

async function countStreams(
  store: Store,
  running: RunningQuery,
  fields: readonly FacetField[],
  limit: number,
): Promise<FoundFacet[]> {
  const room = roomFor(fields);
  const tallies = fields.map((field) => new FacetTally(field, undefined, room));
  let complete: boolean;
  if (isDecidedInside(running)) {
    const decided = await countDecided(store, running);
    complete = decided.complete;
    for (const tally of tallies) for (const stream of decided.counts) tally.addStream(stream, stream.count);
  } else {
    const scan = { ...running, condition: overlapping(running.range) };
    complete = await scanBuckets(store, scan, (record) => {
      for (const tally of tallies) tally.addStream(record, 1);
    });
  }
  return tallies.map((tally) => tally.finish(limit, complete));
}

async function countValues(
  store: Store,
  running: RunningQuery,
  fields: readonly FacetField[],
  query: FacetQuery,
): Promise<FoundFacet[]> {
  const scan = { ...running, condition: overlapping(running.range) };
  return await tallyRecords(store, scan, query, (sample) => {
    const room = roomFor(fields);
    const tallies = fields.map((field) => new FacetTally(field, sample, room));
    return {
      add(record, bucket) {
        for (const tally of tallies) tally.addOf(record, bucket);
      },
      finish: (complete) => tallies.map((tally) => tally.finish(query.limit, complete)),
    };
  });
}

/** Fields that all records of a bucket have in common. */
function isOfStream(ref: FieldRef): boolean {
  return ref.kind === 'record' && (ref.field === 'service' || ref.field === 'severity');
}

/** Twenty fields need no more memory, and make no larger answer, than one. */
function roomFor({ length }: readonly FacetField[]): Room {
  const shared = { values: ROOM.values, used: 0 };
  return { values: LEAST_VALUES, shared, letters: ROOM.letters / length, listed: ROOM.listed / length };
}

class FacetTally {
  readonly #field: FacetField;
  readonly #counts: ValueCounts;

  constructor(field: FacetField, sample: Sample | undefined, room: Room) {
    this.#field = field;
    this.#counts = new ValueCounts(sample, room);
  }

  addOf(record: LogRecord, bucket: number): void {
    this.#counts.addAll(countedValues(record, this.#field.ref), bucket);
  }

  addStream({ service, severity }: Pick<LogRecord, 'service' | 'severity'>, count: number): void {
    const { ref } = this.#field;
    this.#counts.add(ref.kind === 'record' && ref.field === 'service' ? service : severity, 0, count);
  }

  finish(limit: number, complete: boolean): FoundFacet {
    return { facet: { field: this.#field.field, ...this.#counts.top(limit, complete) }, complete };
  }
}
