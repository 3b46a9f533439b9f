import { basename, dirname, relative, sep } from 'node:path';
import type { FileEntry } from '../checkpoint/checkpoint-state.ts';
import { byAge, type FoundFile, keyOf } from '../finding/find-files.ts';
import {
  isArchiveNameOf,
  isCompressedName,
  isRotatedNameOf,
  isTai64nName,
  rotationStyle,
} from '../finding/rotated-name.ts';
import { NearbyFiles } from '../identity/nearby-files.ts';
import { openFound, type Packed } from '../identity/open-found.ts';
import { MIN_COPY_BYTES } from '../identity/same-bytes.ts';

/** A clock in the kernel that dates files ticks less often than the one that dates looks, or is another machine's. */
const CLOCK_ERROR_MS = 1_000;
/** How long a writer may continue in a file that was rotated. */
const WRITTEN_ON_MS = 10_000;
/** Programs that give a compressed file the time of the plain one may round it. */
const ROUNDING_MS = 1;

/**
 * Files that had a path for a while and were rotated away before any look saw them there. They have names like the one
 * that rotation gave to the file before them, and were made since the path was last seen to name that file.
 *
 * @param before entry of the file that the path named at the last look
 * @param seenMs time of that look, ms since the epoch
 * @param writtenMs when it was changed last, if nobody writes to it any more
 * @param restInode inode of the copy or the compressed file in which the rest of it is read
 * @param isFollowed true when the path was watched all the time, so that `seenMs` is recent
 * @returns oldest first; some may be known by other reasons
 */
export async function missedFiles(
  path: string,
  before: FileEntry,
  {
    isFollowed = false,
    restInode,
    seenMs,
    writtenMs = 0,
  }: { isFollowed?: boolean; restInode?: string; seenMs: number; writtenMs?: number },
): Promise<FoundFile[]> {
  const nearby = new NearbyFiles();
  const below = await nearby.belowAll({ ...before, path });
  const renamedBelow = await findRenamed(below, before, path);
  // Links are switched from folder to folder, so folders beside that of the target may hold its successors.
  const isLink = before.target !== undefined && renamedBelow?.path === before.target;
  const beside = renamedBelow === undefined || isLink ? await nearby.besideAll({ ...before, path }) : [];
  const rotated = renamedBelow ?? (await findRenamed(beside, before, path));
  const isCopyBelow = restInode !== before.inode && below.some(({ inode }) => inode === restInode);
  const copy =
    rotated === undefined && !isCopyBelow ? await findCopy(beside, before, path, { restInode, seenMs }) : undefined;
  // Other folders beside it may be those of other services.
  const isWithRotated = (file: FoundFile) =>
    isWithCopy(file, rotated ?? copy, path) ||
    (rotated !== undefined && isLink && areInLikeFolders(rotated.path, file.path));
  const styles =
    rotated === undefined
      ? stylesOfCopies([...below, ...(copy ? [copy] : [])], path, copy?.inode ?? restInode)
      : new Set([rotationStyle(rotated.path)]);
  const isInStyle = (file: FoundFile) =>
    styles.has(rotationStyle(file.path)) ||
    (rotated === undefined && (isTai64nName(file.path) || basename(file.path).startsWith(basename(path)))) ||
    // A name like `shop.2.log` may be another program's, but hardly that of a file made since the last look.
    (rotated === undefined && isFollowed && isMadeSince(file, seenMs));
  const isMissed = (file: FoundFile) =>
    file.path !== path &&
    file.sizeBytes > 0 &&
    file.modifiedMs >= writtenMs - ROUNDING_MS &&
    // The file itself may have been begun anew before it was rotated.
    (file.inode === before.inode || isYounger(file, before, seenMs)) &&
    (isRotatedNameOf(file.path, path) || (file.inode !== before.inode && isNeighbour(file, rotated, path, isLink))) &&
    isInStyle(file);
  return [...below, ...beside.filter(isWithRotated)].filter(isMissed).sort(byAge);
}

/**
 * Styles of names before the extension (`shop.2.log.gz`, `shop-20261130.log.gz`) that rotation uses, if the file before
 * no longer has a name to show its style. A plain `shop-2.log` may be another program's; nobody writes to a compressed
 * one without its plain file.
 */
function stylesOfCopies(files: readonly FoundFile[], path: string, restInode: string | undefined): Set<string> {
  const paths = new Set(files.map((file) => file.path));
  const showsStyle = (file: FoundFile) =>
    file.inode === restInode
      ? isRotatedNameOf(file.path, path)
      : isArchiveNameOf(file.path, path) && !paths.has(file.path.replace(/\.[^.]+$/, ''));
  return new Set(
    files.filter((file) => file.path !== path && showsStyle(file)).map((file) => rotationStyle(file.path)),
  );
}

/** True for the file itself under another name. Its bytes decide, because its inode may be another file's by now. */
async function isRenamed(file: FoundFile, before: FileEntry, path: string): Promise<boolean> {
  if (file.inode !== before.inode || file.path === path) return false;
  if (isRotatedNameOf(file.path, path)) return true;
  if (before.fingerprint.bytes === 0) return file.madeNs !== undefined && file.madeNs === before.madeNs;
  return await hasItsBytes(file, before);
}

/** True for a file that begins with the bytes that were read of another one. */
async function hasItsBytes(file: FoundFile, before: FileEntry, packed: Packed = 'skip'): Promise<boolean> {
  const opened = await openFound(file, [before], packed);
  if (typeof opened !== 'object') return false;
  await opened.bytes.close();
  return opened.recognised.has(before);
}

async function findRenamed(
  files: readonly FoundFile[],
  before: FileEntry,
  path: string,
): Promise<FoundFile | undefined> {
  for (const file of files) if (await isRenamed(file, before, path)) return file;
  return undefined;
}

/**
 * Finds the compressed or plain copy of a file in a folder beside its own. Such folders may be those of other services.
 * So the copy must be known for the rest of the file, or have the bytes that were read and not be older than the file.
 */
async function findCopy(
  beside: readonly FoundFile[],
  before: FileEntry,
  path: string,
  { restInode, seenMs }: { restInode: string | undefined; seenMs: number },
): Promise<FoundFile | undefined> {
  const copies = beside.filter((file) => file.inode !== before.inode && isRotatedNameOf(file.path, path));
  const rest = copies.find(({ inode }) => inode === restInode);
  if (rest !== undefined || before.fingerprint.bytes < MIN_COPY_BYTES) return rest;
  for (const file of copies) {
    if (isYounger(file, before, seenMs) && (await hasItsBytes(file, before, 'unpack'))) return file;
  }
  return undefined;
}

/**
 * True for a file in the folder to which rotation has moved or copied another one, or in a folder that it has renamed
 * likewise.
 */
function isWithCopy(file: FoundFile, rotated: FoundFile | undefined, path: string): boolean {
  if (rotated === undefined) return false;
  return dirname(file.path) === dirname(rotated.path) || areRenamedFolders(rotated.path, file.path, path);
}

/** True when both files are in, or below, folders made from the path's own by renaming it. */
function areRenamedFolders(rotated: string, other: string, path: string): boolean {
  return [rotated, other].every((each) => isInRenamedFolder(each, path));
}

/** True for a file in or below a folder that rotation made by renaming the folder of the path. */
export function isInRenamedFolder(file: string, path: string): boolean {
  const own = dirname(path);
  const [name = ''] = relative(dirname(own), file).split(sep);
  return name !== basename(own) && name !== '..' && isRotatedNameOf(name, own);
}

/**
 * True for a file in the folder to which rotation has moved the one before it, with a name that does not show its
 * origin.
 */
function isNeighbour(file: FoundFile, rotated: FoundFile | undefined, original: string, isLink: boolean): boolean {
  if (rotated === undefined || isRotatedNameOf(rotated.path, original)) return false;
  const isNear = dirname(file.path) === dirname(rotated.path) || (isLink && areInLikeFolders(file.path, rotated.path));
  return isNear && !overlaps(file, rotated);
}

/** True for files in two folders beside each other with names like `2026-11-30`. */
function areInLikeFolders(one: string, other: string): boolean {
  const [folder, beside] = [dirname(one), dirname(other)];
  return dirname(folder) === dirname(beside) && rotationStyle(folder) === rotationStyle(beside);
}

/**
 * True when a file was made long before another one was last written to. Both were in use at the same time, so they had
 * different paths. A writer continues for a while in a file that has been rotated.
 */
function overlaps(file: FoundFile, { modifiedMs }: FoundFile): boolean {
  // A file was made before anybody wrote to it, whether the file system gives a time or not.
  const madeMs = Math.min(Number(file.madeNs ?? Number.POSITIVE_INFINITY) / 1e6, file.modifiedMs);
  return madeMs < modifiedMs - WRITTEN_ON_MS;
}

/**
 * True for a file that was made at that moment or later, ms since the epoch; without a time of creation, written to.
 */
export function isMadeSince({ madeNs, modifiedMs }: FoundFile, sinceMs: number): boolean {
  return (madeNs === undefined ? modifiedMs : Number(madeNs) / 1e6) >= sinceMs - CLOCK_ERROR_MS;
}

/** True for a file that was made or written to at that moment or later, ms since the epoch. */
export function isTouchedSince(file: FoundFile, sinceMs: number): boolean {
  return file.modifiedMs >= sinceMs - CLOCK_ERROR_MS || isMadeSince(file, sinceMs);
}

/**
 * Decides by when files were made: the last look at the path may have been long before it was stored. Compressed files
 * are made later, and keep the time of their last line. The clock that dates files ticks every few milliseconds, and a
 * file may be made, written to and rotated within one tick.
 */
function isYounger({ madeNs, modifiedMs, path }: FoundFile, before: FileEntry, seenMs: number): boolean {
  if (madeNs === undefined || before.madeNs === undefined) return modifiedMs >= seenMs - CLOCK_ERROR_MS;
  if (isCompressedName(path)) return modifiedMs >= Number(before.madeNs) / 1e6 - ROUNDING_MS;
  return BigInt(madeNs) >= BigInt(before.madeNs);
}

/**
 * True for a file itself, and for one that was made after it, which is for the next look. If the file before is a copy
 * of truncated bytes, all copies are made after it, so their age proves nothing.
 */
export function isFrom(now: FoundFile, file: FoundFile, before: FileEntry): boolean {
  if (keyOf(now) === keyOf(file)) return true;
  if (now.madeNs !== undefined && before.madeNs !== undefined && BigInt(before.madeNs) > BigInt(now.madeNs))
    return false;
  if (now.madeNs === undefined || file.madeNs === undefined || isCompressedName(file.path)) return false;
  return BigInt(file.madeNs) > BigInt(now.madeNs);
}
