import type { LogRecord } from '@logwarren/contract';
import { RECORD_FIELDS } from '@logwarren/query';
import type { RecordTally } from '../count/index.ts';
import { type Count, type Sample, ValueCounts } from '../sampling/index.ts';

/** Names of attributes that are remembered; see `ValueCounts`. */
const ROOM = { values: 5_000, letters: 5_000_000, listed: 5_000_000 };

type FieldType = 'string' | 'number' | 'boolean' | 'null' | 'time';

/** A field that records have, and how many have it. */
interface FieldInfo extends Count {
  name: string;
  /** A field of the record itself, or one of its attributes. */
  kind: 'record' | 'attribute';
  /** Types of its values, most frequent first. */
  types: FieldType[];
}

/** The fields that the matches have. */
export interface Fields {
  /** Fields of the record first, then attributes, most frequent first. */
  fields: FieldInfo[];
  /** Records that match. */
  records: Count;
  /** False when a count has an error: it comes from a sample, the time was up, or memory ran out. */
  exact: boolean;
  /** See `TopValues`; here the values are names of fields. */
  mayMiss: number | null;
  /** False when the time was up. */
  complete: boolean;
}

/** Counts which fields records have, and of which types. */
export class FieldTally implements RecordTally<Fields> {
  readonly #total: number | undefined;
  readonly #records: ValueCounts;
  readonly #ofRecord: NameCounts;
  readonly #attributes: NameCounts;

  /** @param total records that match, if it is known */
  constructor(sample: Sample | undefined, total: number | undefined) {
    this.#total = total;
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
    const records = this.#total === undefined ? this.#records.total(complete) : { count: this.#total, error: 0 };
    const ofRecord = this.#ofRecord.finish(complete);
    const attributes = this.#attributes.finish(complete);
    return {
      fields: [
        ...ofRecord.fields.map((field) => (IN_EVERY_RECORD.has(field.name) ? { ...nameOf(field), ...records } : field)),
        ...attributes.fields,
      ],
      records,
      exact: ofRecord.exact && attributes.exact,
      mayMiss: attributes.mayMiss,
      complete,
    };
  }
}

function nameOf({ name, kind, types }: FieldInfo): Omit<FieldInfo, keyof Count> {
  return { name, kind, types };
}

const IN_EVERY_RECORD: ReadonlySet<string> = new Set<keyof LogRecord>([
  'timestamp',
  'observedAt',
  'service',
  'severity',
  'severityNumber',
  'message',
]);
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

  finish(complete: boolean): Pick<Fields, 'fields' | 'exact' | 'mayMiss'> {
    const { values, exact, mayMiss } = this.#names.top(ROOM.values, complete);
    const fields = values.map(({ value, ...count }): FieldInfo => {
      const types = [...(this.#types.get(value) ?? [])].sort(([, a], [, b]) => b - a).map(([type]) => type);
      return { name: value, kind: this.#kind, types, ...count };
    });
    return { fields, exact, mayMiss };
  }
}
