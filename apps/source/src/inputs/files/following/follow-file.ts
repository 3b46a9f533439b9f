import { LINGER_MS } from '../../../batching/gather-records.ts';
import { fingerprintOf } from '../bytes/fingerprint.ts';
import type { GrowingBytes } from '../bytes/growing-bytes.ts';
import type { FileEntry, PendingChunk } from '../checkpoint/checkpoint-state.ts';
import { Reopening } from '../identity/open-again.ts';
import type { ReadyFile } from '../identity/open-found.ts';
import { type Chunk, type ChunkOptions, FileChunks } from '../reading/file-chunks.ts';
import type { LiveFile } from './begun-anew.ts';
import { type Found, nextLife, type Replaced, restOf } from './replaced-file.ts';
import { WriterPace } from './writer-pace.ts';

/**
 * One file (an inode, not a path) that is read as it grows.
 *
 *     repeating ──► following ──► superseded ──► drained, closed by the follower
 *                    │    ▲           ▲
 *         replaced ──┘    └───────────┘ its path named another file for a moment
 *
 * - repeating: chunks that were pending when the last process died are read again, exactly as they were
 * - following: a path names it; every look reads the new bytes and cuts a chunk off at the end of a record
 * - superseded: its path names another file, or nothing; lines that its writer still adds are read too
 * - replaced (shorter than the bytes read, or different): a new file with a new id. Unread bytes may be in a copy.
 *   Without one, the last chunk is made of the bytes that were read but still waited for more
 *
 * Bytes:   0 … confirmed (entry.offset) … pending chunks … carry (read, record still open) … read position … size
 */

/** Settings and callbacks for following one file; times in ms. */
export interface FollowOptions extends ChunkOptions {
  /** Quiet time after which an open record counts as complete. */
  flushMs: number;
  /** Looks for the unread rest of a file whose bytes are gone, and reports the loss. */
  onReplaced: (file: FollowedFile, replaced: Replaced) => Promise<Found<FollowedFile>>;
  /** See NewCopies. */
  isBegunAnew: (file: LiveFile) => Promise<boolean>;
  /** Called when all chunks of a former entry are confirmed. */
  onRetired: (old: FileEntry) => void;
}

/** Reads one file; `look` never runs twice at the same time. Times are `performance.now()` unless stated otherwise. */
export class FollowedFile {
  /** Path where it was last found. */
  path: string;
  entry: FileEntry;
  /** When its path was first seen to name another file. */
  supersededMs: number | undefined;
  /** True if its path has named two others since: nobody writes to this one any more. */
  isOutdated = false;
  /** True if it is nowhere and its handle showed another file: nothing more is read. */
  isGone = false;
  /** The file to be read before this one: the one that the path named earlier. */
  predecessor: FollowedFile | undefined;
  /** Time of the earliest next look, and whether an event came since the last one; see waiting-files.ts. */
  nextLookMs = 0;
  isTouched = false;
  sizeBytes = 0;
  /** When it was last seen to be the same file; wall time, like the times of files. */
  sameMs: number;
  readonly bytes: GrowingBytes;
  readonly #options: FollowOptions;
  readonly #chunks: FileChunks;
  readonly #writer: WriterPace;
  readonly #reopening = new Reopening();

  constructor(ready: ReadyFile, entry: FileEntry, options: FollowOptions, writer = new WriterPace()) {
    const { before, bytes, file, head } = ready;
    this.#writer = writer;
    this.bytes = bytes;
    this.entry = entry;
    this.path = entry.path;
    this.#options = options;
    bytes.goTo(head, before);
    this.#chunks = new FileChunks(bytes, entry, { before, head }, options);
    this.sizeBytes = Math.max(this.readTo, file.sizeBytes);
    this.sameMs = entry.seenMs;
    this.repeat(entry);
  }

  /** True when the last look read to the end of the file. */
  get isAtEnd(): boolean {
    return this.readTo >= this.sizeBytes;
  }

  /** Position after the last byte that was read. */
  get readTo(): number {
    return this.#chunks.carried.readTo;
  }

  /** True when all bytes are in chunks and the flush time has passed or, with the writer two files on, is skipped. */
  get isCaughtUp(): boolean {
    const { carried, ranges, times } = this.#chunks;
    if (!times.wasLooked || ranges.next !== undefined) return false;
    if (!this.entry.isReplaced && (carried.length > 0 || carried.position < this.sizeBytes)) return false;
    // An outdated file is complete at the first look since then.
    return this.quietMs >= (this.isOutdated ? 0 : this.#flushMs);
  }

  get #flushMs(): number {
    return this.isOutdated ? Math.min(LINGER_MS, this.#options.flushMs) : this.#options.flushMs;
  }

  /** True while it grows, so that it is looked at often. */
  get isHot(): boolean {
    return this.#chunks.times.isHot;
  }

  /** Time without new bytes up to the last look, counted from the moment when it was superseded, if it was. */
  get quietMs(): number {
    return this.#chunks.times.quietMs(this.supersededMs);
  }

  /**
   * Reads the new bytes.
   *
   * @param nowMs `performance.now()`
   * @param scratch CHUNK_BYTES long, free again when the promise resolves
   * @returns the next chunk, already among the pending ones of its entry; undefined when nothing is complete for now
   */
  async look(nowMs: number, scratch: Buffer): Promise<Chunk | undefined> {
    if (this.isGone) return undefined;
    const beganMs = Date.now();
    const { isOther, sizeBytes, modifiedMs } = await this.bytes.stat();
    if (isOther) return this.#lookElsewhere(nowMs, 'truncated');
    this.#chunks.times.look(nowMs);
    if (sizeBytes < this.readTo) return this.#becameOther(nowMs, 'truncated');
    if (this.#chunks.ranges.next !== undefined)
      return (await this.#chunks.repeat(this.entry)) ?? this.#becameOther(nowMs, 'overwritten');
    if (this.entry.isReplaced) return undefined;
    if (await this.#isBegunAnew(modifiedMs)) return this.#startOver(nowMs, 'truncated');
    const carried = this.#chunks.carried.length;
    const buffer = this.#chunks.carried.bufferFor(scratch);
    const wanted = Math.min(sizeBytes - this.readTo, buffer.length - carried);
    const count = await this.bytes.readOn(buffer.subarray(carried, carried + wanted), this.readTo, modifiedMs);
    if (count === undefined) return this.#becameOther(nowMs, 'overwritten');
    // The length is that of another file, which now has its inode and its path.
    if (count === 0 && wanted > 0 && this.bytes.isByPath) return this.#lookElsewhere(nowMs, 'truncated');
    // Again after the read: the bytes may already belong to the next life.
    if (count > 0 && (await this.#isBegunAnew())) return this.#startOver(nowMs, 'truncated');
    this.#reopening.settle();
    this.#see(sizeBytes);
    if ((this.entry.unread?.end ?? 0) <= this.readTo + count) delete this.entry.unread;
    this.sameMs = beganMs;
    if (count > 0) this.#chunks.times.grow(nowMs);
    const bytes = buffer.subarray(0, carried + count);
    const isMoreThere = count > 0 && this.readTo + count < sizeBytes;
    const isSuperseded = this.supersededMs !== undefined;
    const cut = this.#chunks.cut(this.entry, { bytes, flushMs: this.#flushMs, isMoreThere, isSuperseded, nowMs });
    this.nextLookMs = cut.nextLookMs;
    return cut.chunk;
  }

  /**
   * Notes the present length without reading further, so that the size of a loss is known if the file goes away.
   *
   * @param nowMs `performance.now()`
   * @returns as `look`: the last chunk of a file that has been replaced
   */
  async measure(nowMs: number): Promise<Chunk | undefined> {
    if (this.#chunks.ranges.next !== undefined || this.isGone) return undefined;
    const { isOther, sizeBytes, modifiedMs } = await this.bytes.stat();
    if (isOther) return this.#lookElsewhere(nowMs, 'truncated');
    if (sizeBytes < this.readTo) return this.#becameOther(nowMs, 'truncated');
    if (await this.#isBegunAnew(modifiedMs)) return this.#startOver(nowMs, 'truncated');
    const count = await this.bytes.readOn(Buffer.alloc(0), this.readTo, modifiedMs);
    if (count === undefined) return this.#becameOther(nowMs, 'overwritten');
    if (sizeBytes > Math.max(this.readTo, this.entry.unread?.end ?? 0)) await this.noteUnread();
    else this.#writer.look(0);
    return undefined;
  }

  /** Notes the last unread bytes. */
  async noteUnread(): Promise<void> {
    const { isOther, modifiedMs, sizeBytes } = await this.bytes.stat();
    // The next look starts the new life, with the facts known of the last one.
    if (isOther || sizeBytes <= this.readTo || (await this.#isBegunAnew(modifiedMs))) return;
    const last = await this.bytes.noteUnread(sizeBytes);
    if (last === undefined) return;
    this.#see(sizeBytes);
    this.entry.unread = { end: sizeBytes, ...fingerprintOf(last) };
  }

  /** Reads pending ranges again: those of its entry, or of another entry whose bytes it has. */
  repeat(entry: FileEntry, ranges: readonly PendingChunk[] = entry.pending): void {
    this.#chunks.ranges.repeat(entry, ranges);
  }

  /** See `FileRanges.confirm`. */
  confirm({ entry, pending }: Chunk): void {
    this.#chunks.ranges.confirm(entry, pending);
    if (entry !== this.entry && entry.pending.length === 0) this.#options.onRetired(entry);
  }

  /** True when a copy shows it. Without the time of the last change, it always looks for copies. */
  async #isBegunAnew(modifiedMs?: number): Promise<boolean> {
    if (this.entry.isMoved || this.supersededMs !== undefined) return false;
    const { bytes, entry, path, readTo } = this;
    return await this.#options.isBegunAnew({ bytes, entry, path, readTo, modifiedMs, sameMs: this.sameMs });
  }

  /** The next chunk of a file that seems to be another one; its handle may show the file that has its path now. */
  #becameOther(nowMs: number, reason: Replaced['reason']): Promise<Chunk | undefined> {
    return this.bytes.isByPath ? this.#lookElsewhere(nowMs, reason) : this.#startOver(nowMs, reason);
  }

  /** Opens the file again where it is now; the next look continues. */
  async #lookElsewhere(nowMs: number, reason: Replaced['reason']): Promise<Chunk | undefined> {
    const place = await this.#reopening.open(this, nowMs);
    this.nextLookMs = nowMs + (place === 'same' ? LINGER_MS : this.#options.pollMs);
    if (place === 'same' || place === 'missing') return undefined;
    this.isGone = place === 'gone';
    return this.#startOver(nowMs, this.isGone ? 'deleted' : reason);
  }

  /** Notes its length and more of its first bytes, when it is still the same file. */
  #see(sizeBytes: number): void {
    this.#writer.look(Math.max(0, sizeBytes - this.sizeBytes));
    this.sizeBytes = sizeBytes;
    this.entry.sizeBytes = sizeBytes;
    if (this.bytes.head.length > this.entry.fingerprint.bytes) this.entry.fingerprint = fingerprintOf(this.bytes.head);
  }

  /** Begins the next life of the file. Looks for the unread bytes of the last one, or makes them its last chunk. */
  async #startOver(nowMs: number, reason: Replaced['reason']): Promise<Chunk | undefined> {
    const old = this.entry;
    const now = await this.bytes.stat();
    const replaced: Replaced = {
      ...restOf(old, this.#chunks.carried, this.sameMs),
      old,
      toRepeat: this.#chunks.ranges.startOver(old),
      unreadBytes: Math.max(0, this.sizeBytes - this.readTo),
      reason: now.sizeBytes < this.readTo && !this.isGone ? 'truncated' : reason,
      isUnsure: this.isGone && !this.isCaughtUp,
      pace: this.#writer.pace,
      now,
    };
    this.entry = nextLife(old);
    old.isReplaced = true;
    const { rest, last } = await this.#options.onReplaced(this, replaced);
    this.predecessor = last ?? this.predecessor;
    const chunk = rest === undefined ? this.#chunks.takeCarried(old) : undefined;
    this.#chunks.startOver();
    this.sameMs = Date.now();
    this.#see(0);
    this.#writer.startOver();
    await this.noteUnread();
    this.nextLookMs = nowMs;
    if (old.pending.length === 0) this.#options.onRetired(old);
    return chunk;
  }
}
