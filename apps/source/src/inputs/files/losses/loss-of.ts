import type { FileEntry, Loss } from '../checkpoint/checkpoint-state.ts';
import { isRotatedName } from '../finding/rotated-name.ts';
import { resumeAt } from '../identity/recognise-file.ts';
import { countOf } from './losses.ts';

/**
 * The loss of a file that is nowhere to be found.
 *
 * @param reason why its path no longer leads to it
 * @param isSuperseded true if its path named another file when it was last seen, so nobody wrote to it any more
 * @returns undefined when nothing can be missing: the file was rotated away and read to its end, or is a copy. 0 bytes
 * when all bytes seen were read and later ones are unknown
 */
export function lossOf(
  entry: FileEntry,
  reason: Loss['reason'],
  isSuperseded = false,
): Omit<Loss, 'id' | 'atMs' | 'service'> | undefined {
  const { isCopy, isDone, isReplaced, path, pending, sizeBytes } = entry;
  const unread = isReplaced ? 0 : Math.max(0, (sizeBytes ?? 0) - resumeAt(entry));
  const bytes = pending.reduce((sum, { start, end }) => sum + end - start, unread);
  // Older builds stored neither the length nor which files were finished.
  const isFinished = isSuperseded || isDone || isCopy || isReplaced || isRotatedName(path) || sizeBytes === undefined;
  return isFinished && bytes === 0
    ? undefined
    : { path, reason, bytes, isAtLeast: true, detail: lastSeen(entry, bytes) };
}

/** Describes the known facts about a missing file. Later writes, to it and to files that came and went, are unknown. */
function lastSeen({ seenMs, sizeBytes }: FileEntry, bytes: number): string {
  // Older builds did not store the length.
  const length = sizeBytes === undefined ? '' : ` with ${countOf(sizeBytes)}`;
  const sent = bytes === 0 ? ', all of them sent' : '';
  return `last seen at ${new Date(seenMs).toISOString()}${length}${sent}; anything written later is unknown`;
}
