import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TAIL_BYTES } from '../bytes/fingerprint.ts';
import type { GrowingBytes } from '../bytes/growing-bytes.ts';
import type { FileEntry } from '../checkpoint/checkpoint-state.ts';
import { type FoundFile, keyOf, look } from '../finding/find-files.ts';
import { isCopyNameOf } from '../finding/rotated-name.ts';
import { type OpenFile, openFound } from '../identity/open-found.ts';
import { resumeAt } from '../identity/recognise-file.ts';
import { isAmong, isReadUpTo } from '../identity/same-bytes.ts';
import { isMadeSince } from '../missed/missed-files.ts';

/**
 * Files that were copied and truncated so often that their bytes show nothing of it: all that was read of them is a header that each of
 * their lives begins with, or nothing. Then the copies show it: one that has what was read, and goes on in another way.
 *
 *     read:  header            copy:  header, lines 1 to 9          file:  header, lines 10 to 12
 */

/** More than this tells a life of a file from the next one. */
const MAX_READ_BYTES = 64 * 1024;
/** A folder may change twice in one tick of the clock that dates it. */
const TICK_MS = 50;

/** A file at its own path, as far as it was read. */
export interface LiveFile {
  path: string;
  entry: FileEntry;
  bytes: GrowingBytes;
  /** How far it was read. */
  readTo: number;
  /** When it was last known to be the same, ms since the epoch. */
  sameMs: number;
  /** When it was last changed, ms since the epoch; undefined where it may have been changed since. */
  modifiedMs: number | undefined;
}

interface CopyOptions {
  /** Entries that a file may be. */
  candidates: (file: FoundFile) => FileEntry[];
  isFollowed: (file: FoundFile) => boolean;
  /** Files that are open. */
  followed: () => Iterable<{ bytes: GrowingBytes }>;
}

/** Looks for copies of files at their own paths. */
export class NewCopies {
  readonly #options: CopyOptions;
  /**
   * When the folder of a file, by its key, had changed last; a folder that has just changed is left out. Several lives of a path may be
   * open.
   */
  readonly #foldersAt = new Map<string, number>();

  /** When files had changed last, as far as copies of them were looked for; a life that begins has another entry. */
  readonly #comparedAt = new WeakMap<FileEntry, number>();

  constructor(options: CopyOptions) {
    this.#options = options;
  }

  /**
   * True when a copy shows that the file was begun anew since it was last known to be the same; looked for when it has changed, before
   * what is new is taken for more of the same.
   */
  async showBegunAnew(file: LiveFile): Promise<boolean> {
    const { entry, modifiedMs } = file;
    if (modifiedMs !== undefined && this.#comparedAt.get(entry) === modifiedMs) return false;
    if (await this.#isShownByCopy(file)) return true;
    if (modifiedMs !== undefined) this.#comparedAt.set(entry, modifiedMs);
    return false;
  }

  async #isShownByCopy(file: LiveFile): Promise<boolean> {
    const { path, readTo } = file;
    if (readTo > MAX_READ_BYTES) return false;
    const folder = dirname(path);
    const nowMs = Date.now();
    const changedMs = (await stat(folder).catch(() => undefined))?.mtimeMs ?? 0;
    const key = keyOf(file.entry);
    if (this.#foldersAt.get(key) === changedMs) return false;
    for (const name of await readdir(folder).catch(() => [])) {
      const copy = join(folder, name);
      if (copy !== path && isCopyNameOf(copy, path) && (await this.#goesOnOtherwise(copy, file))) return true;
    }
    if (changedMs < nowMs - TICK_MS) this.#foldersAt.set(key, changedMs);
    return false;
  }

  /** Forgets a file that nobody follows any more. */
  forget(key: string): void {
    this.#foldersAt.delete(key);
  }

  async #goesOnOtherwise(path: string, file: LiveFile): Promise<boolean> {
    const found = await look(path);
    if (typeof found !== 'object' || keyOf(found) === keyOf(file.entry) || found.sizeBytes === 0) return false;
    if (this.#options.isFollowed(found) || !isMadeSince({ ...found, madeNs: undefined }, file.sameMs)) return false;
    // A file that was last written to before this one was made had the path earlier.
    if (found.modifiedMs <= Number(file.entry.madeNs ?? 0) / 1e6) return false;
    const opened = await openFound(found, this.#options.candidates(found), 'unpack');
    if (typeof opened !== 'object') return false;
    try {
      return (await goesOnOtherwise(opened, file)) && !(await isAmong(opened, this.#options.followed()));
    } finally {
      await opened.bytes.close();
    }
  }
}

/** True for a copy of a life of the file which is over: it has what was read and more, and the file has not. */
export async function goesOnOtherwise(
  { bytes, recognised }: OpenFile,
  { bytes: live, entry, readTo }: Pick<LiveFile, 'bytes' | 'entry' | 'readTo'>,
): Promise<boolean> {
  const { sizeBytes } = await bytes.stat();
  if (sizeBytes <= readTo || !recognised.has(entry)) return false;
  const isOther = (other: FileEntry) => other !== entry && isReadUpTo(other) && resumeAt(other) >= sizeBytes;
  if ([...recognised.keys()].some(isOther)) return false;
  const start = Math.max(readTo, sizeBytes - TAIL_BYTES);
  return !(await live.readAgain(start, sizeBytes)).equals(await bytes.readAgain(start, sizeBytes));
}
