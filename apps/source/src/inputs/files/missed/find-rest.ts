import type { GrowingBytes } from '../bytes/growing-bytes.ts';
import type { FileEntry } from '../checkpoint/checkpoint-state.ts';
import { byAge, type FoundFile } from '../finding/find-files.ts';
import { isCompressedName, isRotatedNameOf } from '../finding/rotated-name.ts';
import { NearbyFiles } from '../identity/nearby-files.ts';
import { type OpenFile, openFound, type ReadyFile } from '../identity/open-found.ts';
import { resumeAt } from '../identity/recognise-file.ts';
import { MIN_COPY_BYTES } from '../identity/same-bytes.ts';
import { isInRenamedFolder, isMadeSince, isTouchedSince } from './missed-files.ts';

/** Most looks for a file while rotation keeps renaming files near it. */
const MAX_LOOKS = 20;
/** Time after which no further look begins: nothing else is read meanwhile. */
const MAX_LOOKS_MS = 5_000;

/**
 * Limits looks that are repeated while rotation renames files; the first one begins now.
 *
 * @param nowMs monotonic
 * @returns call it once after each look: true when another may begin
 */
export function limitLooks(nowMs = () => performance.now()): () => boolean {
  const endMs = nowMs() + MAX_LOOKS_MS;
  let looks = 0;
  return () => {
    looks += 1;
    return looks < MAX_LOOKS && nowMs() < endMs;
  };
}

/**
 * Finds the rest of a file with `findRest`, again and again until no nearby file that may be the rest changes its name
 * meanwhile.
 *
 * @param createNearby called for each look
 * @param nowMs monotonic
 */
export async function findRestWhenSettled(
  entry: FileEntry,
  isTaken: (file: FoundFile) => boolean,
  createNearby = () => new NearbyFiles(),
  nowMs = () => performance.now(),
): Promise<ReadyFile | undefined> {
  const mayLookAgain = limitLooks(nowMs);
  do {
    const nearby = createNearby();
    const ready = await findRest(entry, isTaken, nearby);
    if (ready !== undefined || (await nearby.areSettled((file) => mayBeRest(file, entry)))) return ready;
  } while (mayLookAgain());
  return undefined;
}

/** True for a file that may be the rest of another one, by its inode or its name. */
export function mayBeRest({ inode, path }: FoundFile, entry: FileEntry): boolean {
  return inode === entry.inode || namesOf(entry).some((name) => isRotatedNameOf(path, name));
}

/**
 * Finds the file that rotation has made of a missing one: it was renamed or moved (same inode), copied and then
 * truncated, or compressed. In each case it must have the bytes that were read, in their places.
 *
 * @param isTaken true for files that are already followed
 * @param nearby if it is older than the last rotation, it may miss a file that is there
 */
export async function findRest(
  entry: FileEntry,
  isTaken: (file: FoundFile) => boolean,
  nearby: NearbyFiles,
): Promise<ReadyFile | undefined> {
  const isRenamed = (file: FoundFile) => isSame(file, entry) && !isTaken(file);
  const isCopy = (file: FoundFile) => file.inode !== entry.inode && !isTaken(file) && mayBeCopy(file, entry);
  const isCopyBeside = (file: FoundFile) => isCopy(file) && mayBeBeside(file, entry);
  const below = await nearby.belowAll(entry);
  const beside = () => nearby.besideAll(entry);
  // If several lives begin with the same bytes, the oldest copy belongs to the first of them.
  return (
    (await firstOf(entry, below.filter(isRenamed))) ??
    (await firstOf(entry, below.filter(isCopy).sort(byAge))) ??
    (await firstOf(entry, (await beside()).filter(isRenamed))) ??
    (await firstOf(entry, (await beside()).filter(isCopyBeside).sort(byAge))) ??
    (await firstOf(entry, below.filter(isCopy).sort(byAge), 'damaged'))
  );
}

/**
 * Finds copies made before the last lines were read: each holds the beginning of the bytes read.
 *
 * @param entry the file as last known
 * @returns open
 */
export async function findParts(
  original: { bytes: GrowingBytes },
  entry: FileEntry,
  isTaken: (file: FoundFile) => boolean,
): Promise<OpenFile[]> {
  const parts: OpenFile[] = [];
  const nearby = new NearbyFiles();
  const beside = (await nearby.besideAll(entry)).filter((file) => mayBeBeside(file, entry));
  for (const file of [...(await nearby.belowAll(entry)), ...beside]) {
    if (file.inode === entry.inode || isTaken(file) || file.sizeBytes === 0 || !mayBeCopy(file, entry)) continue;
    const opened = await openFound(file, [], 'unpack');
    if (typeof opened !== 'object') continue;
    if (await original.bytes.hasRead(opened.bytes, opened.head)) parts.push(opened);
    else await opened.bytes.close();
  }
  return parts;
}

async function firstOf(
  entry: FileEntry,
  files: readonly FoundFile[],
  state: 'whole' | 'damaged' = 'whole',
): Promise<ReadyFile | undefined> {
  for (const file of files) {
    // A file that is being compressed looks damaged until all of it is written.
    const opened = await openFound(file, [entry], state === 'damaged' ? 'unpack-written' : 'unpack');
    if (typeof opened !== 'object') continue;
    const before = opened.recognised.get(entry);
    const isWanted = opened.bytes.damage === undefined || state === 'damaged' || entry.isDamaged === true;
    if (before !== undefined && isWanted) return { ...opened, before };
    await opened.bytes.close();
  }
  return undefined;
}

/** The next new file gets a free inode: if no bytes are known, more facts must agree. */
function isSame({ inode, madeNs, path }: FoundFile, entry: FileEntry): boolean {
  if (inode !== entry.inode) return false;
  if (entry.fingerprint.bytes > 0) return true;
  // Compressing writes a new file: one with this inode is the entry's file only if it also has the same time of
  // creation.
  if (isCompressedName(path)) return madeNs !== undefined && madeNs === entry.madeNs;
  return (madeNs ?? entry.madeNs) === (entry.madeNs ?? madeNs) && isRotatedNameOf(path, entry.path);
}

/**
 * A folder beside that of the file may be another service's, with files that begin in the same way. So a copy there
 * must have been finished since the file was last seen, and must have bytes that distinguish it from others.
 */
function mayBeBeside(file: FoundFile, entry: FileEntry): boolean {
  if (isInRenamedFolder(file.path, entry.path)) return true;
  return knownBytes(entry) >= MIN_COPY_BYTES && isTouchedSince(file, entry.seenMs);
}

/** Paths after which rotation may have named a file. */
function namesOf({ firstPath, path, target }: FileEntry): string[] {
  return target === undefined ? [path, firstPath] : [path, firstPath, target];
}

/** Number of bytes of a file that were read or seen. */
export function knownBytes(entry: FileEntry): number {
  return Math.max(resumeAt(entry), entry.unread?.end ?? 0);
}

function mayBeCopy(file: FoundFile, entry: FileEntry): boolean {
  const { path } = file;
  if (path === entry.path || !namesOf(entry).some((name) => isRotatedNameOf(path, name))) return false;
  if (knownBytes(entry) >= MIN_COPY_BYTES) return true;
  // Before the first read, only its first bytes are known.
  return entry.fingerprint.bytes > 0 && isMadeSince(file, entry.seenMs);
}
