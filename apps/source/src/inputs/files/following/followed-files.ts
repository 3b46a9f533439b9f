import { messageOf } from '@logwarren/common';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { FileEntry } from '../checkpoint/checkpoint-state.ts';
import { ClaimedFiles, type ClaimOptions } from '../finding/claimed-files.ts';
import { type FoundFile, keyOf } from '../finding/find-files.ts';
import { isCompressedName, isRotatedNameOf } from '../finding/rotated-name.ts';
import { knownEntry } from '../identity/known-entry.ts';
import { type OpenFile, openFound, type ReadyFile } from '../identity/open-found.ts';
import { isEmptyDone, isReadUpTo } from '../identity/same-bytes.ts';
import type { Losses } from '../losses/losses.ts';
import { LongLines } from '../reading/long-lines.ts';
import { NewCopies } from './begun-anew.ts';
import { CopiedFiles } from './copied-files.ts';
import { FollowedFile, type FollowOptions } from './follow-file.ts';

const UNJOINED = 'Cannot join the lines of a file; each is a record where that fails.';
const BARE_RETURNS =
  "Lines of a file end with a carriage return alone, so they are not told apart: have its program end them with a line feed, or pipe it in through tr '\\r' '\\n'.";

/** Which files to follow and how to open them; times in ms. */
export interface TrackOptions extends ClaimOptions, Pick<FollowOptions, 'pollMs' | 'flushMs'> {
  patterns: readonly string[];
  /** Where to start in a file that is present at the first scan and unknown; later ones are read from the beginning. */
  start: 'beginning' | 'end';
  checkpoint: Checkpoint;
  losses: Pick<Losses, 'report'>;
  /** Parser for a file, by the path where it was first found. */
  parserForPath: (path: string) => Promise<FollowOptions['parser']>;
  parserFor: FollowOptions['parserFor'];
}

/** A file that is about to be followed, with its entry if it was read before. */
export interface Opened {
  open: OpenFile;
  entry: FileEntry | undefined;
}

/** The open files, and the comparison of newly opened ones with the checkpoint. */
export class FollowedFiles {
  readonly options: TrackOptions;
  readonly claims: ClaimedFiles;
  readonly copies: CopiedFiles;
  /** True until the first look is complete. */
  isFirst = true;
  /** True when a path named another file by the time it was opened. */
  isStale = false;
  /** Keys of the files that the present scan has found. */
  present: ReadonlySet<string> = new Set();
  /** By device and inode; predecessors before their successors. */
  readonly #files = new Map<string, FollowedFile>();
  readonly #newCopies = new NewCopies({
    candidates: (file) => this.candidates(file),
    isFollowed: (file) => this.has(file),
    followed: () => this.values(),
  });
  readonly #longLines = new LongLines();
  /** Paths and reasons already logged. */
  readonly #skipped = new Map<string, string>();

  /** Paths of files, each with a remark that was logged. */
  readonly #said = new Set<string>();

  constructor(options: TrackOptions) {
    this.options = options;
    this.claims = new ClaimedFiles(options);
    this.copies = new CopiedFiles(options);
  }

  has(file: FoundFile): boolean {
    return this.#files.has(keyOf(file));
  }

  get(file: Pick<FoundFile, 'device' | 'inode'>): FollowedFile | undefined {
    return this.#files.get(keyOf(file));
  }

  /** False once it is closed. */
  isOpen(file: FollowedFile): boolean {
    return this.get(file.entry) === file;
  }

  values(): MapIterator<FollowedFile> {
    return this.#files.values();
  }

  entries(): MapIterator<[string, FollowedFile]> {
    return this.#files.entries();
  }

  /** Entries of the files that are open. */
  openEntries(): ReadonlySet<FileEntry> {
    return new Set([...this.#files.values()].map(({ entry }) => entry));
  }

  /** The superseded file whose path this one has now. */
  fileAt(path: string, found: FoundFile): FollowedFile | undefined {
    for (const [key, file] of this.#files) if (file.path === path && key !== keyOf(found)) return file;
    return undefined;
  }

  /**
   * Opens the files that are not open yet.
   *
   * @returns files that were read before come first, because others may be copies of them
   */
  async openNew(files: readonly FoundFile[]): Promise<Opened[]> {
    this.isStale = false;
    const opened: Opened[] = [];
    for (const file of files) {
      if (this.#files.has(keyOf(file)) || this.copies.isSettled(file, this.#files.values())) continue;
      const open = await openFound(file, this.candidates(file));
      if (typeof open === 'string') this.skip(file.path, open);
      else if (open === undefined || !(await hasBegun(open))) this.isStale = true;
      else opened.push({ open, entry: this.entryOf(open) });
    }
    return opened.toSorted((a, b) => Number(a.entry === undefined) - Number(b.entry === undefined));
  }

  /** Possible entries of a file, and those of files that it may be a copy of. */
  candidates({ inode, path }: FoundFile): FileEntry[] {
    return this.options.checkpoint.files.filter(
      (entry) => entry.inode === inode || entry.path === path || isRotatedNameOf(path, entry.path),
    );
  }

  /** True for a compressed file from which nothing could be unpacked, when this was already reported. */
  isUseless(file: FoundFile): boolean {
    // Not every file system reports when files were made, and the next file may get the inode.
    const isSame = ({ madeNs, modifiedMs = file.modifiedMs, path, sizeBytes, ...id }: FileEntry) =>
      keyOf(id) === keyOf(file) &&
      isCompressedName(path) &&
      madeNs === file.madeNs &&
      modifiedMs === file.modifiedMs &&
      sizeBytes === file.sizeBytes;
    return (
      isCompressedName(file.path) && this.options.checkpoint.files.some((entry) => isEmptyDone(entry) && isSame(entry))
    );
  }

  /** The entry of a file that was read before. */
  entryOf({ file, head, recognised }: OpenFile): FileEntry | undefined {
    const isPresent = (otherDevice: string, otherInode: string) => this.present.has(`${otherDevice}:${otherInode}`);
    const open = this.openEntries();
    const context = { isPresent, isInUse: (entry: FileEntry) => open.has(entry), mayBeRenumbered: this.isFirst };
    const entries = this.options.checkpoint.files.filter(
      (entry) => recognised.has(entry) && !entry.isCopy && !entry.isReplaced && !open.has(entry),
    );
    return knownEntry(entries, file, head, context) ?? entries.findLast((entry) => entry.isDone && isReadUpTo(entry));
  }

  /**
   * Follows a file.
   *
   * @param onReplaced see FollowOptions
   */
  async follow(ready: ReadyFile, entry: FileEntry, onReplaced: FollowOptions['onReplaced']): Promise<FollowedFile> {
    const { checkpoint, flushMs, pollMs, parserFor, parserForPath } = this.options;
    const file = new FollowedFile(ready, entry, {
      parser: await parserForPath(entry.firstPath),
      parserFor,
      pollMs,
      flushMs,
      longLines: this.#longLines,
      onUnjoined: (error) => this.#sayOnce('error', entry.firstPath, UNJOINED, messageOf(error)),
      onBareReturns: () => this.#sayOnce('warn', entry.firstPath, BARE_RETURNS),
      onReplaced,
      isBegunAnew: (live) => this.#newCopies.showBegunAnew(live),
      onRetired: (old) => checkpoint.remove(old),
    });
    entry.target = ready.target ?? entry.target;
    await file.noteUnread();
    this.#files.set(keyOf(ready.file), file);
    return file;
  }

  /** Closes a file, which releases the files that wait for it. */
  async close(key: string, file: FollowedFile): Promise<void> {
    for (const other of this.#files.values()) if (other.predecessor === file) other.predecessor = undefined;
    this.#files.delete(key);
    this.#newCopies.forget(key);
    await file.bytes.close();
  }

  /** Logs a remark about a file once, under the path where it was first found. */
  #sayOnce(level: 'error' | 'warn', path: string, message: string, reason?: string): void {
    const key = `${path} ${message}`;
    if (this.#said.has(key)) return;
    this.#said.add(key);
    this.options.log[level]({ path, ...(reason !== undefined && { reason }) }, message);
  }

  /** Logs once that a path is skipped, and why. */
  skip(path: string, reason: string): void {
    if (this.#skipped.get(path) === reason) return;
    this.#skipped.set(path, reason);
    this.options.log.warn({ path, reason }, 'File is skipped.');
  }
}

/** True for a file whose bytes are remembered for `hasLost`; false, and closed, when it was begun anew meanwhile. */
async function hasBegun({ bytes, head }: OpenFile): Promise<boolean> {
  if (await bytes.begin(head)) return true;
  await bytes.close();
  return false;
}
