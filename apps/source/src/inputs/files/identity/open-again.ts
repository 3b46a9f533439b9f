import { openFile } from '../bytes/byte-source.ts';
import type { GrowingBytes } from '../bytes/growing-bytes.ts';
import type { FileEntry } from '../checkpoint/checkpoint-state.ts';
import { type FoundFile, keyOf } from '../finding/find-files.ts';
import { NearbyFiles } from './nearby-files.ts';

/**
 * Opens a followed file again on a file system (FUSE) that identifies open files by path: after a rename on the server,
 * its handle shows the file that has the path now. The search by inode finds the file under its new name.
 */

/** A file that is followed. */
interface Reopened {
  path: string;
  entry: FileEntry;
  bytes: GrowingBytes;
  readTo: number;
}

/**
 * Opens a file at its present place: at its path, in its folder, below it or beside it.
 *
 * @returns `same` when it has the bytes that were read, `anew` when it has others (it is open either way); `gone` when
 * it is nowhere
 */
async function openAgain(file: Reopened): Promise<'same' | 'anew' | 'gone'> {
  for await (const path of pathsOf(file)) {
    const isSame = await openAt(path, file);
    if (isSame !== undefined) return isSame ? 'same' : 'anew';
  }
  return 'gone';
}

/** Opens a file again when its handle shows another one, before its bytes are compared with those of others. */
export async function checkHandle(file: Reopened & { isGone: boolean }): Promise<void> {
  if (file.bytes.isByPath && !file.isGone && (await file.bytes.stat()).isOther) await openAgain(file);
}

async function* pathsOf({ entry, path }: Reopened): AsyncGenerator<string, void, void> {
  yield path;
  const nearby = new NearbyFiles();
  const isSame = (found: FoundFile) => keyOf(found) === keyOf(entry);
  for (const found of (await nearby.below(path)).filter(isSame)) yield found.path;
  for (const found of (await nearby.beside(path)).filter(isSame)) yield found.path;
}

/**
 * True when the path names the file and it has the bytes that were read; undefined when the path names another file or
 * none.
 */
async function openAt(path: string, { bytes, entry, readTo }: Reopened): Promise<boolean | undefined> {
  const opened = await openFile(path).catch(() => undefined);
  if (opened === undefined) return undefined;
  if (keyOf(opened) === keyOf(entry)) return await bytes.moveTo(opened.bytes, readTo);
  await opened.bytes.close();
  return undefined;
}

/** How long a file may be missing before the source gives it up. FUSE may answer with names that are a second old. */
const GONE_MS = 5_000;

/** Opens one file again, and remembers how long it has been missing. */
export class Reopening {
  #missingMs: number | undefined;

  /**
   * See `openAgain`.
   *
   * @param nowMs `performance.now()`
   * @returns `missing` while a lost file may turn up again
   */
  async open(file: Reopened, nowMs: number): Promise<'same' | 'anew' | 'missing' | 'gone'> {
    const place = await openAgain(file);
    if (place !== 'gone') this.settle();
    if (place !== 'gone') return place;
    this.#missingMs ??= nowMs;
    return nowMs - this.#missingMs < GONE_MS ? 'missing' : 'gone';
  }

  /** Notes that its handle shows the file. */
  settle(): void {
    this.#missingMs = undefined;
  }
}
