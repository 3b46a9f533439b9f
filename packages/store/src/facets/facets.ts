import { type FieldRef, type Filter, foldText, namedValues, resolveField, withoutOwn } from '@logwarren/query';
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
import { type Facet, type FacetField, FacetTally, type FoundFacet, roomFor } from './facet-tally.ts';

/** Selection and limits of a count. */
export interface FacetQuery extends SampledQuery {
  /** Names as `resolveField` takes them. */
  fields: readonly string[];
  /** Most values listed for a field, in addition to those that its own conditions name. */
  limit: number;
  /** Counts each field without the filter's conditions on it. */
  ignoreOwn?: boolean | undefined;
  /** Counts only values with this prefix, in any case. */
  prefix?: string | undefined;
}

/** Answer to a FacetQuery. */
interface Facets {
  /** In the order of the fields asked for. */
  facets: Facet[];
  /** False when the time was up; without `exact`, a sample is complete. */
  complete: boolean;
}

/**
 * Counts the values of fields over all matches.
 *
 * Service and severity are always counted: by headers if the filter asks for nothing else, otherwise record by record.
 * The values of other fields are counted, or estimated from a sample if counting would take too long.
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

/** Fields that are counted together. */
interface FacetGroup {
  fields: FacetField[];
  /** The query without the conditions on these fields; undefined for the query as it is. */
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

/** The query with another filter, which has other matches. */
async function withFilter(store: Store, running: RunningQuery, filter: Filter): Promise<RunningQuery> {
  const bound = await bindServices(store, running.snapshot, filter, () => readTimeOf(running));
  return { ...running, filter: compileFilter(bound), onMatch: undefined };
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

/** True for a field in which all records of a bucket agree. */
function isOfStream(ref: FieldRef): boolean {
  return ref.kind === 'record' && (ref.field === 'service' || ref.field === 'severity');
}
