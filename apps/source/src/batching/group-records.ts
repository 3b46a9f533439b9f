import {
  type Attributes,
  ColumnsBuilder,
  hourOf,
  type LogBatch,
  MAX_BATCH_RECORDS,
  type NormalisedRecord,
  SEVERITIES,
  type Severity,
} from '@logwarren/contract';

/**
 * Splits records into the contents of batches: one service, severity and UTC hour of event time each, at most
 * MAX_BATCH_RECORDS records and about MAX_BATCH_BYTES of JSON, counted in characters. Pure: the same records in the
 * same order give the same groups, so ids of file batches are repeatable.
 */

/** Most bytes of a batch before compression; a single larger record is a batch of its own. */
export const MAX_BATCH_BYTES = 256 * 1024;

/** JSON around a record's own text: braces, fixed keys, two timestamps. */
const RECORD_OVERHEAD_CHARS = 90;

/** Records that share a batch, in the order in which they were added. */
export interface RecordGroup {
  service: string;
  severity: Severity;
  /** UTC hour of event time, whole hours since the epoch. */
  hour: number;
  /** Position of its first record among all records added, from 0. */
  firstOrdinal: number;
  records: ColumnsBuilder;
  /** Position of each record among all records added. */
  ordinals: number[];
  /** About their size as JSON, characters. */
  chars: number;
}

/** Gathers records into groups. A full group leaves; the others wait for `drain`. */
export class RecordGroups {
  /** By service, then by hour and severity in one number. */
  readonly #open = new Map<string, Map<number, RecordGroup>>();
  #nextOrdinal = 0;

  /** True when no group is open. */
  get empty(): boolean {
    return this.#open.size === 0;
  }

  /**
   * Adds a record.
   *
   * @returns `full`: groups that this record closed (one that had no room for it, and its own if that is now full);
   * `group`: the group that took it
   */
  add(record: NormalisedRecord): { group: RecordGroup; full: readonly RecordGroup[] } {
    const chars = charsOf(record);
    const ordinal = this.#nextOrdinal++;
    let byKind = this.#open.get(record.service);
    if (byKind === undefined) {
      byKind = new Map();
      this.#open.set(record.service, byKind);
    }
    const hour = hourOf(record.timestamp);
    const kind = hour * SEVERITIES.length + SEVERITIES.indexOf(record.severity);
    const before = byKind.get(kind);
    const fits = before !== undefined && before.chars + chars <= MAX_BATCH_BYTES;
    const group = fits ? before : openGroup(record, hour, ordinal);
    if (!fits) byKind.set(kind, group);
    group.records.add(record);
    group.ordinals.push(ordinal);
    group.chars += chars;
    const isFull = group.records.count >= MAX_BATCH_RECORDS;
    if (isFull) {
      byKind.delete(kind);
      if (byKind.size === 0) this.#open.delete(record.service);
    }
    if (!isFull && (fits || before === undefined)) return { group, full: NONE };
    return { group, full: [...(before !== undefined && !fits ? [before] : []), ...(isFull ? [group] : [])] };
  }

  /** Closes all open groups and returns them in the order of their first records. */
  drain(): RecordGroup[] {
    const groups: RecordGroup[] = [];
    for (const byKind of this.#open.values()) groups.push(...byKind.values());
    this.#open.clear();
    return groups.sort(byFirstOrdinal);
  }
}

const NONE: readonly RecordGroup[] = Object.freeze([]);

/**
 * Groups a complete list of records.
 *
 * Records of one service, severity and hour keep their order, within groups and over them.
 *
 * @returns groups in the order of their first records
 */
export function groupRecords(records: readonly NormalisedRecord[]): RecordGroup[] {
  const groups = new RecordGroups();
  const closed: RecordGroup[] = [];
  for (const record of records) {
    const { full } = groups.add(record);
    if (full.length > 0) closed.push(...full);
  }
  closed.push(...groups.drain());
  return closed.sort(byFirstOrdinal);
}

/**
 * Makes the batch of a group.
 *
 * @param origin the sequence that the ordinals of the group count in; see `RecordOrder`
 */
export function toBatch({ ordinals, records, service, severity }: RecordGroup, id: string, origin: string): LogBatch {
  return { id, service, severity, records: records.build(), order: { origin, ordinals } };
}

function byFirstOrdinal(a: RecordGroup, b: RecordGroup): number {
  return a.firstOrdinal - b.firstOrdinal;
}

function openGroup(record: NormalisedRecord, hour: number, firstOrdinal: number): RecordGroup {
  return {
    service: record.service,
    severity: record.severity,
    hour,
    firstOrdinal,
    records: new ColumnsBuilder(),
    ordinals: [],
    chars: 0,
  };
}

/** Counts characters instead of bytes: exact enough for a target size, and without a second JSON.stringify. */
function charsOf(record: NormalisedRecord): number {
  let size = RECORD_OVERHEAD_CHARS + record.message.length;
  const attributes: Attributes | undefined = record.attributes;
  if (attributes === undefined) return size;
  for (const name in attributes) {
    const value = attributes[name];
    size += name.length + 6 + (typeof value === 'string' ? value.length : 8);
  }
  return size;
}
