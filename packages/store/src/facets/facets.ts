import type { LogRecord } from '@logwarren/contract';
import {
  countedValues,
  type FieldRef,
  type Filter,
  foldText,
  foldValue,
  namedValues,
  resolveField,
  withoutOwn,
} from '@logwarren/query';
import type { Store } from '../connection/index.ts';
import { countDecided, type SampledQuery, scanBuckets, tallyRecords } from '../count/index.ts';
import {
  bindServices,
  compileFilter,
  isDecidedInside,
  overlapping,
  type RunningQuery,
  readCounts,
  readTimeOf,
} from '../read/index.ts';
import { type Count, type Room, type Sample, type ValueCount, ValueCounts } from '../sampling/index.ts';

/** Distinct values of all fields that are remembered, beside `LEAST_VALUES` of each; see `ValueCounts`. */
const ROOM = { values: 200_000, letters: 20_000_000, listed: 4_000_000 };
const LEAST_VALUES = 5_000;

/** Selection and limits of a count. */
export interface FacetQuery extends SampledQuery {
  /** Names as `resolveField` takes them. */
  fields: readonly string[];
  /** Values of a field that are listed at most, besides those that its own conditions name. */
  limit: number;
  /** Counts each field without the filter's conditions on it. */
  ignoreOwn?: boolean | undefined;
  /** Counts only values that begin with it, in any case. */
  prefix?: string | undefined;
}

/** The values of one field. */
interface Facet {
  field: string;
  /**
   * Most frequent first, then by value. A record with an array counts once for each of its elements. Spellings that a condition
   * does not tell apart (`checkout`, `Checkout`) are one value, so that asking for it finds as many records as are counted.
   */
  values: ValueCount[];
  /** Records that have the field with a value that is not listed; of an array, each of its elements that is not listed counts. */
  others: Count;
  /** False when a count has an error, because of a sample, because the time was up, or for want of memory. */
  exact: boolean;
  /** See `TopValues`. */
  mayMiss: number | null;
  /** Counted without the filter's conditions on this field, of which there are some. */
  ownIgnored?: true;
}

interface Facets {
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
    const found: FoundFacet[] = [];
    for (const { fields, filter } of groupsOf(query)) {
      const part = filter === undefined ? running : await withFilter(store, running, filter);
      const ofStreams = fields.filter(({ ref }) => isOfStream(ref));
      const ofRecords = fields.filter(({ ref }) => !isOfStream(ref));
      if (ofStreams.length > 0) found.push(...(await countStreams(store, part, ofStreams, query.limit)));
      if (ofRecords.length > 0) found.push(...(await countValues(store, part, ofRecords, query)));
    }
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
  /** Values that the conditions name which are left out; undefined when there are none to leave out. */
  named: readonly string[] | undefined;
  /** Folded beginning of the values that count. */
  prefix: string;
}

/** Fields that are counted together. */
interface FacetGroup {
  fields: FacetField[];
  /** The query without their own conditions; undefined for the query as it is. */
  filter: Filter | undefined;
}

function groupsOf({ fields, filter, ignoreOwn = false, prefix = '' }: FacetQuery): FacetGroup[] {
  const whole: FacetGroup = { fields: [], filter: undefined };
  const groups = [whole];
  for (const name of fields) {
    const ref = resolveField(name);
    const { own, others } = withoutOwn(filter, ref);
    const isWhole = !ignoreOwn || own.length === 0;
    const field = { field: name, ref, named: isWhole ? undefined : namedValues(own), prefix: foldText(prefix) };
    if (isWhole) whole.fields.push(field);
    else groups.push({ fields: [field], filter: others });
  }
  return groups;
}

/** The query with another filter; its matches are not those of the query. */
async function withFilter(store: Store, running: RunningQuery, filter: Filter): Promise<RunningQuery> {
  const bound = await bindServices(store, running.snapshot, filter, () => readTimeOf(running));
  return { ...running, filter: compileFilter(bound), onMatch: undefined };
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
    const values = this.#apart(countedValues(record, this.#field.ref));
    this.#counts.addAll(this.#field.prefix === '' ? values : values.filter((value) => this.#isAsked(value)), bucket);
  }

  addStream({ service, severity }: Pick<LogRecord, 'service' | 'severity'>, count: number): void {
    const { ref } = this.#field;
    const value = ref.kind === 'record' && ref.field === 'service' ? service : severity;
    if (this.#isAsked(value)) this.#counts.add(value, 0, count);
  }

  /** Only patterns are asked for by their exact text. */
  get #isFolded(): boolean {
    return this.#field.ref.kind !== 'pattern';
  }

  /** A record that has one value in two spellings counts once for it. */
  #apart(values: readonly string[]): readonly string[] {
    if (values.length < 2 || !this.#isFolded) return values;
    return [...new Map(values.map((value) => [foldValue(value), value])).values()];
  }

  #isAsked(value: string): boolean {
    const { prefix } = this.#field;
    return prefix === '' || foldText(value).startsWith(prefix);
  }

  finish(limit: number, complete: boolean): FoundFacet {
    const { field, named } = this.#field;
    const top = this.#counts.top(limit, complete, named, this.#isFolded);
    return { facet: { field, ...top, ...(named === undefined ? {} : { ownIgnored: true }) }, complete };
  }
}
