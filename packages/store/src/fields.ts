import { type LogRecord, RECORD_FIELDS } from '@logwarren/contract';
import { type RangeQuery, readQuery } from './read-query.ts';
import { SAMPLE_BUCKETS, scanBuckets } from './scan-buckets.ts';
import type { Store } from './store.ts';
import { overlapping } from './time-range.ts';

/** Names of attributes that are told apart at most. */
const MAX_NAMES = 5_000;

export interface FieldsQuery extends RangeQuery {
  /** Opens every bucket instead of a sample, as far as the time allows. */
  exact: boolean;
}

export type FieldType = 'string' | 'number' | 'boolean' | 'null' | 'time';

/** A field that records have. */
export interface FieldInfo {
  name: string;
  /** A field of the record itself, or one of its attributes. */
  kind: 'record' | 'attribute';
  /** Types of its values, most frequent first. */
  types: FieldType[];
  /** Records that have it. */
  count: number;
}

export interface Fields {
  /** Those of the record first, then attributes, most frequent first. */
  fields: FieldInfo[];
  /** Records that match. */
  records: number;
  /** False when the counts are estimates from a sample, or of a part. */
  exact: boolean;
  /** False when the time was up. */
  complete: boolean;
}

/**
 * Which fields the matches have; of many, those of a sample.
 *
 * @throws StoreUnavailableError when MongoDB does not answer; the signal's reason when it is aborted
 */
export async function listFields(store: Store, query: FieldsQuery): Promise<Fields> {
  return await readQuery(store, query, async (running) => {
    const ofRecord = new Map<string, Map<FieldType, number>>();
    const attributes = new Map<string, Map<FieldType, number>>();
    let records = 0;
    const sample = query.exact ? undefined : SAMPLE_BUCKETS;
    const scan = { ...running, condition: overlapping(running.range), sample };
    const result = await scanBuckets(store, scan, (record) => {
      records += 1;
      countRecordFields(record, ofRecord);
      for (const name in record.attributes) count(attributes, name, typeOf(record.attributes[name]));
    });
    const scaled = (number: number) => Math.round(number * result.scale);
    const isWhole = attributes.size < MAX_NAMES;
    return {
      fields: [
        ...describe('record', ofRecord, scaled),
        ...describe('attribute', attributes, scaled).sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)),
      ],
      ...{ records: scaled(records), exact: result.exact && isWhole, complete: result.complete },
    };
  });
}

const TIMES: ReadonlySet<string> = new Set(['timestamp', 'observedAt']);

function countRecordFields(record: LogRecord, counts: Map<string, Map<FieldType, number>>): void {
  for (const name of RECORD_FIELDS) {
    const value = record[name];
    if (value !== undefined) count(counts, name, TIMES.has(name) ? 'time' : typeOf(value));
  }
}

function typeOf(value: unknown): FieldType {
  if (value === null) return 'null';
  return typeof value === 'bigint' ? 'number' : (typeof value as FieldType);
}

function count(counts: Map<string, Map<FieldType, number>>, name: string, type: FieldType): void {
  let types = counts.get(name);
  if (types === undefined) {
    if (counts.size >= MAX_NAMES) return;
    types = new Map();
    counts.set(name, types);
  }
  types.set(type, (types.get(type) ?? 0) + 1);
}

function describe(
  kind: FieldInfo['kind'],
  counts: Map<string, Map<FieldType, number>>,
  scaled: (number: number) => number,
): FieldInfo[] {
  return [...counts].map(([name, types]) => {
    const sorted = [...types].sort(([, a], [, b]) => b - a);
    const total = sorted.reduce((sum, [, number]) => sum + number, 0);
    return { name, kind, types: sorted.map(([type]) => type), count: scaled(total) };
  });
}
