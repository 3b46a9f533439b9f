import { dirname } from 'node:path';
import { isOnFuse } from '../bytes/byte-source.ts';
import type { FileEntry } from '../checkpoint/checkpoint-state.ts';
import { keyOf } from '../finding/find-files.ts';
import { isCompressedName } from '../finding/rotated-name.ts';
import type { FollowedFile } from '../following/follow-file.ts';
import type { FollowedFiles } from '../following/followed-files.ts';
import { newEntry } from '../identity/new-entry.ts';
import type { OpenFile, ReadyFile } from '../identity/open-found.ts';
import { resumeAt } from '../identity/recognise-file.ts';
import { missedFiles } from '../missed/missed-files.ts';
import { openMissed } from '../missed/open-missed.ts';
import { type LostFiles, livesOf } from './lost-files.ts';
import { openUnknown } from './open-unknown.ts';
import { type Before, ReplacedFiles } from './replaced-files.ts';

/** How old the answers of FUSE for a path may be. */
const FUSE_AGE_MS = 1_000;

/**
 * Files that rotation has moved out of sight: the rest of files that were read before (find-rest.ts), and files that had a path while
 * nobody looked (missed-files.ts). What is nowhere is lost, and that is said.
 */
export class RotatedFiles {
  readonly #files: FollowedFiles;
  readonly #lost: LostFiles;
  readonly #replaced: ReplacedFiles;
  /** By path, from the last process. */
  readonly #before = new Map<string, Before>();

  constructor(followed: FollowedFiles, lost: LostFiles) {
    this.#files = followed;
    this.#lost = lost;
    this.#replaced = new ReplacedFiles(followed, lost, this);
    const lives = livesOf(followed.options.checkpoint.files);
    // A finished one counts where nothing came after it that anybody saw.
    const finished = lives.filter(({ firstPath, isDone, path }) => isDone && path === firstPath);
    for (const entry of [...finished, ...lives.filter(({ isDone }) => !isDone)])
      this.#before.set(entry.path, { entry, seenMs: entry.seenMs, inode: entry.inode });
  }

  /** Paths that the last process knew files at. */
  pathsBefore(): Iterable<string> {
    return this.#before.keys();
  }

  /** Follows an open file; what it loses by rotation is looked for. */
  follow(ready: ReadyFile, entry: FileEntry): Promise<FollowedFile> {
    return this.#files.follow(ready, entry, (file, replaced) => this.#replaced.find(file, replaced));
  }

  /**
   * Follows files that had a path between two looks, or while no source ran.
   *
   * @param scannedMs when it was looked at last, ms since the epoch
   * @param now what the path names now, which may be rotated away by the time when files are looked for
   * @returns the last of them, or what the path named before
   */
  async followMissed(
    path: string,
    last: FollowedFile | undefined,
    nowMs: number,
    scannedMs: number,
    now?: OpenFile,
  ): Promise<FollowedFile | undefined> {
    const before = this.#files.isFirst
      ? this.#before.get(path)
      : last && { entry: last.entry, seenMs: scannedMs, isFollowed: true };
    if (before === undefined) return last;
    const isThere = before.entry.fingerprint.bytes === 0 && this.#files.present.has(keyOf(before.entry));
    return await this.followSince({ ...before, isThere }, path, last, nowMs, isThere ? undefined : now);
  }

  /**
   * Follows files that a path named since it was last looked at.
   *
   * @param last what they are read behind
   * @returns the last of them, or `last`
   */
  async followSince(before: Before, path: string, last: FollowedFile | undefined, nowMs: number, now?: OpenFile) {
    const { checkpoint, log } = this.#files.options;
    let latest = last;
    const { entry: known, inode = known.inode } = before;
    const like = { ...known, inode, ...(before.isThere ? { madeNs: undefined } : {}) };
    const isByPath = await isOnFuse(dirname(path));
    const seenMs = before.seenMs - (isByPath ? FUSE_AGE_MS : 0);
    const missed = await openMissed({
      isOnFuse: isByPath,
      list: () => missedFiles(path, like, { ...before, seenMs, restInode: known.inode }),
      open: (file, packed) => openUnknown(this.#files, file, before.entry, now, packed),
    });
    for (const [unreadable, reason] of missed.unreadable) this.#files.skip(unreadable, reason);
    for (const { sizeBytes } of missed.gone)
      await this.#lost.report(before.entry, { path, reason: 'deleted', bytes: sizeBytes, isAtLeast: true });
    for (const open of missed.opened) {
      const { bytes, from, head, recognised } = open;
      const { sizeBytes } = await bytes.stat();
      const isDamaged = bytes.damage !== undefined;
      if (!isDamaged) this.#lost.goesOn(before.entry);
      if (isDamaged) await this.#lost.reportDamage(before.entry, open, 0);
      if (sizeBytes === 0 && isCompressedName(open.file.path)) {
        const { modifiedMs } = open.file;
        if (isDamaged) checkpoint.files.push({ ...newEntry(open.file, head), modifiedMs, isDone: true });
        await bytes.close();
        continue;
      }
      log.info({ path: open.file.path, was: path }, 'File was rotated away before it was seen; reading it.');
      // A compressed file has another length than what it holds.
      const file = { ...open.file, sizeBytes };
      const entry = {
        ...newEntry(file, head, from && resumeAt(from)),
        path,
        firstPath: path,
        target: before.entry.target && open.file.path,
        isMoved: true,
        isDamaged,
      };
      checkpoint.files.push(entry);
      const read = (from && recognised.get(from)) ?? Buffer.alloc(0);
      const followed = await this.follow({ ...open, file, before: read }, entry);
      followed.supersededMs = nowMs;
      followed.predecessor = latest;
      latest = followed;
    }
    return latest;
  }

  /** Follows what is left of a file where it is now; undefined when another source has claimed it. */
  async followRest(ready: ReadyFile, entry: FileEntry, nowMs: number): Promise<FollowedFile | undefined> {
    const { file } = ready;
    if ((await this.#files.claims.claim([file], 'leave')).ours.length === 0) return undefined;
    this.#files.options.log.info(
      { path: file.path, was: entry.path },
      'File was rotated meanwhile; reading what is left of it.',
    );
    this.#files.copies.forget(file);
    const { device, inode } = file;
    const isPacked = isCompressedName(file.path);
    const before = this.#before.get(entry.path);
    if (isPacked && before?.entry === entry) before.writtenMs = file.modifiedMs;
    // Files that were made after it are those after it; what compressed it was made later than some of them.
    const madeNs = isPacked ? entry.madeNs : file.madeNs;
    Object.assign(entry, { device, inode, madeNs, seenMs: Date.now(), isMoved: true });
    if (ready.bytes.damage !== undefined && !entry.isDamaged) {
      entry.isDamaged = true;
      await this.#lost.reportDamage(entry, ready, entry.sizeBytes ?? 0);
    }
    const followed = await this.follow(ready, entry);
    followed.supersededMs = nowMs;
    return followed;
  }
}
