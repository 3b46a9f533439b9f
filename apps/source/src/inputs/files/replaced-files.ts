import { randomUUID } from 'node:crypto';
import type { FileEntry } from './checkpoint-state.ts';
import { findParts, findRest } from './find-rest.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { FollowedFile, Found } from './follow-file.ts';
import type { FollowedFiles } from './followed-files.ts';
import type { LostFiles } from './lost-files.ts';
import { NearbyFiles } from './nearby-files.ts';
import { bytesBefore } from './new-entry.ts';
import type { Replaced } from './replaced-file.ts';
import type { RotatedFiles } from './rotated-files.ts';

const ANEW = 'File was truncated or overwritten; reading it from the beginning.';
const GONE = 'File was deleted behind the mount; nothing more can be read of it.';

/** Looks for what was not read of files whose bytes were taken away while they were open, and for lives that nobody has seen. */
export class ReplacedFiles {
  readonly #files: FollowedFiles;
  readonly #lost: LostFiles;
  readonly #rotated: Pick<RotatedFiles, 'followRest' | 'followSince'>;

  constructor(files: FollowedFiles, lost: LostFiles, rotated: Pick<RotatedFiles, 'followRest' | 'followSince'>) {
    this.#files = files;
    this.#lost = lost;
    this.#rotated = rotated;
  }

  /** See `FollowOptions.onReplaced`. */
  async find(file: FollowedFile, replaced: Replaced): Promise<Found> {
    const { checkpoint, log } = this.#files.options;
    const { old, reason, rest, toRepeat } = replaced;
    const { isGone, path } = file;
    const { seenMs } = rest;
    log.info({ path, offset: old.offset, reason }, isGone ? GONE : ANEW);
    // At once and together: a process that is killed meanwhile must leave word of what was not read. The last one is the file's own.
    checkpoint.files.push(rest, ...(isGone ? [] : [file.entry]));
    const find = () => findRest(rest, (other) => this.#files.has(other), new NearbyFiles());
    // A copy that gets its next name meanwhile is hidden from a look.
    const ready = (await find()) ?? (await find());
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
    if (copy === undefined) await this.#rememberParts(file, rest);
    // The file itself is older than all copies of it, so without one their own times say which lives nobody has seen.
    const before = { entry: copy === undefined ? old : rest, seenMs, isThere: copy === undefined };
    const last = await this.#rotated.followSince(before, path, copy ?? file.predecessor, nowMs);
    if (copy === undefined) await this.#lost.loseRest(path, replaced);
    return { rest: copy, last };
  }

  /** Copies that were made before the last lines came have nothing that was not read, under whatever names they get. */
  async #rememberParts(file: FollowedFile, rest: FileEntry): Promise<void> {
    for (const part of await findParts(file, rest, (other) => this.#files.has(other))) {
      const { bytes, head } = part;
      const { sizeBytes } = await bytes.stat();
      const tail = fingerprintOf(await bytesBefore(bytes, sizeBytes));
      await bytes.close();
      const known = { fingerprint: fingerprintOf(head), offset: sizeBytes, tail, sizeBytes };
      this.#lost.remember({ ...rest, ...known, id: randomUUID(), isDone: true, unread: undefined });
    }
  }
}
