import { openFile } from './byte-source.ts';
import type { FileEntry } from './checkpoint-state.ts';
import { type FoundFile, keyOf } from './find-files.ts';
import type { GrowingBytes } from './growing-bytes.ts';
import { NearbyFiles } from './nearby-files.ts';

/**
 * Opens a followed file again on a file system (FUSE) that knows open files by their paths: when one is renamed behind the mount,
 * its handle shows the file that has the path now. The file itself is found by its inode under its new name.
 */

/** A file that is followed. */
interface Reopened {
  path: string;
  entry: FileEntry;
  bytes: GrowingBytes;
  readTo: number;
}

/**
 * Opens a file wherever it is now: at its path, in its folder, below it or beside it.
 *
 * @returns `same` when it has the bytes that were read, `anew` when it has others, and is open either way; `gone` when it is
 *   nowhere
 */
export async function openAgain(file: Reopened): Promise<'same' | 'anew' | 'gone'> {
  for await (const path of pathsOf(file)) {
    const isSame = await openAt(path, file);
    if (isSame !== undefined) return isSame ? 'same' : 'anew';
  }
  return 'gone';
}

async function* pathsOf({ entry, path }: Reopened): AsyncGenerator<string, void, void> {
  yield path;
  const nearby = new NearbyFiles();
  const isSame = (found: FoundFile) => keyOf(found) === keyOf(entry);
  for (const found of (await nearby.below(path)).filter(isSame)) yield found.path;
  for (const found of (await nearby.beside(path)).filter(isSame)) yield found.path;
}

/** True when the path names the file and it has the bytes that were read; undefined when the path names another one, or none. */
async function openAt(path: string, { bytes, entry, readTo }: Reopened): Promise<boolean | undefined> {
  const opened = await openFile(path).catch(() => undefined);
  if (opened === undefined) return undefined;
  if (keyOf(opened) === keyOf(entry)) return await bytes.moveTo(opened.bytes, readTo);
  await opened.bytes.close();
  return undefined;
}
