import { matchesPath } from '@logwarren/common/match-path';
import type { FileEntry } from '../checkpoint/checkpoint-state.ts';
import { type FoundFile, keyOf } from '../finding/find-files.ts';
import type { FollowedFiles, Opened } from '../following/followed-files.ts';
import { NearbyFiles } from '../identity/nearby-files.ts';
import type { ReadyFile } from '../identity/open-found.ts';
import { findRest, findRestWhenSettled, knownBytes, limitLooks, mayBeRest } from '../missed/find-rest.ts';
import type { LostFiles } from './lost-files.ts';
import type { RotatedFiles } from './rotated-files.ts';

/** At the start of a source, continues in files that its last process read and that have moved. */
export class ResumedFiles {
  readonly #files: FollowedFiles;
  readonly #lost: LostFiles;
  readonly #doubtful: FileEntry[] = [];
  readonly #rotated: Pick<RotatedFiles, 'followMissed' | 'followRest' | 'pathsBefore'>;

  constructor(
    files: FollowedFiles,
    lost: LostFiles,
    rotated: Pick<RotatedFiles, 'followMissed' | 'followRest' | 'pathsBefore'>,
  ) {
    this.#files = files;
    this.#lost = lost;
    this.#rotated = rotated;
  }

  /**
   * Handles files that the last process read and that have moved: it finds and finishes the rest of each first, or the
   * rest is lost.
   */
  async resume(found: readonly FoundFile[], opened: readonly Opened[], nowMs: number): Promise<void> {
    const { checkpoint } = this.#files.options;
    const isKnown = new Set(opened.flatMap(({ entry }) => entry ?? []));
    const taken = new Set(opened.flatMap(({ entry, open }) => (entry === undefined ? [] : keyOf(open.file))));
    const openedKeys = new Set(opened.map(({ open }) => keyOf(open.file)));
    const others = new Set(found.map(keyOf).filter((key) => !openedKeys.has(key)));
    const isMissing = (entry: FileEntry) =>
      !(isKnown.has(entry) || entry.isCopy || entry.isDone || entry.isReplaced || others.has(keyOf(entry))) &&
      this.#isNamed(entry.path);
    const isTaken = (file: FoundFile) => taken.has(keyOf(file)) || this.#files.has(file);
    for (const entry of await this.#followAll(checkpoint.files.filter(isMissing), isTaken, nowMs)) {
      if (knownBytes(entry) === 0) this.#doubtful.push(entry);
      else await this.#lost.giveUp(entry, found);
    }
    for (const entry of checkpoint.files.filter(({ isReplaced }) => isReplaced))
      await this.#repeatReplaced(entry, found, nowMs);
    const paths = new Set(found.map(({ path }) => path));
    for (const path of this.#rotated.pathsBefore()) {
      const last = [...this.#files.values()].findLast((file) => file.path === path);
      if (!paths.has(path)) await this.#rotated.followMissed(path, last, nowMs, 0);
    }
  }

  /**
   * Gives up files that were empty when last seen and are not there under their inode. Nothing distinguishes them from
   * others, so those that were read as lives after them may be the same files.
   */
  async giveUpDoubtful(found: readonly FoundFile[]): Promise<void> {
    for (const entry of this.#doubtful.splice(0)) await this.#lost.giveUp(entry, found);
  }

  /**
   * Follows the rest of files, wherever it is now.
   *
   * @returns files that are nowhere. Rotation in progress hides files from a look, so the search continues until no
   * file near them gets another name meanwhile, and again while it finds others
   */
  async #followAll(entries: readonly FileEntry[], isTaken: (file: FoundFile) => boolean, nowMs: number) {
    let missing = entries;
    const mayLookAgain = limitLooks();
    const isWanted = (file: FoundFile) => missing.some((entry) => mayBeRest(file, entry));
    while (missing.length > 0) {
      const before = missing.length;
      const nearby = new NearbyFiles();
      const found = await this.#findRests(missing, isTaken, nearby);
      const followed = new Set<FileEntry>();
      for (const entry of missing) {
        const ready = found.get(entry);
        if (ready === undefined) continue;
        followed.add(entry);
        if ((await this.#rotated.followRest(ready, entry, nowMs)) === undefined) await ready.bytes.close();
      }
      missing = missing.filter((entry) => !followed.has(entry));
      const isLast = !mayLookAgain();
      if (missing.length === before && (isLast || (await nearby.areSettled(isWanted)))) break;
    }
    return missing;
  }

  /**
   * The entries with most bytes read choose first: if only a header was read, every life with that header may be the
   * rest.
   */
  async #findRests(entries: readonly FileEntry[], isTaken: (file: FoundFile) => boolean, nearby: NearbyFiles) {
    const found = new Map<FileEntry, ReadyFile>();
    const chosen = new Set<string>();
    const isChosen = (file: FoundFile) => isTaken(file) || chosen.has(keyOf(file));
    for (const entry of entries.toSorted((a, b) => knownBytes(b) - knownBytes(a))) {
      const ready = await findRest(entry, isChosen, nearby);
      if (ready === undefined) continue;
      found.set(entry, ready);
      chosen.add(keyOf(ready.file));
    }
    return found;
  }

  /** Reads pending ranges again from where their bytes are now: a copy that another entry may have used since. */
  async #repeatReplaced(entry: FileEntry, found: readonly FoundFile[], nowMs: number): Promise<void> {
    const ready = entry.pending.length > 0 ? await findRestWhenSettled(entry, () => false) : undefined;
    if (ready === undefined) return await this.#lost.giveUp(entry, found);
    const followed = this.#files.get(ready.file);
    if (followed === undefined && (await this.#rotated.followRest(ready, entry, nowMs)) !== undefined) return;
    followed?.repeat(entry);
    await ready.bytes.close();
  }

  #isNamed(path: string): boolean {
    return this.#files.options.patterns.some((pattern) => matchesPath(path, pattern));
  }
}
