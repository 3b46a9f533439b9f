import { hasFingerprint } from '../bytes/fingerprint.ts';
import type { FileEntry } from '../checkpoint/checkpoint-state.ts';
import { type FoundFile, hasMoved, keyOf } from '../finding/find-files.ts';
import type { FollowedFiles } from '../following/followed-files.ts';
import { type OpenFile, openFound, type Packed } from '../identity/open-found.ts';
import { resumeAt } from '../identity/recognise-file.ts';
import { hasBytesOf, isAmong, isEmptyDone, isReadUpTo, MIN_COPY_BYTES } from '../identity/same-bytes.ts';
import { isFrom } from '../missed/missed-files.ts';

/**
 * Opens a file, unless it is one that is or was read: under its own name, or under another before it was compressed.
 *
 * @param before entry of the file that the path named earlier
 * @param now the file that the path names now
 * @param packed see `openFound`
 * @returns see OpenMissedOptions
 */
export async function openUnknown(
  files: FollowedFiles,
  file: FoundFile,
  before: FileEntry,
  now: OpenFile | undefined,
  packed: Packed,
) {
  if (files.has(file) || files.isUseless(file)) return 'known';
  if (now !== undefined && isFrom(now.file, file, before) && (await isNext(now.file, file))) return 'known';
  if ((await files.claims.claim([file], 'leave')).ours.length === 0) return 'known';
  const open = await openFound(file, files.candidates(file), packed);
  if (typeof open === 'string') return { reason: open };
  if (open === undefined) return undefined;
  const from = await readBefore(files, open, before);
  const entry = files.entryOf(open);
  const isKnown =
    from === 'all' ||
    (entry !== undefined && !isEmptyDone(entry)) ||
    (now !== undefined && ((await hasBytesOf(now.bytes, open)) || (await now.bytes.hasLost(open)))) ||
    (await isAmong(open, files.values()));
  const { damage } = open.bytes;
  const isHalfKnown = damage !== undefined && mayBeKnown(files, open);
  if (!isKnown && !isHalfKnown) return from === undefined ? open : { ...open, from };
  await open.bytes.close();
  return isHalfKnown && !isKnown ? { reason: damage } : 'known';
}

/** True for what is left of a damaged file when another one that is or was followed began in the same way. */
function mayBeKnown(files: FollowedFiles, { file, head }: OpenFile): boolean {
  const isAlike = ({ fingerprint }: FileEntry) =>
    fingerprint.bytes >= MIN_COPY_BYTES && hasFingerprint(head, fingerprint);
  return files.candidates(file).some(isAlike);
}

/**
 * How much of a file was read, as another one or under another name.
 *
 * @returns all of it, or the entry behind whose bytes reading goes on; undefined when none was read. Of a file that is open
 *   and has its bytes still, all that was read may be what every life of it begins with
 */
async function readBefore(
  files: FollowedFiles,
  { bytes, recognised }: OpenFile,
  before: FileEntry,
): Promise<FileEntry | 'all' | undefined> {
  const { sizeBytes } = await bytes.stat();
  const open = files.openEntries();
  const isRead = (entry: FileEntry) => isReadUpTo(entry) || (entry === before && resumeAt(entry) > 0);
  for (const { bytes: original, entry, readTo } of files.values()) {
    if (!recognised.has(entry) || entry.fingerprint.bytes === 0) continue;
    // Lines that a truncated file has lost are not read here: they are read as its rest when the truncation is noticed.
    if (readTo >= sizeBytes || !(await original.isIntact(readTo))) return 'all';
  }
  const read = [...recognised.keys()].filter((entry) => isRead(entry) && !open.has(entry));
  const [most] = read.sort((a, b) => resumeAt(b) - resumeAt(a));
  return most !== undefined && resumeAt(most) >= sizeBytes ? 'all' : most;
}

/** True for the file itself and for one that has its path next: what is younger than a file that still has its path is a copy. */
async function isNext(now: FoundFile, file: FoundFile): Promise<boolean> {
  return keyOf(now) === keyOf(file) || (await hasMoved(now.path, now));
}
