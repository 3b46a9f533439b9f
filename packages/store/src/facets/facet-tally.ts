import type { LogRecord } from '@logwarren/contract';
import { countedValues, type FieldRef, foldText, foldValue } from '@logwarren/query';
import { type Count, type Room, type Sample, type ValueCount, ValueCounts } from '../sampling/index.ts';

/**
 * Most distinct values that are remembered over all fields, in addition to `LEAST_VALUES` of each; see `ValueCounts`.
 */
const ROOM = { values: 200_000, letters: 20_000_000, listed: 4_000_000 };
const LEAST_VALUES = 5_000;

/** The values of one field. */
export interface Facet {
  field: string;
  /**
   * Most frequent first, then by value. A record with an array counts once for each of its elements. Spellings that a
   * condition does not distinguish (`checkout`, `Checkout`) are one value, so that a search for the value finds as many
   * records as are counted.
   */
  values: ValueCount[];
  /** Records that have the field with an unlisted value. In an array, each unlisted element counts. */
  others: Count;
  /** False when a count has an error: it comes from a sample, the time was up, or memory ran out. */
  exact: boolean;
  /** See `TopValues`. */
  mayMiss: number | null;
  /** Counted without the filter's own conditions on this field; set only if there are such conditions. */
  ownIgnored?: true;
}

/** A field whose values are counted, and the values that count. */
export interface FacetField {
  field: string;
  ref: FieldRef;
  /** Values that the ignored conditions name; undefined if no condition is ignored. */
  named: readonly string[] | undefined;
  /** Folded prefix of the values that count. */
  prefix: string;
}

/** A facet, and whether all of its records were read. */
export interface FoundFacet {
  facet: Facet;
  complete: boolean;
}

/** Shares the room between fields: twenty fields need no more memory than one, and make no larger answer. */
export function roomFor({ length }: readonly FacetField[]): Room {
  const shared = { values: ROOM.values, used: 0 };
  return { values: LEAST_VALUES, shared, letters: ROOM.letters / length, listed: ROOM.listed / length };
}

/** Counts the values of one field. */
export class FacetTally {
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

  /** False for patterns, which queries name by their exact text. */
  get #isFolded(): boolean {
    return this.#field.ref.kind !== 'pattern';
  }

  /** A record with two spellings of one value counts once for it. */
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
