import type { FileEntry } from './checkpoint.ts';
import type { FoundFile } from './find-files.ts';
import { hasFingerprint } from './fingerprint.ts';

/** What else is known when a file is looked up. */
export interface LookupContext {
  /** Device and inode of every file that is there now. */
  isPresent: (device: string, inode: string) => boolean;
  /** True for the entry of a file that is followed. */
  isInUse: (entry: FileEntry) => boolean;
  /** False once a first look was taken: the numbers of devices change only while no source runs. */
  mayBeRenumbered: boolean;
}

/**
 * The entry of a file that was read before; undefined for a new one.
 *
 * A file is known by device, inode, the moment when it was made (where the file system tells) and its first bytes. A
 * device can have another number after a restart of the machine, so an entry of another device counts too; but not while
 * its own device has a file of that inode, unless both were made at the same moment: two volumes with the same inode and
 * first bytes are two files.
 *
 * @param entries oldest first: a truncated file leaves its former one until that is confirmed, so the last is the newest
 */
export function knownEntry(
  entries: readonly FileEntry[],
  file: FoundFile,
  head: Buffer,
  { isInUse, isPresent, mayBeRenumbered }: LookupContext,
): FileEntry | undefined {
  const same = entries.filter((entry) => entry.inode === file.inode && isSameFile(entry, file, head));
  const own = same.findLast((entry) => entry.device === file.device);
  if (own !== undefined || !mayBeRenumbered) return own;
  return same.findLast((entry) => {
    if (entry.madeNs !== undefined && entry.madeNs === file.madeNs) return !isInUse(entry);
    // An empty file has no first bytes to tell it by.
    return entry.fingerprint.bytes > 0 && !isPresent(entry.device, entry.inode);
  });
}

/** True when a file of the entry's inode may be the entry's: made at the same moment, with the same first bytes. */
export function isSameFile(entry: FileEntry, { madeNs }: FoundFile, head: Buffer): boolean {
  const isOther = entry.madeNs !== undefined && madeNs !== undefined && entry.madeNs !== madeNs;
  return !isOther && hasFingerprint(head, entry.fingerprint);
}
