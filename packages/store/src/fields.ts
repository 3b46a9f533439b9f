import { type LogRecord, RECORD_FIELDS } from '@logwarren/contract';
import { readCounts } from './read-query.ts';
import type { Sample } from './sampling/sample.ts';
import { type Count, ValueCounts } from './sampling/value-counts.ts';
import type { Store } from './store.ts';
import { type RecordTally, type SampledQuery, tallyRecords } from './tally-records.ts';
import { overlapping } from './time-range.ts';

/** Names of attributes that are remembered; see `ValueCounts`. */
const ROOM = { values: 5_000, letters: 5_000_000 };

export type FieldsQuery = SampledQuery;

export type FieldType = 'string' | 'number' | 'boolean' | 'null' | 'time';

/** A field that records have, and how many have it. */
export interface FieldInfo extends Count {
  name: string;
  /** A field of the record itself, or one of its attributes. */
  kind: 'record' | 'attribute';
  /** Types of its values, most frequent first. */
  types: FieldType[];
}

export interface Fields {
  /** Those of the record first, then attributes, most frequent first. */
  fields: FieldInfo[];
  /** Records that match. */
  records: Count;
  /** False when a count has an error, because of a sample, because the time was up, or for want of memory. */
  exact: boolean;
  /** False when the time was up. */
  complete: boolean;
}

/**
 * Which fields the matches have; of many, those of a sample.
 *
 * @throws StoreUnavailableError when MongoDB does not answer; the signal's reason when it is aborted
 * @see docs/decisions/0018-true-counts.md
 */
export async function listFields(store: Store, query: FieldsQuery): Promise<Fields> {
  return await readCounts(store, query, async (running) => {
    const scan = { ...running, condition: overlapping(running.range) };
    return await tallyRecords(store, scan, query, (sample) => new FieldTally(sample));
  });
}

class FieldTally implements RecordTally<Fields> {
  readonly #records: ValueCounts;
  readonly #ofRecord: NameCounts;
  readonly #attributes: NameCounts;

  constructor(sample: Sample | undefined) {
    this.#records = new ValueCounts(sample, ROOM);
    this.#ofRecord = new NameCounts('record', sample);
    this.#attributes = new NameCounts('attribute', sample);
  }

  add(record: LogRecord, bucket: number): void {
    this.#records.add('', bucket);
    for (const name of RECORD_FIELDS) {
      const value = record[name];
      if (value !== undefined) this.#ofRecord.add(name, TIMES.has(name) ? 'time' : typeOf(value), bucket);
    }
    for (const name in record.attributes) this.#attributes.add(name, typeOf(record.attributes[name]), bucket);
  }

  finish(complete: boolean): Fields {
    const found = [this.#ofRecord.finish(complete), this.#attributes.finish(complete)];
    return {
      fields: found.flatMap(({ fields }) => fields),
      records: this.#records.total(complete),
      exact: found.every(({ exact }) => exact),
      complete,
    };
  }
}

const TIMES: ReadonlySet<string> = new Set(['timestamp', 'observedAt']);

function typeOf(value: unknown): FieldType {
  if (value === null) return 'null';
  return typeof value === 'bigint' ? 'number' : (typeof value as FieldType);
}

/** Counts names of fields of one kind, and the types of their values. */
class NameCounts {
  readonly #kind: FieldInfo['kind'];
  readonly #names: ValueCounts;
  readonly #types = new Map<string, Map<FieldType, number>>();

  constructor(kind: FieldInfo['kind'], sample: Sample | undefined) {
    this.#kind = kind;
    this.#names = new ValueCounts(sample, ROOM, (name) => this.#types.delete(name));
  }

  add(name: string, type: FieldType, bucket: number): void {
    this.#names.add(name, bucket);
    let types = this.#types.get(name);
    if (types === undefined) {
      types = new Map();
      this.#types.set(name, types);
    }
    types.set(type, (types.get(type) ?? 0) + 1);
  }

  finish(complete: boolean): { fields: FieldInfo[]; exact: boolean } {
    const { values, exact } = this.#names.top(ROOM.values, complete);
    const fields = values.map(({ value, count, error }): FieldInfo => {
      const types = [...(this.#types.get(value) ?? [])].sort(([, a], [, b]) => b - a).map(([type]) => type);
      return { name: value, kind: this.#kind, types, count, error };
    });
    return { fields, exact };
  }
}
