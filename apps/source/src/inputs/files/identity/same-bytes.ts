import { TAIL_BYTES } from '../bytes/fingerprint.ts';
import type { GrowingBytes } from '../bytes/growing-bytes.ts';
import type { FileEntry } from '../checkpoint/checkpoint-state.ts';
import { isCompressedName } from '../finding/rotated-name.ts';
import type { OpenFile } from './open-found.ts';
import { resumeAt } from './recognise-file.ts';

/** A file with fewer bytes in common than this may have them by chance. */
export const MIN_COPY_BYTES = 64;

/** True when a file, perhaps compressed, holds the first bytes of one that is open, or all of them. */
export async function hasBytesOf(original: GrowingBytes, { bytes, file, head }: OpenFile): Promise<boolean> {
  const { sizeBytes } = await bytes.stat();
  // As it is now: it may have been begun anew, and nobody has looked since.
  const now = await original.readAgain(0, head.length);
  if (!now.equals(head.subarray(0, now.length))) return false;
  // Behind the read, which makes FUSE ask again whose bytes these were.
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

/** True for an entry that says nothing about bytes: it was empty when it was deleted, or nothing could be unpacked. */
export function isEmptyDone({ fingerprint, isDone }: FileEntry): boolean {
  return isDone === true && fingerprint.bytes === 0;
}

/** True when enough of a file was read, and is known, for another to be recognised by it. */
export function isReadUpTo(entry: FileEntry): boolean {
  return resumeAt(entry) >= MIN_COPY_BYTES && (entry.tail ?? entry.pending.at(-1)?.tail) !== undefined;
}
