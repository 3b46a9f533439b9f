import { isRecordId, type LogRecord } from '@logwarren/contract';

/**
 * Position between two records in the order of search: timestamp, then nanoseconds, then id. It names no bucket, so it
 * stays true while records arrive and buckets merge.
 */
export interface Position {
  timestamp: number;
  nanos: number;
  /** Record id; '' sorts before and `AFTER_ALL_IDS` after every id. */
  id: string;
}

/** Where a page ended and which way it went. */
export interface Cursor extends Position {
  order: Order;
}

export type Order = 'asc' | 'desc';

/** Sorts after every record id. */
export const AFTER_ALL_IDS = 'g';

/** Negative when `a` is earlier. */
export function comparePositions(a: Position, b: Position): number {
  if (a.timestamp !== b.timestamp) return a.timestamp - b.timestamp;
  if (a.nanos !== b.nanos) return a.nanos - b.nanos;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** True when a page with this order goes on from `position` after it has been at `before`. */
export function isBehind(position: Position, before: Position, order: Order): boolean {
  const difference = comparePositions(position, before);
  return order === 'asc' ? difference > 0 : difference < 0;
}

/** Position of a record itself. */
export function positionOf(record: LogRecord): Position {
  return { timestamp: record.timestamp, nanos: record.nanos ?? 0, id: record.id };
}

/** Text of a cursor for a URL; opaque to clients. */
export function encodeCursor({ timestamp, nanos, id, order }: Cursor): string {
  return Buffer.from(JSON.stringify([order, timestamp, nanos, id])).toString('base64url');
}

/** The cursor of a text; undefined when it is none of ours. */
export function decodeCursor(text: string): Cursor | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
  if (!Array.isArray(value) || value.length !== 4) return undefined;
  const [order, timestamp, nanos, id] = value;
  if (order !== 'asc' && order !== 'desc') return undefined;
  if (!Number.isInteger(timestamp) || !Number.isInteger(nanos) || nanos < 0 || nanos > 999_999) return undefined;
  if (typeof id !== 'string' || (id !== '' && id !== AFTER_ALL_IDS && !isRecordId(id))) return undefined;
  return { order, timestamp, nanos, id };
}
