import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { matchesPath } from '@logwarren/common/match-path';
import { isOnFuse } from './byte-source.ts';
import type { FileEntry } from './checkpoint-state.ts';
import { type FoundFile, keyOf } from './find-files.ts';
import { findParts, findRest } from './find-rest.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { FollowedFile, Found, Replaced } from './follow-file.ts';
import type { FollowedFiles, Opened } from './followed-files.ts';
import { lossOf } from './loss-of.ts';
import { countOf } from './losses.ts';
import { missedFiles } from './missed-files.ts';
import { NearbyFiles } from './nearby-files.ts';
import { bytesBefore, newEntry } from './new-entry.ts';
import type { OpenFile, ReadyFile } from './open-found.ts';
import { openMissed } from './open-missed.ts';
import { openUnknown } from './open-unknown.ts';
import { resumeAt } from './recognise-file.ts';
import { isCompressedName } from './rotated-name.ts';
import { MIN_COPY_BYTES } from './same-bytes.ts';

/** How old the answers of FUSE for a path may be. */
const FUSE_AGE_MS = 1_000;
/** Copies of former lives of a file are taken for later ones while they are not older than clocks are wrong. */
const FORMER_MS = 60_000;

const ANEW = 'File was truncated or overwritten; reading it from the beginning.';
const GONE = 'File was deleted behind the mount; nothing more can be read of it.';

/** What a path named when it was last looked at, and when that was. */
interface Before {
  entry: FileEntry;
  seenMs: number;
  /** Inode of the file that had the path; the entry may have the inode of a copy. */
  inode?: string;
  /** It was truncated and is still there. */
  isThere?: boolean;
  /** Last change of the file that the entry was compressed to, ms since the epoch: files that came after it are younger. */
  writtenMs?: number;
}

/**
 * What rotation has moved out of sight: the rest of files that were read before (find-rest.ts), and files that had a path while
 * nobody looked (missed-files.ts). What is nowhere is lost, and that is said.
 */
export class RotatedFiles {
  readonly #files: FollowedFiles;
  /** Ids of entries that no other source has written down. */
  readonly #own: ReadonlySet<string>;
  /** By path, from the last process. */
  readonly #before = new Map<string, Before>();
  /** When entries of former lives were made, ms since the epoch: their files may have been looked at last long before. */
  readonly #rememberedMs = new WeakMap<FileEntry, number>();

  constructor(followed: FollowedFiles) {
    this.#files = followed;
    const { files } = followed.options.checkpoint;
    this.#own = new Set(files.map(({ id }) => id));
    const lives = files.filter(({ isCopy, isReplaced }) => !isCopy && !isReplaced).toSorted(byLife);
    // A finished one counts where nothing came after it that anybody saw.
    const finished = lives.filter(({ firstPath, isDone, path }) => isDone && path === firstPath);
    for (const entry of [...finished, ...lives.filter(({ isDone }) => !isDone)])
      this.#before.set(entry.path, { entry, seenMs: entry.seenMs, inode: entry.inode });
  }

  /** Follows an open file; what it loses by rotation is looked for. */
  follow(ready: ReadyFile, entry: FileEntry): Promise<FollowedFile> {
    return this.#files.follow(ready, entry, (file, replaced) => this.#afterReplacing(file, replaced));
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
    const before = this.#files.isFirst ? this.#before.get(path) : last && { entry: last.entry, seenMs: scannedMs };
    if (before === undefined) return last;
    const isThere = before.entry.fingerprint.bytes === 0 && this.#files.present.has(keyOf(before.entry));
    return await this.#followSince({ ...before, isThere }, path, last, nowMs, isThere ? undefined : now);
  }

  async #followSince(before: Before, path: string, last: FollowedFile | undefined, nowMs: number, now?: OpenFile) {
    const { checkpoint, log } = this.#files.options;
    let latest = last;
    const { entry: known, inode = known.inode } = before;
    const like = { ...known, inode, ...(before.isThere ? { madeNs: undefined } : {}) };
    const isByPath = await isOnFuse(dirname(path));
    const seenMs = before.seenMs - (isByPath ? FUSE_AGE_MS : 0);
    const missed = await openMissed({
      isOnFuse: isByPath,
      list: () => missedFiles(path, like, { ...before, seenMs }),
      open: (file, packed) => openUnknown(this.#files, file, before.entry, now, packed),
    });
    for (const [unreadable, reason] of missed.unreadable) this.#files.skip(unreadable, reason);
    for (const { sizeBytes } of missed.gone)
      await this.#report(before.entry, { path, reason: 'deleted', bytes: sizeBytes, isAtLeast: true });
    for (const open of missed.opened) {
      const { bytes, from, head, recognised } = open;
      const { sizeBytes } = await bytes.stat();
      const isDamaged = bytes.damage !== undefined;
      if (isDamaged) await this.#reportDamage(before.entry, open, 0);
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

  /** What the last process read and is not where it was: its rest is found and finished first, or it is lost. */
  async resumeMissing(found: readonly FoundFile[], opened: readonly Opened[], nowMs: number): Promise<void> {
    const { checkpoint } = this.#files.options;
    const isKnown = new Set(opened.flatMap(({ entry }) => entry ?? []));
    const taken = new Set(opened.flatMap(({ entry, open }) => (entry === undefined ? [] : keyOf(open.file))));
    const others = new Set(found.map(keyOf).filter((key) => opened.every(({ open }) => keyOf(open.file) !== key)));
    const isMissing = (entry: FileEntry) =>
      !(isKnown.has(entry) || entry.isCopy || entry.isDone || entry.isReplaced || others.has(keyOf(entry))) &&
      this.#isNamed(entry.path);
    const isTaken = (file: FoundFile) => taken.has(keyOf(file)) || this.#files.has(file);
    for (const entry of await this.#resume(checkpoint.files.filter(isMissing), isTaken, nowMs)) {
      await this.#giveUp(entry, found);
    }
    for (const entry of checkpoint.files.filter(({ isReplaced }) => isReplaced))
      await this.#repeatReplaced(entry, found, nowMs);
    const paths = new Set(found.map(({ path }) => path));
    for (const path of this.#before.keys()) {
      const last = [...this.#files.values()].findLast((file) => file.path === path);
      if (!paths.has(path)) await this.followMissed(path, last, nowMs, 0);
    }
  }

  /**
   * Follows what is left of files, wherever it is now.
   *
   * @returns those that are nowhere: rotation that goes on hides files from a look, so each is looked for twice at least, and
   *   again while others are found
   */
  async #resume(entries: readonly FileEntry[], isTaken: (file: FoundFile) => boolean, nowMs: number) {
    let missing = entries;
    for (let pass = 1; missing.length > 0; pass++) {
      const before = missing.length;
      const found = await this.#findRests(missing, isTaken);
      const followed = new Set<FileEntry>();
      for (const entry of missing) {
        const ready = found.get(entry);
        if (ready === undefined) continue;
        followed.add(entry);
        if ((await this.#followRest(ready, entry, nowMs)) === undefined) await ready.bytes.close();
      }
      missing = missing.filter((entry) => !followed.has(entry));
      if (pass > 1 && missing.length === before) break;
    }
    return missing;
  }

  /** Those of which most was read choose first: of one whose header alone was read, every life with that header may be the rest. */
  async #findRests(entries: readonly FileEntry[], isTaken: (file: FoundFile) => boolean) {
    const nearby = new NearbyFiles();
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

  /** Reads pending ranges again where their bytes are now, in a copy that another entry may have been read in since. */
  async #repeatReplaced(entry: FileEntry, found: readonly FoundFile[], nowMs: number): Promise<void> {
    const ready = entry.pending.length > 0 ? await findRest(entry, () => false, new NearbyFiles()) : undefined;
    if (ready === undefined) return await this.#giveUp(entry, found);
    const followed = this.#files.get(ready.file);
    if (followed === undefined && (await this.#followRest(ready, entry, nowMs)) !== undefined) return;
    followed?.repeat(entry);
    await ready.bytes.close();
  }

  /** Entries of files that had the inode before, but for finished ones: by them compressed copies are known for read. */
  async giveUpOthers({ device, inode }: FoundFile): Promise<void> {
    const open = this.#files.openEntries();
    for (const other of this.#files.options.checkpoint.files.filter(
      (each) => each.inode === inode && each.device === device,
    )) {
      if (!open.has(other) && !other.isReplaced && !other.isDone) await this.#giveUp(other, []);
    }
  }

  async #followRest(ready: ReadyFile, entry: FileEntry, nowMs: number): Promise<FollowedFile | undefined> {
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
      await this.#reportDamage(entry, ready, entry.sizeBytes ?? 0);
    }
    const followed = await this.follow(ready, entry);
    followed.supersededMs = nowMs;
    return followed;
  }

  /** What a damaged copy lacks is lost: what was seen of the file and is not in it, or an unknown number of bytes. */
  async #reportDamage(
    { firstPath, path }: FileEntry,
    { bytes, file }: Pick<OpenFile, 'bytes' | 'file'>,
    seenBytes: number,
  ) {
    const { sizeBytes } = await bytes.stat();
    const lost = Math.max(0, seenBytes - sizeBytes);
    const read = `${countOf(sizeBytes)} of it could be unpacked`;
    const detail = `its compressed copy ${file.path} is damaged (${bytes.damage}): ${read}`;
    await this.#report({ firstPath }, { path, reason: 'deleted', bytes: lost, isAtLeast: true, detail });
  }

  async #afterReplacing(file: FollowedFile, replaced: Replaced): Promise<Found> {
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
    const copy = ready && (await this.#followRest(ready, rest, nowMs));
    if (copy === undefined) await ready?.bytes.close();
    else {
      copy.repeat(old, toRepeat);
      // The file waits for an older one, so its copy has to wait for that one, too.
      copy.predecessor = file.predecessor;
    }
    // Lives after it are looked for with the file that has its path now.
    if (isGone && copy === undefined) await this.#loseRest(path, replaced);
    if (isGone) return { rest: copy, last: copy };
    if (copy === undefined) await this.#rememberParts(file, rest);
    // The file itself is older than all copies of it, so without one their own times say which lives nobody has seen.
    const before = { entry: copy === undefined ? old : rest, seenMs, isThere: copy === undefined };
    const last = await this.#followSince(before, path, copy ?? file.predecessor, nowMs);
    if (copy === undefined) await this.#loseRest(path, replaced);
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
      this.#remember({ ...rest, ...known, id: randomUUID(), isDone: true, unread: undefined });
    }
  }

  /** Reports what is in no copy. The bytes that were read are kept in mind: rotation may have hidden the copy from the look. */
  async #loseRest(path: string, { isUnsure, old, read, reason, rest, toRepeat, unreadBytes }: Replaced): Promise<void> {
    const { checkpoint } = this.#files.options;
    checkpoint.remove(rest);
    for (const pending of toRepeat) old.pending.splice(old.pending.indexOf(pending), 1);
    const bytes = toRepeat.reduce((sum, { start, end }) => sum + end - start, unreadBytes);
    if (bytes > 0 || isUnsure) await this.#report(rest, { path, reason, bytes, isAtLeast: true });
    const oldMs = Date.now() - FORMER_MS;
    const isFormer = (entry: FileEntry) =>
      entry.isDone &&
      entry.path === path &&
      keyOf(entry) === keyOf(rest) &&
      (this.#rememberedMs.get(entry) ?? entry.seenMs) < oldMs;
    for (const former of checkpoint.files.filter(isFormer)) checkpoint.remove(former);
    const { end, ...tail } = read;
    if (end < MIN_COPY_BYTES) return;
    this.#remember({ ...rest, offset: end, tail, sizeBytes: end, isDone: true, unread: undefined });
  }

  #remember(former: FileEntry): void {
    this.#files.options.checkpoint.files.push(former);
    this.#rememberedMs.set(former, Date.now());
  }

  async #giveUp(entry: FileEntry, found: readonly FoundFile[]): Promise<void> {
    const isThere = found.some(({ path }) => path === entry.path);
    const loss = this.#own.has(entry.id) ? lossOf(entry, isThere ? 'overwritten' : 'deleted') : undefined;
    if (loss !== undefined) await this.#report(entry, loss);
    this.#files.options.checkpoint.remove(entry);
  }

  async #report(
    { firstPath }: Pick<FileEntry, 'firstPath'>,
    loss: NonNullable<ReturnType<typeof lossOf>>,
  ): Promise<void> {
    const { settings } = await this.#files.options.parserForPath(firstPath);
    const { fallbackService, forceService, service } = settings;
    this.#files.options.losses.report({ ...loss, service: forceService && service ? service : fallbackService });
  }

  #isNamed(path: string): boolean {
    return this.#files.options.patterns.some((pattern) => matchesPath(path, pattern));
  }
}

/** Lives of a path, the last one last. A copy is made later than the file that it was made of, and holds an earlier life. */
function byLife(a: FileEntry, b: FileEntry): number {
  return (
    Number(b.isMoved ?? false) - Number(a.isMoved ?? false) ||
    Number(a.madeNs ?? 0) - Number(b.madeNs ?? 0) ||
    a.seenMs - b.seenMs
  );
}

/** How many bytes of a file were read or seen. */
function knownBytes(entry: FileEntry): number {
  return Math.max(resumeAt(entry), entry.unread?.end ?? 0);
}
