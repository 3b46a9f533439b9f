import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FileEntry } from './checkpoint/checkpoint-state.ts';
import { type FoundFile, findFiles, folderOfPattern, keyOf } from './finding/find-files.ts';
import type { FollowedFile } from './following/follow-file.ts';
import { FollowedFiles, type Opened, type TrackOptions } from './following/followed-files.ts';
import { supersede, wakeIfChanged } from './following/waiting-files.ts';
import { bytesBefore, newEntry, startOfLastLine } from './identity/new-entry.ts';
import { checkHandle } from './identity/open-again.ts';
import type { OpenFile, ReadyFile } from './identity/open-found.ts';
import { LostFiles } from './rotation/lost-files.ts';
import { ResumedFiles } from './rotation/resumed-files.ts';
import { RotatedFiles } from './rotation/rotated-files.ts';

/**
 * Decides which files are followed: compares the files that the patterns name now with the open ones; opens, supersedes
 * and closes.
 *
 *     found ── bytes of an entry ──> followed from there      ── no pattern names it any more ──> superseded ──> closed
 *           ── a copy of another ──> left alone
 *           ── neither ───────────> followed from its beginning, behind what had its path before:
 *                                   the rest of the file before, then files that nobody has seen at the path
 *     an entry without its file ──> its rest is followed where rotation has put it; if it is nowhere, its bytes are lost
 *
 * A file is known by device, inode and bytes: followed-files.ts, known-entry.ts. Where rotation puts files: rotated-files.ts.
 */

/** A superseded file that nobody wrote to for this long is closed; its writer has long opened the new one. */
const CLOSE_SUPERSEDED_MS = 60_000;

/** The files that are followed. */
export class TrackedFiles {
  readonly #files: FollowedFiles;
  readonly #lost: LostFiles;
  readonly #rotated: RotatedFiles;
  readonly #options: TrackOptions;
  /** When the last scan began, ms since the epoch. */
  #scannedMs = 0;
  #folders: ReadonlySet<string> = new Set();
  /** When the folders of paths that name nothing had last changed. */
  readonly #goneAt = new Map<string, number | undefined>();
  /** The last file that each path named, where patterns name that file by another path now. */
  readonly #leftBy = new Map<string, FollowedFile>();

  constructor(options: TrackOptions) {
    this.#options = options;
    this.#files = new FollowedFiles(options);
    this.#lost = new LostFiles(this.#files);
    this.#rotated = new RotatedFiles(this.#files, this.#lost);
  }

  get files(): MapIterator<FollowedFile> {
    return this.#files.values();
  }

  /** Folders in which files may appear, as they were last seen. */
  get folders(): ReadonlySet<string> {
    return this.#folders;
  }

  /**
   * Brings the followed files in line with the file system.
   *
   * @param nowMs `performance.now()`
   * @throws FileInUseError on the first scan, when another source follows one of the files
   */
  async scan(nowMs: number): Promise<void> {
    const beganMs = Date.now();
    const { claims, isFirst } = this.#files;
    for (const file of this.files) await checkHandle(file);
    const found = await findFiles(this.#options.patterns, (path, reason) => this.#files.skip(path, reason));
    this.#folders = new Set([
      ...this.#options.patterns.map(folderOfPattern),
      ...found.map(({ path }) => dirname(path)),
    ]);
    this.#files.present = new Set(found.map(keyOf));
    const byPath = new Map([...this.files].map((file) => [file.path, file]));
    this.#notePlaces(found, beganMs);
    const { ours, isNews } = await claims.claim(found, isFirst ? 'refuse' : 'leave');
    // After the claim, so that nobody reads further meanwhile.
    if (isNews || isFirst) await this.#adoptSiblings();
    const opened = await this.#files.openNew(ours);
    const resumed = isFirst ? new ResumedFiles(this.#files, this.#lost, this.#rotated) : undefined;
    await resumed?.resume(found, opened, nowMs);
    for (const each of opened) await this.#followNew(each, byPath, nowMs);
    await resumed?.giveUpDoubtful(found);
    await this.#supersede(nowMs);
    await this.#lookForGone(found, nowMs);
    if (isFirst) this.#sayMissing(found);
    if (isFirst) this.#forgetOld();
    // If this process is killed, the checkpoint must know each file that was there.
    if (opened.length > 0) await this.#options.checkpoint.save();
    this.#files.isFirst = false;
    this.#scannedMs = beganMs;
  }

  /** True when a path named another file by the time it was opened. */
  get isStale(): boolean {
    return this.#files.isStale;
  }

  /** Closes all files; nothing is read after that. */
  async close(): Promise<void> {
    for (const [key, file] of this.#files.entries()) await this.#files.close(key, file);
    await this.#files.claims.release(() => true);
  }

  /** Before all files close, notes those that are deleted and completely read. */
  async finishDeleted(): Promise<void> {
    for (const { bytes, entry } of this.files) {
      const { isDeleted, isOther, sizeBytes } = await bytes
        .stat()
        .catch(() => ({ isDeleted: false, isOther: true, sizeBytes: 0 }));
      const isSent = entry.pending.length === 0 && entry.offset === sizeBytes;
      if (isDeleted && !isOther && isSent) entry.isDone = true;
    }
  }

  async #supersede(nowMs: number): Promise<void> {
    const { claims, present } = this.#files;
    const predecessors = new Set([...this.files].map(({ predecessor }) => predecessor));
    for (const { predecessor, supersededMs } of this.files) {
      if (predecessor !== undefined && supersededMs !== undefined) predecessor.isOutdated = true;
    }
    for (const [key, file] of this.#files.entries()) {
      if (file.isGone) await this.#files.close(key, file);
      else if (!present.has(key)) await this.#afterLeaving(key, file, nowMs);
      else if (!predecessors.has(file)) file.supersededMs = undefined;
      else if (file.supersededMs === undefined) supersede(file, nowMs);
    }
    const open = new Set([...this.#files.entries()].map(([key]) => key));
    await claims.release((key) => !present.has(key) && !open.has(key));
  }

  /**
   * A path that names nothing any more may have named another file between two looks, as often as its folder changed.
   */
  async #lookForGone(found: readonly FoundFile[], nowMs: number): Promise<void> {
    const named = new Set(found.map(({ path }) => path));
    const gone = new Map<string, FollowedFile>();
    for (const file of this.files) if (!named.has(file.path)) gone.set(file.path, file);
    for (const [path, file] of this.#leftBy) {
      if (named.has(path) || !this.#files.isOpen(file)) this.#leftBy.delete(path);
      else if (!gone.has(path)) gone.set(path, file);
    }
    for (const path of this.#goneAt.keys()) if (!gone.has(path)) this.#goneAt.delete(path);
    for (const [path, file] of gone) {
      const changedMs = (await stat(dirname(path)).catch(() => undefined))?.mtimeMs;
      if (this.#goneAt.has(path) && this.#goneAt.get(path) === changedMs) continue;
      this.#goneAt.set(path, changedMs);
      await this.#rotated.followMissed(path, file, nowMs, this.#scannedMs);
    }
  }

  #notePlaces(found: readonly FoundFile[], scannedMs: number): void {
    for (const { path, ...id } of found) {
      const known = this.#files.get(id);
      if (known === undefined) continue;
      wakeIfChanged(known, id, scannedMs);
      // Unknown while a file is still as it was made.
      known.entry.madeNs ??= id.madeNs;
      if (known.path !== path) {
        this.#options.log.info({ from: known.path, to: path }, 'File was renamed.');
        if (known.supersededMs === undefined) this.#leftBy.set(known.path, known);
      }
      known.path = path;
      known.entry.path = path;
    }
  }

  /** Not before the first look: with a wrong clock, files that are still there would be read from the start again. */
  #forgetOld(): void {
    const open = this.#files.openEntries();
    this.#options.checkpoint.forgetOld((entry) => open.has(entry));
  }

  async #adoptSiblings(): Promise<void> {
    const open = this.#files.openEntries();
    await this.#options.checkpoint.adoptSiblings((entry) => open.has(entry));
  }

  /** A file that no pattern names any more is read to its end and then closed. */
  async #afterLeaving(key: string, file: FollowedFile, nowMs: number): Promise<void> {
    if (file.supersededMs === undefined) {
      supersede(file, nowMs);
      this.#options.log.info({ path: file.path }, 'File was renamed or removed; reading what is left of it.');
    }
    const isRead = file.isCaughtUp && file.entry.pending.length === 0;
    if (!isRead || file.quietMs < CLOSE_SUPERSEDED_MS) return;
    await this.#files.close(key, file);
    file.entry.isDone = true;
    if (file.entry.isReplaced) this.#options.checkpoint.remove(file.entry);
    this.#options.log.info(
      { path: file.path, sizeBytes: file.entry.offset },
      'File that was rotated away is finished.',
    );
  }

  async #followNew({ open, entry }: Opened, byPath: ReadonlyMap<string, FollowedFile>, nowMs: number): Promise<void> {
    const { bytes, file } = open;
    const isTaken = this.#files.has(file);
    if (isTaken || (entry === undefined && (await this.#files.copies.isCopy(open, this.files)))) {
      await bytes.close();
      return;
    }
    const last = byPath.get(file.path) ?? this.#files.fileAt(file.path, file);
    // Bytes that grew in an empty file count as its own, but may be the life after one that was copied and
    // truncated. After a file under another number, others may have had the path.
    const isUnseen = entry === undefined || entry.fingerprint.bytes === 0 || keyOf(entry) !== keyOf(file);
    const predecessor = isUnseen
      ? await this.#rotated.followMissed(file.path, last, nowMs, this.#scannedMs, open)
      : last;
    const ready = entry === undefined ? await this.#begin(open) : this.#goOn(open, entry);
    (await this.#rotated.follow(ready, ready.entry)).predecessor = predecessor;
  }

  async #begin({ bytes, file, head, target }: OpenFile): Promise<ReadyFile & { entry: FileEntry }> {
    const { checkpoint, log, start } = this.#options;
    await this.#lost.giveUpOthers(file);
    const isAtEnd = this.#files.isFirst && start === 'end';
    const offset = isAtEnd ? await startOfLastLine(bytes, file.sizeBytes) : 0;
    const entry = newEntry(file, head, offset);
    checkpoint.files.push(entry);
    log.info({ path: file.path, offset }, 'File is new; following it.');
    return { file, bytes, head, target, before: await bytesBefore(bytes, offset), entry };
  }

  #goOn({ bytes, file, head, recognised, target }: OpenFile, entry: FileEntry): ReadyFile & { entry: FileEntry } {
    const { device, inode, madeNs, path } = file;
    const { offset, pending } = entry;
    this.#options.log.info({ path, offset, pending: pending.length }, 'Following file again.');
    Object.assign(entry, { path, device, inode, madeNs });
    delete entry.isDone;
    delete entry.isMoved;
    return { file, bytes, head, target, before: recognised.get(entry) ?? Buffer.alloc(0), entry };
  }

  #sayMissing(found: readonly FoundFile[]): void {
    if (found.length > 0) return;
    this.#options.log.warn({ files: this.#options.patterns }, 'No file is there yet; waiting for them to appear.');
  }
}
