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
 * Detects files that were copied and truncated so often that their own bytes do not show it: all bytes read so far are
 * a header with which every life of the file begins, or nothing has been read. The copies show it instead: one has the
 * bytes read and continues differently.
 *
 *     read:  header            copy:  header, lines 1 to 9          file:  header, lines 10 to 12
 */

/** Beyond this many bytes, the content itself distinguishes one life of a file from the next. */
const MAX_READ_BYTES = 64 * 1024;
/** A folder may change twice in one tick of the clock that dates it. */
const TICK_MS = 50;

/** A file at its own path, with the bytes read so far. */
export interface LiveFile {
  path: string;
  entry: FileEntry;
  bytes: GrowingBytes;
  /** Number of bytes read. */
  readTo: number;
  /** When it was last known to be the same life, ms since the epoch. */
  sameMs: number;
  /** When it was last changed, ms since the epoch; undefined if it may have changed since. */
  modifiedMs: number | undefined;
}

interface CopyOptions {
  /** Entries that may belong to a file. */
  candidates: (file: FoundFile) => FileEntry[];
  isFollowed: (file: FoundFile) => boolean;
  /** Files that are open. */
  followed: () => Iterable<{ bytes: GrowingBytes }>;
}

/** Looks for copies of files at their own paths. */
export class NewCopies {
  readonly #options: CopyOptions;
  /**
   * Time of the last change of the folder of a file, by the file's key; a folder that has just changed is left out.
   * Several lives of a path may be open.
   */
  readonly #foldersAt = new Map<string, number>();

  /** Times of the last change up to which copies of a file were looked for; a new life has another entry. */
  readonly #comparedAt = new WeakMap<FileEntry, number>();

  constructor(options: CopyOptions) {
    this.#options = options;
  }

  /**
   * True when a copy shows that the file began anew since it was last known to be the same. Looks for copies when the
   * file has changed, before its new bytes count as a continuation.
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

  /** Forgets a file that is no longer followed. */
  forget(key: string): void {
    this.#foldersAt.delete(key);
  }

  async #goesOnOtherwise(path: string, file: LiveFile): Promise<boolean> {
    const found = await look(path);
    if (typeof found !== 'object' || keyOf(found) === keyOf(file.entry) || found.sizeBytes === 0) return false;
    if (this.#options.isFollowed(found) || !isMadeSince({ ...found, madeNs: undefined }, file.sameMs)) return false;
    // A file last written to before this one was made had the path earlier.
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

/** True for a copy of a past life of the file: it has the bytes read and more, and the file does not. */
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
