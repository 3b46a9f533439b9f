import type { FileEntry } from './checkpoint-state.ts';
import { type FoundFile, hasMoved, keyOf } from './find-files.ts';
import type { FollowedFiles } from './followed-files.ts';
import { isFrom } from './missed-files.ts';
import { type OpenFile, openFound } from './open-found.ts';
import { resumeAt } from './recognise-file.ts';
import { hasBytesOf, isAmong, isReadUpTo } from './same-bytes.ts';

/**
 * Opens a file, unless it is one that is or was read: under its own name, or under another before it was compressed.
 *
 * @param before entry of the file that the path named before
 * @param now what the path names now
 * @returns see OpenMissedOptions
 */
export async function openUnknown(files: FollowedFiles, file: FoundFile, before: FileEntry, now: OpenFile | undefined) {
  if (files.has(file)) return 'known';
  if (now !== undefined && isFrom(now.file, file, before) && (await isNext(now.file, file))) return 'known';
  if ((await files.claims.claim([file], 'leave')).ours.length === 0) return 'known';
  const open = await openFound(file, files.candidates(file), 'unpack');
  if (typeof open === 'string') return { reason: open };
  if (open === undefined) return undefined;
  const isKnown =
    files.entryOf(open) !== undefined ||
    (resumeAt(before) > 0 && open.recognised.has(before)) ||
    [...open.recognised.keys()].some(isReadUpTo) ||
    (now !== undefined && (await hasBytesOf(now.bytes, open))) ||
    (await isAmong(open, files.values()));
  if (!isKnown) return open;
  await open.bytes.close();
  return 'known';
}

/** True for the file itself and for one that has its path next: what is younger than a file that still has its path is a copy. */
async function isNext(now: FoundFile, file: FoundFile): Promise<boolean> {
  return keyOf(now) === keyOf(file) || (await hasMoved(now.path, now));
}
