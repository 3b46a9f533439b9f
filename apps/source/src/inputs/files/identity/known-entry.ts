import { hasFingerprint } from '../bytes/fingerprint.ts';
import type { FileEntry } from '../checkpoint/checkpoint-state.ts';
import type { FoundFile } from '../finding/find-files.ts';

/** Further facts for looking up a file. */
interface LookupContext {
  /** Device and inode of every file that is there now. */
  isPresent: (device: string, inode: string) => boolean;
  /** True for the entry of a followed file. */
  isInUse: (entry: FileEntry) => boolean;
  /** False after the first look: device numbers change only while no source runs. */
  mayBeRenumbered: boolean;
}

/**
 * The entry of a file that was read before; undefined for a new one.
 *
 * Device, inode and first bytes identify a file. The time of creation only adds evidence: if several entries match, the
 * one with the same time is the file's. A different time proves nothing on the same device, because not every file
 * system keeps it.
 *
 * A device can get another number when the machine restarts, so an entry of another device counts too. It does not
 * count while its own device has a file of that inode, unless both have the same time of creation: two volumes with the
 * same inode and first bytes are two files.
 *
 * @param entries oldest first. A truncated file leaves its former entry until that is confirmed, so the last is the
 * newest.
 */
export function knownEntry(
  entries: readonly FileEntry[],
  file: FoundFile,
  head: Buffer,
  { isInUse, isPresent, mayBeRenumbered }: LookupContext,
): FileEntry | undefined {
  const alike = entries.filter((entry) => hasFingerprint(head, entry.fingerprint));
  const same = alike.filter((entry) => entry.inode === file.inode);
  const own = same.filter((entry) => entry.device === file.device);
  const others = mayBeRenumbered ? same.filter((entry) => entry.device !== file.device) : [];
  return (
    own.findLast((entry) => isMadeWith(entry, file)) ??
    others.findLast((entry) => isMadeWith(entry, file) && !isInUse(entry)) ??
    own.at(-1) ??
    others.findLast((entry) => isRenumbered(entry, file, isPresent)) ??
    (mayBeRenumbered
      ? alike.findLast((entry) => hasNoInode(entry, file) && isRenumbered(entry, file, isPresent))
      : undefined)
  );
}

/**
 * True for the file at the same path on a file system that keeps neither inodes nor times of creation, like some
 * network shares: there the bytes decide.
 */
function hasNoInode(entry: FileEntry, { madeNs, path }: FoundFile): boolean {
  return entry.path === path && entry.madeNs === undefined && madeNs === undefined && (entry.tail?.bytes ?? 0) > 0;
}

/** True when both have a time of creation, and it is the same. */
function isMadeWith(entry: FileEntry, { madeNs }: FoundFile): boolean {
  return madeNs !== undefined && entry.madeNs === madeNs;
}

/** True for an entry whose device is gone, unless both have times of creation that differ. */
function isRenumbered(entry: FileEntry, { madeNs }: FoundFile, isPresent: LookupContext['isPresent']): boolean {
  const isOther = entry.madeNs !== undefined && madeNs !== undefined && entry.madeNs !== madeNs;
  // An empty file has no first bytes to identify it.
  return !isOther && entry.fingerprint.bytes > 0 && !isPresent(entry.device, entry.inode);
}
