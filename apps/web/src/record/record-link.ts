import type { RecordJson } from '@logwarren/api';
import { type Address, formatAddress } from '../address/address.ts';

/** Time after the record that a link shows, ms, so that it is near the top of the list. */
const AFTER_MS = 1_000;
const BEFORE_MS = 15 * 60_000;

/** The address of a record that still works tomorrow: the same query, and a time range that does not move. */
export function recordPlace(record: Pick<RecordJson, 'id' | 'timestamp'>, address: Address): Address {
  const ms = Date.parse(record.timestamp);
  const iso = (time: number) => new Date(time).toISOString();
  return { ...address, view: 'logs', from: iso(ms - BEFORE_MS), to: iso(ms + AFTER_MS), record: record.id };
}

/** The same as a link. */
export function recordLink(record: RecordJson, address: Address): string {
  return formatAddress(recordPlace(record, address));
}
