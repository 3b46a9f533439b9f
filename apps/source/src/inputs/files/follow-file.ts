import { randomUUID } from 'node:crypto';
import {
  eachLine,
  headerAfter,
  JOINER_VERSION,
  type LearntLayouts,
  NOTHING_LEARNT,
  splitRecords,
  utf16Of,
} from '@logwarren/contract/formats';
import { LINGER_MS } from '../../gather-records.ts';
import {
  type Cut,
  cutChunk,
  cutUtf16Chunk,
  type Ending,
  HELD_FACTOR,
  MAX_OPEN_BYTES,
  utf8OfRange,
} from '../cut-chunk.ts';
import type { LiveFile } from './begun-anew.ts';
import type { FileEntry, PendingChunk } from './checkpoint-state.ts';
import type { ChunkParser } from './chunk-batches.ts';
import { fingerprintOf, lastBytes, TAIL_BYTES } from './fingerprint.ts';
import type { GrowingBytes } from './growing-bytes.ts';
import { CROWDED_OPEN_BYTES, LONG_LINE_BYTES, type LongLines } from './long-lines.ts';
import { openAgain } from './open-again.ts';
import type { ReadyFile } from './open-found.ts';
import { takeConfirmed } from './publish-chunks.ts';
import { resumeAt } from './recognise-file.ts';

/**
 * One file (an inode, not a path) that is read as it grows.
 *
 *     repeating ──► following ──► superseded ──► drained, closed by the follower
 *                    │    ▲           ▲
 *         replaced ──┘    └───────────┘ its path named another file for a moment
 *
 * - repeating: chunks that were pending when the last process died are read again, exactly as they were
 * - following: a path names it; every look reads what is new and cuts a chunk off at the end of a record
 * - superseded: its path names another file, or nothing; lines that its writer still adds are read too
 * - replaced (shorter than what was read, or other bytes where it was read): it counts as a new file with a new id, read from
 *   0. What was not read yet may be in a copy that rotation has made; if there is none, what was read but still waited for more
 *   becomes its last chunk
 *
 * Bytes:   0 … confirmed (entry.offset) … pending chunks … carry (read, record still open) … read position … size
 */

/** Longest chunk of lines that are not long; its records take several times as much memory until they are encoded. */
export const CHUNK_BYTES = 1024 * 1024;
/** A file that grew within this time is looked at every LINGER_MS. */
const HOT_MS = 1_000;
/** How long a file may be missing before it is given up. FUSE may answer with names that are a second old. */
const GONE_MS = 5_000;
/** A last line without an end is given this many times longer than a complete record that may go on. */
const UNENDED_LINE_FACTOR = 5;

/** Records of one range of a file. */
export interface Chunk {
  file: FollowedFile;
  entry: FileEntry;
  pending: PendingChunk;
  texts: string[];
  /** A former process has read it, and may have sent it. */
  isRepeated?: boolean;
  /** See `TextChunk`; what the next chunk is read with. */
  onLearnt: (layouts: LearntLayouts) => void;
}

export interface FollowOptions {
  parser: ChunkParser;
  /** For ranges that were read with other settings. */
  parserFor: (settings: ChunkParser['settings']) => ChunkParser;
  pollMs: number;
  /** Quiet time after which an open record counts as complete. */
  flushMs: number;
  /** Shared by all files. */
  longLines: LongLines;
  /** Looks for what was not read of a file whose bytes are gone, and says what is lost. */
  onReplaced: (file: FollowedFile, replaced: Replaced) => Promise<Found>;
  /** See NewCopies. */
  isBegunAnew: (file: LiveFile) => Promise<boolean>;
  /** Told when all chunks of a former entry are confirmed. */
  onRetired: (old: FileEntry) => void;
}

/** A file whose bytes were taken away while it was open. */
export interface Replaced {
  /** Its chunks may still be pending. */
  old: FileEntry;
  /** Its chunks that a former process has read, and this one has not read again yet. */
  toRepeat: readonly PendingChunk[];
  /** Entry for what was not read. */
  rest: FileEntry;
  /** How far it was read, with the last bytes before that. */
  read: NonNullable<FileEntry['unread']>;
  /** Bytes that had been seen and were not read. */
  unreadBytes: number;
  reason: 'truncated' | 'overwritten' | 'deleted';
  /** Nobody knows whether more was written to it before it was gone. */
  isUnsure: boolean;
}

/** What is left of a file whose bytes were taken away. */
export interface Found {
  /** Where the rest of it is read. */
  rest: FollowedFile | undefined;
  /** What is to be read before the file goes on: the rest, or the last of the lives that nobody has seen. */
  last: FollowedFile | undefined;
}

/** A range that a former process has read. */
interface ToRepeat {
  entry: FileEntry;
  pending: PendingChunk;
}

/** Reads one file; `look` is never called twice at the same time. */
export class FollowedFile {
  /** Where it was last found. */
  path: string;
  entry: FileEntry;
  /** When its path was first seen to name another file; as all times here, `performance.now()`. */
  supersededMs: number | undefined;
  /** Its path has named two others since: nobody writes to it any more. */
  isOutdated = false;
  /** It is nowhere, and what was open of it shows another file: nothing more is read. */
  isGone = false;
  /** Read before this file: what the path named before. */
  predecessor: FollowedFile | undefined;
  /** Earliest next look. */
  nextLookMs = 0;
  sizeBytes = 0;
  readonly bytes: GrowingBytes;
  readonly #options: FollowOptions;
  readonly #toRepeat: ToRepeat[] = [];
  readonly #confirmed = new Set<PendingChunk>();
  #carry: Buffer = Buffer.alloc(0);
  /** Holds the carry at its beginning, while that is long. */
  #long: Buffer | undefined;
  /** Position of the first byte of the carry, and the last bytes before it. */
  #position: number;
  #before: Buffer;
  #grewMs = Number.NEGATIVE_INFINITY;
  #lookedMs: number | undefined;
  /** Names of the columns of what is read next, for layouts that write them above; see `headerAfter`. */
  #header: string | undefined;
  /** Since when records of several streams wait for each other. */
  #heldMs = Number.POSITIVE_INFINITY;
  /** When it was last seen to be the same file; wall time, as files have it. */
  #sameMs: number;
  /** When it was last changed, as far as copies of it were looked for. */
  #comparedMs: number | undefined;
  /** Wall time of the last chunk. */
  #lastReadMs: number;
  /** Since when its handle has shown another file, and it is nowhere. */
  #missingMs: number | undefined;

  constructor({ before, bytes, file, head }: ReadyFile, entry: FileEntry, options: FollowOptions) {
    this.bytes = bytes;
    this.entry = entry;
    this.path = entry.path;
    this.#before = before;
    this.#options = options;
    this.repeat(entry);
    this.#position = resumeAt(entry);
    this.sizeBytes = Math.max(this.#position, file.sizeBytes);
    this.#sameMs = entry.seenMs;
    this.#lastReadMs = entry.pending.at(-1)?.readAtMs ?? 0;
    bytes.goTo(head, before);
    this.#header = entry.header ?? (this.#position > 0 ? headerOfHead(this.#utf8Of(head, 0)) : undefined);
  }

  /** True when the last look read to the end of the file. */
  get isAtEnd(): boolean {
    return this.readTo >= this.sizeBytes;
  }

  /** Position behind the last byte that was read. */
  get readTo(): number {
    return this.#position + this.#carry.length;
  }

  /**
   * True when everything up to now was read and made into chunks, and nothing came for the flush time, which nobody waits for
   * when the writer is two files further on.
   */
  get isCaughtUp(): boolean {
    if (this.#lookedMs === undefined || this.#toRepeat.length > 0) return false;
    if (!this.entry.isReplaced && (this.#carry.length > 0 || this.#position < this.sizeBytes)) return false;
    return this.isOutdated || this.quietMs >= this.#flushMs;
  }

  get #flushMs(): number {
    return this.isOutdated ? Math.min(LINGER_MS, this.#options.flushMs) : this.#options.flushMs;
  }

  /** True while it is written to, so that it is looked at often. */
  get isHot(): boolean {
    return (this.#lookedMs ?? 0) - this.#grewMs < HOT_MS;
  }

  /** How long nothing had come at the last look, counted from the moment at which it was superseded, if it was. */
  get quietMs(): number {
    if (this.#lookedMs === undefined) return 0;
    return this.#lookedMs - Math.max(this.#grewMs, this.supersededMs ?? Number.NEGATIVE_INFINITY);
  }

  /**
   * Reads what is new.
   *
   * @param nowMs `performance.now()`
   * @param scratch CHUNK_BYTES long, free again when the promise resolves
   * @returns the next chunk, already among the pending ones of its entry; undefined when there is none for now
   */
  async look(nowMs: number, scratch: Buffer): Promise<Chunk | undefined> {
    if (this.isGone) return undefined;
    const beganMs = Date.now();
    const { isOther, sizeBytes, modifiedMs } = await this.bytes.stat();
    if (isOther) return this.#lookElsewhere(nowMs, 'truncated');
    this.#lookedMs = nowMs;
    if (sizeBytes < this.readTo) return this.#becameOther(nowMs, 'truncated');
    if (this.#toRepeat.length > 0) return (await this.#repeat()) ?? this.#becameOther(nowMs, 'overwritten');
    if (this.entry.isReplaced) return undefined;
    if (await this.#isBegunAnew(modifiedMs)) return this.#startOver(nowMs, 'truncated');
    const buffer = this.#bufferFor(scratch);
    const wanted = Math.min(sizeBytes - this.readTo, buffer.length - this.#carry.length);
    const carried = buffer === this.#long ? this.#carry.length : this.#carry.copy(buffer);
    const count = await this.bytes.readOn(buffer.subarray(carried, carried + wanted), this.readTo, modifiedMs);
    if (count === undefined) return this.#becameOther(nowMs, 'overwritten');
    // The length is that of another file, which has got its inode with its path.
    if (count === 0 && wanted > 0 && this.bytes.isByPath) return this.#lookElsewhere(nowMs, 'truncated');
    this.#missingMs = undefined;
    this.#see(sizeBytes);
    if ((this.entry.unread?.end ?? 0) <= this.readTo + count) delete this.entry.unread;
    this.#sameMs = beganMs;
    if (count > 0) this.#grewMs = nowMs;
    return this.#cut(buffer.subarray(0, carried + count), count > 0 && this.readTo + count < sizeBytes, nowMs);
  }

  /**
   * Takes notice of what is there without reading on, so that it is known how much is lost if it goes away.
   *
   * @param nowMs `performance.now()`
   * @returns as `look`: the last chunk of a file that is another by now
   */
  async measure(nowMs: number): Promise<Chunk | undefined> {
    if (this.#toRepeat.length > 0 || this.isGone) return undefined;
    const { isOther, sizeBytes, modifiedMs } = await this.bytes.stat();
    if (isOther) return this.#lookElsewhere(nowMs, 'truncated');
    if (sizeBytes < this.readTo) return this.#becameOther(nowMs, 'truncated');
    if (await this.#isBegunAnew(modifiedMs)) return this.#startOver(nowMs, 'truncated');
    const isSame = (await this.bytes.readOn(Buffer.alloc(0), this.readTo, modifiedMs)) !== undefined;
    if (!isSame) return this.#becameOther(nowMs, 'overwritten');
    if (sizeBytes > Math.max(this.readTo, this.entry.unread?.end ?? 0)) await this.noteUnread();
    return undefined;
  }

  /** Takes notice of the last bytes that are not read yet. */
  async noteUnread(): Promise<void> {
    const { isOther, modifiedMs, sizeBytes } = await this.bytes.stat();
    if (isOther) return;
    // The next look begins it anew, with what is known of its last life.
    if (sizeBytes <= this.readTo || (await this.#isBegunAnew(modifiedMs))) return;
    const last = await this.bytes.noteUnread(sizeBytes);
    if (last === undefined) return;
    this.#see(sizeBytes);
    this.entry.unread = { end: sizeBytes, ...fingerprintOf(last) };
  }

  /** Opens it again where its handle shows another file, before its bytes are compared with those of others. */
  async checkHandle(): Promise<void> {
    if (this.bytes.isByPath && !this.isGone && (await this.bytes.stat()).isOther) await openAgain(this);
  }

  /** Takes notice, before it is closed, that it is deleted and nothing of it is missing. */
  async finishDeleted(): Promise<void> {
    const { isOther, sizeBytes, isDeleted } = await this.bytes.stat();
    if (isOther) return;
    const { offset, pending } = this.entry;
    if (isDeleted && pending.length === 0 && offset === sizeBytes) this.entry.isDone = true;
  }

  /** Reads pending ranges again: those of its entry, or of one whose bytes it has, too. */
  repeat(entry: FileEntry, ranges: readonly PendingChunk[] = entry.pending): void {
    this.#toRepeat.push(...ranges.map((pending) => ({ entry, pending })));
  }

  /** Marks a chunk as confirmed; the offset moves over all chunks that are confirmed up to there. */
  confirm({ entry, pending }: Chunk): void {
    this.#confirmed.add(pending);
    const last = takeConfirmed(entry.pending, this.#confirmed);
    if (last !== undefined) {
      entry.offset = last.end;
      entry.tail = last.tail;
    }
    if (entry !== this.entry && entry.pending.length === 0) this.#options.onRetired(entry);
  }

  /** True when a copy shows it; looked for when the file has changed, before what is new is taken for more of the same. */
  async #isBegunAnew(modifiedMs: number): Promise<boolean> {
    if (this.entry.isMoved || this.supersededMs !== undefined || this.#comparedMs === modifiedMs) return false;
    const { bytes, entry, path } = this;
    if (await this.#options.isBegunAnew({ bytes, entry, path, readTo: this.readTo, sameMs: this.#sameMs })) return true;
    this.#comparedMs = modifiedMs;
    return false;
  }

  /** The next chunk of a file that seems to be another one; where handles show what has their path now, that may be another file. */
  #becameOther(nowMs: number, reason: Replaced['reason']): Promise<Chunk | undefined> {
    return this.bytes.isByPath ? this.#lookElsewhere(nowMs, reason) : this.#startOver(nowMs, reason);
  }

  /** Opens it again where it is now; the next look reads on. */
  async #lookElsewhere(nowMs: number, reason: Replaced['reason']): Promise<Chunk | undefined> {
    const place = await openAgain(this);
    this.nextLookMs = nowMs + (place === 'same' ? LINGER_MS : this.#options.pollMs);
    if (place !== 'gone') this.#missingMs = undefined;
    if (place === 'same') return undefined;
    if (place === 'anew') return this.#startOver(nowMs, reason);
    this.#missingMs ??= nowMs;
    if (nowMs - this.#missingMs < GONE_MS) return undefined;
    this.isGone = true;
    return this.#startOver(nowMs, 'deleted');
  }

  async #repeat(): Promise<Chunk | undefined> {
    const { entry, pending } = this.#toRepeat[0] as ToRepeat;
    const bytes = await this.bytes.readRepeated(pending);
    if (bytes === undefined) return undefined;
    this.#toRepeat.shift();
    const { parserFor } = this.#options;
    const texts = splitRecords(
      this.#utf8Of(bytes, pending.start),
      parserFor(pending.parser).createJoiner(pending.joiner ?? 0),
    );
    if (entry === this.entry) this.#header = headerAfter(texts, pending.header);
    return this.#chunk({ entry, pending, texts, isRepeated: true });
  }

  /** Takes notice of its length, and of more first bytes, when it is still the same file. */
  #see(sizeBytes: number): void {
    this.sizeBytes = sizeBytes;
    this.entry.sizeBytes = sizeBytes;
    const { head } = this.bytes;
    if (head.length > this.entry.fingerprint.bytes) this.entry.fingerprint = fingerprintOf(head);
  }

  #cut(bytes: Buffer, moreThere: boolean, nowMs: number): Chunk | undefined {
    const { pollMs } = this.#options;
    const flushMs = this.#flushMs;
    const quietMs = nowMs - this.#grewMs;
    const cut = this.#cutOff(bytes, moreThere ? 'growing' : this.#ending(quietMs, nowMs));
    if (cut.isInterleaved !== true) this.#heldMs = Number.POSITIVE_INFINITY;
    else if (cut.texts.length > 0 || this.#heldMs === Number.POSITIVE_INFINITY) this.#heldMs = nowMs;
    const chunk = this.#take(bytes, cut.lengthBytes, cut.texts);
    if (moreThere) this.nextLookMs = nowMs;
    else if (quietMs < Math.max(HOT_MS, this.#carry.length > 0 ? flushMs : 0)) this.nextLookMs = nowMs + LINGER_MS;
    else this.nextLookMs = nowMs + pollMs;
    return chunk;
  }

  /** The next chunk of the bytes at hand, of which the carry was looked at before. */
  #cutOff(bytes: Buffer, ending: Ending): Cut {
    const hasRoom = this.#long !== undefined || this.#options.longLines.hasRoom;
    const maxOpenBytes = hasRoom ? MAX_OPEN_BYTES : CROWDED_OPEN_BYTES;
    // A long line that grows is not searched for its end from the beginning again and again.
    const isSameLine = ending === 'growing' && bytes.length < maxOpenBytes && bytes.indexOf(10, this.#carry.length) < 0;
    if (isSameLine) return { lengthBytes: 0, texts: [], isInterleaved: this.#heldMs !== Number.POSITIVE_INFINITY };
    const { createJoiner } = this.#options.parser;
    const encoding = utf16Of(this.bytes.head);
    if (encoding === undefined) return cutChunk(bytes, ending, createJoiner, maxOpenBytes);
    const place = { encoding, position: this.#position };
    return cutUtf16Chunk(bytes, ending, createJoiner, place, maxOpenBytes);
  }

  #utf8Of(bytes: Buffer, position: number): Buffer {
    const encoding = utf16Of(this.bytes.head);
    return encoding === undefined ? bytes : utf8OfRange(bytes, { encoding, position });
  }

  /** The shared buffer, or one for this file alone while its carry is long. */
  #bufferFor(scratch: Buffer): Buffer {
    if (this.#long === undefined && this.#carry.length >= LONG_LINE_BYTES) {
      this.#long = this.#options.longLines.take();
      if (this.#long !== undefined) this.#carry = this.#long.subarray(0, this.#carry.copy(this.#long));
    }
    return this.#long ?? scratch;
  }

  #giveLongBack(): void {
    if (this.#long !== undefined) this.#options.longLines.give();
    this.#long = undefined;
  }

  #ending(quietMs: number, nowMs: number): Ending {
    const flushMs = this.#flushMs;
    if (nowMs - this.#heldMs > flushMs * HELD_FACTOR && quietMs < flushMs) return 'quiet';
    if (quietMs < flushMs) return 'growing';
    return this.supersededMs !== undefined || quietMs >= flushMs * UNENDED_LINE_FACTOR ? 'ended' : 'quiet';
  }

  #take(bytes: Buffer, lengthBytes: number, texts: string[], entry = this.entry): Chunk | undefined {
    const start = this.#position;
    const isInPlace = lengthBytes === 0 && this.#long !== undefined;
    this.#carry = isInPlace ? bytes : Buffer.from(bytes.subarray(lengthBytes));
    if (!isInPlace) this.#giveLongBack();
    if (lengthBytes === 0) return undefined;
    this.#position += lengthBytes;
    this.#before = lastBytes(this.#before, bytes.subarray(0, lengthBytes), TAIL_BYTES);
    // Batch ids begin with this moment, so it rises from chunk to chunk and records keep the order of the file.
    const readAtMs = Math.max(Date.now(), this.#lastReadMs + 1);
    this.#lastReadMs = readAtMs;
    const { settings } = this.#options.parser;
    const tail = fingerprintOf(this.#before);
    const header = this.#header === undefined ? {} : { header: this.#header };
    const { layouts = NOTHING_LEARNT } = entry;
    const rules = { joiner: JOINER_VERSION, layouts, parser: settings };
    const pending = { start, end: this.#position, tail, readAtMs, ...rules, ...header };
    this.#header = headerAfter(texts, this.#header);
    if (this.#header !== undefined) entry.header = this.#header;
    entry.pending.push(pending);
    return this.#chunk({ entry, pending, texts });
  }

  #chunk(chunk: Omit<Chunk, 'file' | 'onLearnt'>): Chunk {
    const onLearnt = (layouts: LearntLayouts) => {
      chunk.entry.layouts = layouts;
    };
    return { file: this, ...chunk, onLearnt };
  }

  async #startOver(nowMs: number, reason: Replaced['reason']): Promise<Chunk | undefined> {
    const old = this.entry;
    const toRepeat = this.#toRepeat.splice(0).flatMap(({ entry, pending }) => (entry === old ? pending : []));
    const rest: FileEntry = { ...old, id: randomUUID(), offset: this.#position, pending: [], seenMs: this.#sameMs };
    rest.tail = fingerprintOf(this.#before);
    const read = { end: this.readTo, ...fingerprintOf(lastBytes(this.#before, this.#carry, TAIL_BYTES)) };
    if (this.#carry.length > 0 && (rest.unread?.end ?? 0) <= read.end) rest.unread = read;
    const unreadBytes = Math.max(0, this.sizeBytes - this.readTo);
    const isUnsure = this.isGone && !this.isCaughtUp;
    this.entry = {
      ...old,
      id: randomUUID(),
      fingerprint: fingerprintOf(Buffer.alloc(0)),
      offset: 0,
      sizeBytes: 0,
      pending: [],
    };
    delete this.entry.tail;
    delete this.entry.unread;
    // A new life names its own columns, and teaches its own layouts.
    delete this.entry.header;
    delete this.entry.layouts;
    old.isReplaced = true;
    const found = await this.#options.onReplaced(this, { old, toRepeat, rest, read, unreadBytes, reason, isUnsure });
    this.predecessor = found.last ?? this.predecessor;
    const carry = found.rest === undefined ? this.#carry : Buffer.alloc(0);
    const chunk = this.#take(
      carry,
      carry.length,
      splitRecords(this.#utf8Of(carry, this.#position), this.#options.parser.createJoiner()),
      old,
    );
    this.bytes.goTo(Buffer.alloc(0), Buffer.alloc(0));
    this.#sameMs = Date.now();
    this.#carry = Buffer.alloc(0);
    this.#giveLongBack();
    this.#heldMs = Number.POSITIVE_INFINITY;
    this.#before = Buffer.alloc(0);
    this.#position = 0;
    this.#header = undefined;
    this.#see(0);
    await this.noteUnread();
    this.nextLookMs = nowMs;
    if (old.pending.length === 0) this.#options.onRetired(old);
    return chunk;
  }
}

/** The names of columns that hold in a file that is read from its middle on; a time, which holds for a second, does not. */
function headerOfHead(head: Buffer): string | undefined {
  const lines = [...eachLine(head.subarray(0, head.lastIndexOf(10) + 1))];
  return headerAfter(
    lines.filter((line) => line.startsWith('#')),
    undefined,
  );
}
