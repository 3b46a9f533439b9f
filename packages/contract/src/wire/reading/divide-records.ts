import { stringifyJson } from '../../json/index.ts';
import { type NormalisedRecord, SEVERITY_BASE, type WireRecord } from '../../record/index.ts';
import { hourOf, toColumns } from '../batches/index.ts';
import type { ReadDelivery } from './delivery.ts';
import { RecordLimits } from './record-limits.ts';

/**
 * Divides the records of one message by service and severity, and by what they borrow from outside of their text.
 *
 * The parts that are stored are made of these groups by hours, and each part is known by its first record. So the division
 * must be the same on every delivery: by what the body says, never by the moment of reading or the time that the message
 * carries. Both differ when it is sent again.
 */

/** Parts of a record's time that are not in its text. */
export type BorrowedTime = 'time' | 'year' | 'nothing';

/** Records that belong together. */
type RecordGroup = Omit<ReadDelivery, 'batchId' | 'identity' | 'letters'>;

interface OpenGroup extends Omit<RecordGroup, 'records'> {
  records: WireRecord[];
}

/** Gathers the records of a message in groups. */
export class RecordDivider {
  readonly #groups = new Map<string, OpenGroup>();
  readonly #limits = new RecordLimits();

  /**
   * @param index position in the message, ascending from call to call
   * @throws Unreadable when the message holds more than is taken
   */
  add(record: NormalisedRecord, index: number, borrowed: BorrowedTime): void {
    const { service, severity, ...wire } = record;
    if (wire.severityNumber === SEVERITY_BASE[severity]) delete (wire as WireRecord).severityNumber;
    const key = `${borrowed} ${severity} ${service}`;
    this.#limits.add(wire, borrowed === 'time' ? key : `${hourOf(wire.timestamp)} ${key}`);
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { service, severity, records: [], indexes: [], sizeBytes: 0 };
      this.#groups.set(key, group);
    }
    group.records.push(wire);
    group.indexes.push(index);
  }

  /**
   * The groups, in the order of their first records; the last call.
   *
   * @param bodyBytes size of the message, unpacked
   */
  groups(bodyBytes: number): RecordGroup[] {
    const groups = [...this.#groups.values()];
    const isOne = groups.length === 1 && groups[0]?.records.length === 1;
    return groups.map((group) => ({
      ...group,
      records: toColumns(group.records),
      sizeBytes: isOne ? bodyBytes : group.records.reduce((sum, record) => sum + jsonBytes(record), 0),
    }));
  }
}

/** JSON of the times of a record, at most. */
const TIMES_BYTES = 80;

/** Size of a record as JSON whatever its times are: those that it borrows have other digits on the next delivery. */
function jsonBytes(record: WireRecord): number {
  const timeless = { ...record, timestamp: undefined, observedAt: undefined, nanos: undefined };
  return Buffer.byteLength(stringifyJson(timeless)) + TIMES_BYTES;
}
