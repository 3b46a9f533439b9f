import type { FileEntry } from '../checkpoint/checkpoint-state.ts';
import { type FoundFile, keyOf } from '../finding/find-files.ts';
import type { FollowedFiles } from '../following/followed-files.ts';
import type { Replaced } from '../following/replaced-file.ts';
import type { OpenFile } from '../identity/open-found.ts';
import { MIN_COPY_BYTES } from '../identity/same-bytes.ts';
import { lossOf } from '../losses/loss-of.ts';
import { countOf } from '../losses/losses.ts';
import { knownBytes } from '../missed/find-rest.ts';

/** How long to remember former lives of a file: clocks may be wrong, so their copies may pass for later ones. */
const FORMER_MS = 60_000;

/** Reports the losses of files, and remembers the bytes read from them. */
export class LostFiles {
  readonly #files: FollowedFiles;
  /** Ids of entries that no other source has stored. */
  readonly #own: ReadonlySet<string>;
  /**
   * When entries of former lives were made, ms since the epoch; the last look at their files may have been long before.
   */
  readonly #rememberedMs = new WeakMap<FileEntry, number>();

  /** Entries of empty files that continue in others, as far as anybody can know. */
  readonly #continued = new WeakSet<FileEntry>();

  /** Entries of files whose paths had already gone to others when the last process saw them. */
  readonly #superseded: ReadonlySet<FileEntry>;

  constructor(files: FollowedFiles) {
    const known = files.options.checkpoint.files;
    this.#files = files;
    this.#own = new Set(known.map(({ id }) => id));
    const lives = livesOf(known);
    // Entries are in the order in which their files came; some files have no time of creation.
    const atPath = known.filter(({ isCopy, isMoved, isReplaced }) => !isCopy && !isMoved && !isReplaced);
    const last = new Map(atPath.toSorted((a, b) => a.seenMs - b.seenMs).map((entry) => [entry.path, entry]));
    this.#superseded = new Set(lives.filter((entry) => (last.get(entry.path) ?? entry) !== entry));
  }

  /** Reports a loss for the service of the file. */
  async report(
    { firstPath }: Pick<FileEntry, 'firstPath'>,
    loss: NonNullable<ReturnType<typeof lossOf>>,
  ): Promise<void> {
    const { settings } = await this.#files.options.parserForPath(firstPath);
    const { fallbackService, forceService, service } = settings;
    this.#files.options.losses.report({ ...loss, service: forceService && service ? service : fallbackService });
  }

  /** Reports the bytes that a damaged copy lacks: those seen of the file and missing in it, or an unknown number. */
  async reportDamage(
    { firstPath, path }: FileEntry,
    { bytes, file }: Pick<OpenFile, 'bytes' | 'file'>,
    seenBytes: number,
  ) {
    const { sizeBytes } = await bytes.stat();
    const lost = Math.max(0, seenBytes - sizeBytes);
    const read = `${countOf(sizeBytes)} of it could be unpacked`;
    const detail = `its compressed copy ${file.path} is damaged (${bytes.damage}): ${read}`;
    await this.report({ firstPath }, { path, reason: 'deleted', bytes: lost, isAtLeast: true, detail });
  }

  /** Notes that lives after that of an empty file are read. The first of them may be the file itself. */
  goesOn(entry: FileEntry): void {
    if (knownBytes(entry) === 0) this.#continued.add(entry);
  }

  /** Forgets a missing file, and reports the loss. */
  async giveUp(entry: FileEntry, found: readonly FoundFile[]): Promise<void> {
    const isThere = found.some(({ path }) => path === entry.path);
    const isLoss = this.#own.has(entry.id) && !this.#continued.has(entry);
    const isSuperseded = this.#superseded.has(entry);
    const loss = isLoss ? lossOf(entry, isThere ? 'overwritten' : 'deleted', isSuperseded) : undefined;
    if (loss !== undefined) await this.report(entry, loss);
    this.#files.options.checkpoint.remove(entry);
  }

  /**
   * Entries of files that had the inode before, but for finished ones: by them compressed copies are known for read.
   */
  async giveUpOthers({ device, inode }: FoundFile): Promise<void> {
    const open = this.#files.openEntries();
    for (const other of this.#files.options.checkpoint.files.filter(
      (each) => each.inode === inode && each.device === device,
    )) {
      if (!open.has(other) && !other.isReplaced && !other.isDone) await this.giveUp(other, []);
    }
  }

  /** Reports bytes that are in no copy. Remembers the bytes read: rotation may have hidden the copy from the look. */
  async loseRest(path: string, replaced: Replaced, detail?: string): Promise<void> {
    const { isUnsure, old, read, reason, rest, toRepeat, unreadBytes } = replaced;
    const { checkpoint } = this.#files.options;
    checkpoint.remove(rest);
    for (const pending of toRepeat) old.pending.splice(old.pending.indexOf(pending), 1);
    const bytes = toRepeat.reduce((sum, { start, end }) => sum + end - start, unreadBytes);
    const isUnknown = isUnsure || detail !== undefined;
    if (bytes > 0 || isUnknown) await this.report(rest, { path, reason, bytes, isAtLeast: true, detail });
    const oldMs = Date.now() - FORMER_MS;
    const isFormer = (entry: FileEntry) =>
      entry.isDone &&
      entry.path === path &&
      keyOf(entry) === keyOf(rest) &&
      (this.#rememberedMs.get(entry) ?? entry.seenMs) < oldMs;
    for (const former of checkpoint.files.filter(isFormer)) checkpoint.remove(former);
    const { end, ...tail } = read;
    if (end < MIN_COPY_BYTES) return;
    this.remember({ ...rest, offset: end, tail, sizeBytes: end, isDone: true, unread: undefined });
  }

  /** Remembers the bytes read from a past life. */
  remember(former: FileEntry): void {
    this.#files.options.checkpoint.files.push(former);
    this.#rememberedMs.set(former, Date.now());
  }
}

/** Lives of all paths, the last one of each path last. */
export function livesOf(entries: readonly FileEntry[]): FileEntry[] {
  return entries.filter(({ isCopy, isReplaced }) => !isCopy && !isReplaced).toSorted(byLife);
}

/** A copy is made later than its original, and holds an earlier life. */
function byLife(a: FileEntry, b: FileEntry): number {
  return (
    Number(b.isMoved ?? false) - Number(a.isMoved ?? false) ||
    Number(a.madeNs ?? 0) - Number(b.madeNs ?? 0) ||
    a.seenMs - b.seenMs
  );
}
