import { randomUUID } from 'node:crypto';
import { fingerprintOf } from '../bytes/fingerprint.ts';
import type { FileEntry } from '../checkpoint/checkpoint-state.ts';
import { byAge, type FoundFile } from '../finding/find-files.ts';
import type { FollowedFile } from '../following/follow-file.ts';
import type { FollowedFiles } from '../following/followed-files.ts';
import type { Found, Replaced } from '../following/replaced-file.ts';
import { isBusy, unseenWrites } from '../following/unseen-writes.ts';
import { bytesBefore } from '../identity/new-entry.ts';
import type { ReadyFile } from '../identity/open-found.ts';
import { findParts, findRestWhenSettled } from '../missed/find-rest.ts';
import type { LostFiles } from './lost-files.ts';

const ANEW = 'File was truncated or overwritten; reading it from the beginning.';
const GONE = 'File was deleted behind the mount; nothing more can be read of it.';

const TRUNCATED =
  'A program copied a file and truncated it while another wrote to it. Lines between the two may be lost; rotation by renaming loses none.';

/** The file that a path named at the last look, and the time of that look. */
export interface Before {
  entry: FileEntry;
  seenMs: number;
  /** True when that was the last scan of this process. */
  isFollowed?: boolean;
  /** Inode of the file that had the path; the entry may have the inode of a copy. */
  inode?: string;
  /** True when it was truncated and is still there. */
  isThere?: boolean;
  /**
   * Last change of the file that the entry was compressed to, ms since the epoch: files that came after it are younger.
   */
  writtenMs?: number;
}

/** Follows what rotation has moved: `RotatedFiles`, which this file must not know. */
interface Follower {
  followRest: (ready: ReadyFile, entry: FileEntry, nowMs: number) => Promise<FollowedFile | undefined>;
  followSince: (
    before: Before,
    path: string,
    last: FollowedFile | undefined,
    nowMs: number,
  ) => Promise<FollowedFile | undefined>;
}

/** Looks for the unread bytes of files that lost them while they were open, and for lives that nobody has seen. */
export class ReplacedFiles {
  readonly #files: FollowedFiles;
  readonly #lost: LostFiles;
  /** Paths of files with a logged warning that copying and truncating them loses lines. */
  readonly #warned = new Set<string>();
  readonly #rotated: Follower;

  constructor(files: FollowedFiles, lost: LostFiles, rotated: Follower) {
    this.#files = files;
    this.#lost = lost;
    this.#rotated = rotated;
  }

  /** See `FollowOptions.onReplaced`. */
  async find(file: FollowedFile, replaced: Replaced): Promise<Found<FollowedFile>> {
    const { checkpoint, log } = this.#files.options;
    const { old, reason, rest, toRepeat } = replaced;
    const { isGone, path } = file;
    const { seenMs } = rest;
    log.info({ path, offset: old.offset, reason }, isGone ? GONE : ANEW);
    // All at once: if the process is killed meanwhile, the checkpoint must name the unread bytes. The last entry is the
    // file's own.
    checkpoint.files.push(rest, ...(isGone ? [] : [file.entry]));
    const ready = await findRestWhenSettled(rest, (other) => this.#files.has(other));
    const nowMs = performance.now();
    const copy = ready && (await this.#rotated.followRest(ready, rest, nowMs));
    if (copy === undefined) await ready?.bytes.close();
    else {
      copy.repeat(old, toRepeat);
      // The file waits for an older one, so its copy has to wait for that one, too.
      copy.predecessor = file.predecessor;
    }
    // Lives after it are looked for with the file that has its path now.
    if (isGone && copy === undefined) await this.#lost.loseRest(path, replaced);
    if (isGone) return { rest: copy, last: copy };
    const copied = copy === undefined ? await this.#rememberParts(file, rest) : ready?.file;
    const unseen = this.#unseenWrites(path, replaced, copied);
    // The file itself is older than all copies of it, so without one their own times say which lives nobody has seen.
    const before = { entry: copy === undefined ? old : rest, seenMs, isThere: copy === undefined };
    const last = await this.#rotated.followSince(before, path, copy ?? file.predecessor, nowMs);
    if (copy === undefined) await this.#lost.loseRest(path, replaced, unseen);
    else if (unseen !== undefined)
      await this.#lost.report(rest, { path, reason, bytes: 0, isAtLeast: true, detail: unseen });
    return { rest: copy, last };
  }

  /** See `unseenWrites`. */
  #unseenWrites(path: string, { now, pace, rest }: Replaced, copy: FoundFile | undefined) {
    if (isBusy(pace) && copy !== undefined && !this.#warned.has(path)) {
      this.#warned.add(path);
      this.#files.options.log.warn({ path, copy: copy.path }, TRUNCATED);
    }
    return unseenWrites({ pace, seenMs: rest.seenMs, copy, now });
  }

  /**
   * Copies made before the last lines came hold no unread bytes, whatever their names.
   *
   * @returns the newest
   */
  async #rememberParts(file: FollowedFile, rest: FileEntry): Promise<FoundFile | undefined> {
    const found: FoundFile[] = [];
    for (const part of await findParts(file, rest, (other) => this.#files.has(other))) {
      const { bytes, head } = part;
      const { sizeBytes } = await bytes.stat();
      const tail = fingerprintOf(await bytesBefore(bytes, sizeBytes));
      await bytes.close();
      found.push(part.file);
      const known = { fingerprint: fingerprintOf(head), offset: sizeBytes, tail, sizeBytes };
      this.#lost.remember({ ...rest, ...known, id: randomUUID(), isDone: true, unread: undefined });
    }
    return found.sort(byAge).at(-1);
  }
}
