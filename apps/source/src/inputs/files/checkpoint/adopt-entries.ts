import type { FileEntry } from './checkpoint-state.ts';

/**
 * Takes over the entries of another source: files that are new here, and for a file that both know the further
 * position. If each has its own entry for the same file (it was truncated meanwhile), the one seen last counts.
 *
 * @param files changed in place
 * @param isOpen true for entries in use, which stay as they are
 */
export function adoptEntries(
  files: FileEntry[],
  others: readonly FileEntry[],
  isOpen: (entry: FileEntry) => boolean,
): void {
  for (const other of others) {
    const index = files.findIndex(({ id }) => id === other.id);
    const mine = files[index];
    if (mine !== undefined) {
      if (!isOpen(mine) && isFurther(other, mine)) files[index] = other;
    } else if (files.every((entry) => !isSameFile(entry, other) || (!isOpen(entry) && entry.seenMs < other.seenMs))) {
      files.push(other);
    }
  }
}

function isSameFile(one: FileEntry, other: FileEntry): boolean {
  return one.device === other.device && one.inode === other.inode;
}

function isFurther(one: FileEntry, other: FileEntry): boolean {
  if (one.offset !== other.offset) return one.offset > other.offset;
  return (one.pending.at(-1)?.end ?? 0) > (other.pending.at(-1)?.end ?? 0);
}
