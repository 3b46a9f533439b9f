import { type Address, formatAddress } from '../address/address.ts';
import type { LogRecord } from '../api/log-record.ts';

/** Time after the record that a link shows, ms, so that it stands near the top of the list. */
const AFTER_MS = 1_000;
const BEFORE_MS = 15 * 60_000;

/** A link to a record that holds tomorrow, too: the same query, and a time range that does not move on. */
export function recordLink(record: LogRecord, address: Address): string {
  const ms = Date.parse(record.timestamp);
  const iso = (time: number) => new Date(time).toISOString();
  return formatAddress({
    ...address,
    view: 'logs',
    from: iso(ms - BEFORE_MS),
    to: iso(ms + AFTER_MS),
    record: record.id,
  });
}
