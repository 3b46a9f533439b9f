import { isRecordId, isStem, type LogRecord, type RecordPosition, STEM_CHARS, stemOf } from '@logwarren/contract';

/**
 * Position between two records in the order of search: timestamp, then nanoseconds, then where the record stood in its
 * origin, then id. It names no bucket, so it stays true while records arrive and buckets merge.
 */
export interface Position extends RecordPosition {
  timestamp: number;
  nanos: number;
  /** See `RecordOrder`; '' sorts before and `AFTER_ALL` after every origin. */
  origin: string;
  /** Record id; decides when two records claim the same place. */
  id: string;
}

/** The place at which a page ended, and its direction. */
export interface Cursor extends Position {
  order: Order;
  /**
   * Set for a cursor of an earlier build, which sorted the records of one moment by id: its page showed all records of
   * that moment up to this id.
   */
  shownTo?: string;
  /** Digest of the query that the cursor belongs to; absent in cursors of earlier builds. */
  query?: string;
}

/** Oldest first, or newest first. */
export type Order = 'asc' | 'desc';

/** Sorts after every origin and every record id. */
export const AFTER_ALL = 'g';

/** Negative when `a` is earlier. */
export function comparePositions(a: Position, b: Position): number {
  if (a.timestamp !== b.timestamp) return a.timestamp - b.timestamp;
  if (a.nanos !== b.nanos) return a.nanos - b.nanos;
  if (a.origin !== b.origin) return a.origin < b.origin ? -1 : 1;
  if (a.ordinal !== b.ordinal) return a.ordinal - b.ordinal;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** True if a page with this order meets `position` after `before`. */
export function isBehind(position: Position, before: Position, order: Order): boolean {
  const difference = comparePositions(position, before);
  return order === 'asc' ? difference > 0 : difference < 0;
}

/** Position of a record itself. */
export function positionOf({ id, nanos = 0, order, timestamp }: LogRecord): Position {
  if (order !== undefined) return { timestamp, nanos, origin: order.origin, ordinal: order.ordinal, id };
  return { timestamp, nanos, origin: stemOf(id), ordinal: Number.parseInt(id.slice(STEM_CHARS), 16), id };
}

/** The place before all records of a millisecond. */
export function beforeAll(timestamp: number): Position {
  return { timestamp, nanos: 0, origin: '', ordinal: 0, id: '' };
}

/** The place after all records of a millisecond, or of a nanosecond of it. */
export function afterAll(timestamp: number, nanos = 999_999): Position {
  return { timestamp, nanos, origin: AFTER_ALL, ordinal: 0, id: AFTER_ALL };
}

/** True when a page that begins at a cursor may show the record at a position. */
export function isAhead(position: Position, cursor: Cursor): boolean {
  if (!isBehind(position, cursor, cursor.order)) return false;
  const { nanos, order, shownTo, timestamp } = cursor;
  if (shownTo === undefined || position.timestamp !== timestamp || position.nanos !== nanos) return true;
  return order === 'asc' ? position.id > shownTo : position.id < shownTo;
}

/** The cursor at a position of a page that began at another one. */
export function cursorAt(position: Position, order: Order, before: Cursor | undefined): Cursor {
  const isSameMoment = before?.timestamp === position.timestamp && before.nanos === position.nanos;
  return { ...position, order, ...(isSameMoment && before.shownTo ? { shownTo: before.shownTo } : {}) };
}

/**
 * Version of the text of a cursor. Version 1 did not name the query. Before that there was no version, and the array
 * had four elements.
 */
const VERSION = 2;
const QUERY = /^[\w-]{11}$/;

/** Text of a cursor for a URL; opaque to clients. */
export function encodeCursor({ timestamp, nanos, origin, ordinal, id, order, shownTo, query }: Cursor): string {
  const values = [VERSION, order, timestamp, nanos, origin, ordinal, id, shownTo ?? null, query ?? null];
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** Reads the cursor of this build or an earlier one; undefined if the text is not a cursor. */
export function decodeCursor(text: string): Cursor | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
  if (!Array.isArray(value)) return undefined;
  if (value.length === 4) return formerCursor(value);
  const isBefore = value[0] === 1 && (value.length === 7 || (value.length === 8 && value[7] !== null));
  if (!isBefore && (value[0] !== VERSION || value.length !== 9)) return undefined;
  const [, order, timestamp, nanos, origin, ordinal, id, shownTo = null, query = null] = value;
  if (!isMoment(order, timestamp, nanos)) return undefined;
  if (!isEnd(origin) && !isStem(origin)) return undefined;
  if (!Number.isSafeInteger(ordinal) || ordinal < 0 || !(isEnd(id) || isId(id))) return undefined;
  if (shownTo !== null && !isId(shownTo)) return undefined;
  if (query !== null && !(typeof query === 'string' && QUERY.test(query))) return undefined;
  const more = { ...(shownTo === null ? {} : { shownTo }), ...(query === null ? {} : { query }) };
  return { order, timestamp, nanos, origin, ordinal, id, ...more };
}

/** Reads `[order, timestamp, nanos, id]`, from a build that sorted the records of one moment by their ids. */
function formerCursor([order, timestamp, nanos, id]: unknown[]): Cursor | undefined {
  if (!isMoment(order, timestamp, nanos)) return undefined;
  const at = timestamp as number;
  if (id === '') return { ...beforeAll(at), nanos: nanos as number, order: order as Order };
  if (id === AFTER_ALL) return { ...afterAll(at, nanos as number), order: order as Order };
  if (!isId(id)) return undefined;
  const start = order === 'asc' ? { ...beforeAll(at), nanos: nanos as number } : afterAll(at, nanos as number);
  return { ...start, order: order as Order, shownTo: id };
}

function isMoment(order: unknown, timestamp: unknown, nanos: unknown): boolean {
  if (order !== 'asc' && order !== 'desc') return false;
  return (
    Number.isInteger(timestamp) && Number.isInteger(nanos) && (nanos as number) >= 0 && (nanos as number) <= 999_999
  );
}

function isEnd(text: unknown): boolean {
  return text === '' || text === AFTER_ALL;
}

function isId(text: unknown): text is string {
  return typeof text === 'string' && isRecordId(text);
}
