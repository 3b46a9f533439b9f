import { randomUUID } from 'node:crypto';
import type { ByteSourceState } from '../bytes/byte-source.ts';
import { fingerprintOf } from '../bytes/fingerprint.ts';
import type { FileEntry, PendingChunk } from '../checkpoint/checkpoint-state.ts';
import type { CarriedBytes } from '../reading/carried-bytes.ts';
import type { Pace } from './writer-pace.ts';

/** A file whose bytes were taken away while it was open. */
export interface Replaced {
  /** Its chunks may still be pending. */
  old: FileEntry;
  /** Its chunks that a former process has read, and this one has not read again yet. */
  toRepeat: readonly PendingChunk[];
  /** Entry for what was not read. */
  rest: FileEntry;
  /** How far it was read, with the last bytes before that. */
  read: NonNullable<FileEntry['unread']>;
  /** Bytes that had been seen and were not read. */
  unreadBytes: number;
  reason: 'truncated' | 'overwritten' | 'deleted';
  /** Nobody knows whether more was written to it before it was gone. */
  isUnsure: boolean;
  /** Pace of its writer at the last look. */
  pace: Pace;
  /** What is there now. */
  now: Pick<ByteSourceState, 'modifiedMs'>;
}

/** What is left of a file whose bytes were taken away. */
export interface Found<File> {
  /** Where the rest of it is read. */
  rest: File | undefined;
  /** What is to be read before the file goes on: the rest, or the last of the lives that nobody has seen. */
  last: File | undefined;
}

/** Entry of the life that begins in a file, with nothing known of it: it names its own columns, and teaches its own layouts. */
export function nextLife(former: FileEntry): FileEntry {
  const { header: _, layouts: __, tail: ___, timedRuns: ____, unread: _____, ...old } = former;
  return {
    ...old,
    id: randomUUID(),
    fingerprint: fingerprintOf(Buffer.alloc(0)),
    offset: 0,
    sizeBytes: 0,
    pending: [],
  };
}

/**
 * Entry for what was not read of a life that is over.
 *
 * @param seenMs when the file was last seen to be that life, ms since the epoch
 */
export function restOf(old: FileEntry, carried: CarriedBytes, seenMs: number): Pick<Replaced, 'read' | 'rest'> {
  const { length, position, readTo, tail, tailOfRead } = carried;
  const read = { end: readTo, ...tailOfRead };
  const rest: FileEntry = { ...old, id: randomUUID(), offset: position, tail, pending: [], seenMs };
  if (length > 0 && (rest.unread?.end ?? 0) <= readTo) rest.unread = read;
  return { read, rest };
}
