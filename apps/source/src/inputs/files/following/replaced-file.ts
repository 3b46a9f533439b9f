import { randomUUID } from 'node:crypto';
import type { ByteSourceState } from '../bytes/byte-source.ts';
import { fingerprintOf } from '../bytes/fingerprint.ts';
import type { FileEntry, PendingChunk } from '../checkpoint/checkpoint-state.ts';
import type { CarriedBytes } from '../reading/carried-bytes.ts';
import type { Pace } from './writer-pace.ts';

/** A file that lost its bytes while it was open. */
export interface Replaced {
  /** Its chunks may still be pending. */
  old: FileEntry;
  /** Its chunks that a former process read and this one has not read again yet. */
  toRepeat: readonly PendingChunk[];
  /** Entry for the unread bytes. */
  rest: FileEntry;
  /** Number of bytes read, with the last bytes before that position. */
  read: NonNullable<FileEntry['unread']>;
  /** Bytes that were seen but not read. */
  unreadBytes: number;
  reason: 'truncated' | 'overwritten' | 'deleted';
  /** True when more may have been written to it before it was gone. */
  isUnsure: boolean;
  /** Pace of its writer at the last look. */
  pace: Pace;
  /** The file that is there now. */
  now: Pick<ByteSourceState, 'modifiedMs'>;
}

/** The rest of a file that lost its bytes. */
export interface Found<File> {
  /** File in which the rest is read. */
  rest: File | undefined;
  /** Read before the file continues: the rest, or the last of the lives that nobody has seen. */
  last: File | undefined;
}

/**
 * Entry of a new life of a file, without knowledge of former ones: it names its own columns and teaches its own
 * layouts.
 */
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
 * Entry for the unread bytes of a past life.
 *
 * @param seenMs when the file was last seen in that life, ms since the epoch
 */
export function restOf(old: FileEntry, carried: CarriedBytes, seenMs: number): Pick<Replaced, 'read' | 'rest'> {
  const { length, position, readTo, tail, tailOfRead } = carried;
  const read = { end: readTo, ...tailOfRead };
  const rest: FileEntry = { ...old, id: randomUUID(), offset: position, tail, pending: [], seenMs };
  if (length > 0 && (rest.unread?.end ?? 0) <= readTo) rest.unread = read;
  return { read, rest };
}
