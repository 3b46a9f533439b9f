import { TAIL_BYTES } from '../bytes/fingerprint.ts';
import type { GrowingBytes } from '../bytes/growing-bytes.ts';
import type { FileEntry } from '../checkpoint/checkpoint-state.ts';
import { isCompressedName } from '../finding/rotated-name.ts';
import type { OpenFile } from './open-found.ts';
import { resumeAt } from './recognise-file.ts';

/** Two files with fewer bytes in common than this may agree by chance. */
export const MIN_COPY_BYTES = 64;

/** True when a file, perhaps compressed, holds the first bytes of an open one, or all of them. */
export async function hasBytesOf(original: GrowingBytes, { bytes, file, head }: OpenFile): Promise<boolean> {
  const { sizeBytes } = await bytes.stat();
  // As it is now: it may have begun anew since the last look.
  const now = await original.readAgain(0, head.length);
  if (!now.equals(head.subarray(0, now.length))) return false;
  // After the read, which makes FUSE check whose bytes these were.
  const { isOther, sizeBytes: all } = await original.stat();
  if (isOther) return false;
  const isWhole = isCompressedName(file.path) && sizeBytes === all;
  if (sizeBytes > all || (sizeBytes < MIN_COPY_BYTES && !isWhole)) return false;
  const start = Math.max(0, sizeBytes - TAIL_BYTES);
  return (await original.readAgain(start, sizeBytes)).equals(await bytes.readAgain(start, sizeBytes));
}

/** True when one of the open files has the bytes. */
export async function isAmong(file: OpenFile, others: Iterable<{ bytes: GrowingBytes }>): Promise<boolean> {
  for (const { bytes } of others) if (await hasBytesOf(bytes, file)) return true;
  return false;
}

/**
 * True for an entry without facts about bytes: the file was empty when it was deleted, or nothing could be unpacked.
 */
export function isEmptyDone({ fingerprint, isDone }: FileEntry): boolean {
  return isDone === true && fingerprint.bytes === 0;
}

/** True when enough bytes of a file are known to recognise another file by them. */
export function isReadUpTo(entry: FileEntry): boolean {
  return resumeAt(entry) >= MIN_COPY_BYTES && (entry.tail ?? entry.pending.at(-1)?.tail) !== undefined;
}
