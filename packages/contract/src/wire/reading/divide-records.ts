import { type NormalisedRecord, SEVERITY_BASE } from '../../record/index.ts';
import { ColumnsBuilder, hourOf, jsonBytesOf } from '../batches/index.ts';
import type { ReadDelivery } from './delivery.ts';
import { RecordLimits } from './record-limits.ts';

/**
 * Divides the records of one message by service and severity, and by the part of their time that is not in their text.
 *
 * These groups, split by hour, become the stored parts, and its first record identifies each part. So the division must
 * be the same on every delivery. It depends on the body, never on the moment of reading or the time that the message
 * carries, because both differ when the message is sent again.
 */

/** Parts of a record's time that are not in its text. */
export type BorrowedTime = 'time' | 'year' | 'nothing';

/** Records of one message that belong together. */
type MessageGroup = Omit<ReadDelivery, 'batchId' | 'identity' | 'letters'>;

interface OpenGroup extends Omit<MessageGroup, 'records'> {
  records: ColumnsBuilder;
}

/** Collects the records of a message in groups. */
export class RecordDivider {
  readonly #groups = new Map<string, OpenGroup>();
  readonly #limits = new RecordLimits();
  /** The first record until a second arrives: a single record has the size of the message and is not measured. */
  #alone: { group: OpenGroup; record: NormalisedRecord } | undefined;

  /**
   * @param index position in the message, ascending from call to call
   * @throws Unreadable if the message exceeds the limits of `record-limits.ts`
   */
  add(record: NormalisedRecord, index: number, borrowed: BorrowedTime): void {
    const { service, severity, timestamp } = record;
    const key = `${borrowed} ${severity} ${service}`;
    this.#limits.add(record, borrowed === 'time' ? key : `${hourOf(timestamp)} ${key}`);
    const isFirst = this.#groups.size === 0;
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { service, severity, records: new ColumnsBuilder(), indexes: [], jsonBytes: 0 };
      this.#groups.set(key, group);
    }
    group.records.add(record);
    group.indexes.push(index);
    if (isFirst) this.#alone = { group, record };
    else this.#measure(group, record);
  }

  #measure(group: OpenGroup, record: NormalisedRecord): void {
    if (this.#alone !== undefined) this.#alone.group.jsonBytes += bytesInBatch(this.#alone.record);
    this.#alone = undefined;
    group.jsonBytes += bytesInBatch(record);
  }

  /**
   * The groups, in the order of their first records. Call it last, and once.
   *
   * @param bodyBytes size of the message, unpacked
   */
  groups(bodyBytes: number): MessageGroup[] {
    if (this.#alone !== undefined) this.#alone.group.jsonBytes = bodyBytes;
    return Array.from(this.#groups.values(), (group) => ({ ...group, records: group.records.build() }));
  }
}

/** Size of a record inside a batch: without service, severity, and a number that the severity implies. */
function bytesInBatch({ service: _, severity, severityNumber, ...rest }: NormalisedRecord): number {
  const isImplied = severityNumber === SEVERITY_BASE[severity];
  return jsonBytesOf(isImplied ? rest : { ...rest, severityNumber }, 'at-most');
}
