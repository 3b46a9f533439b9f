import { randomUUID } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { JOINER_VERSION, splitRecords, utf16Of } from '@logwarren/contract/formats';
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
import type { FileEntry, PendingChunk } from './checkpoint-state.ts';
import type { ChunkParser } from './chunk-batches.ts';
import { fingerprintOf, HEAD_BYTES, readHead } from './fingerprint.ts';
import { CROWDED_OPEN_BYTES, LONG_LINE_BYTES, type LongLines } from './long-lines.ts';

/**
 * One file (an inode, not a path) that is read as it grows.
 *
 *     repeating ──► following ──► superseded ──► drained, closed by the follower
 *                    │    ▲           ▲
 *        truncated ──┘    └───────────┘ its path named another file for a moment
 *
 * - repeating: chunks that were pending when the last process died are read again, exactly as they were
 * - following: a path names it; every look reads what is new and cuts a chunk off at the end of a record
 * - superseded: its path names another file, or nothing; lines that its writer still adds are read too
 * - truncated (shorter than what was read, or other first bytes): what was read but still waited for more becomes its
 *   last chunk, then it counts as a new file with a new id, read from 0
 *
 * Bytes:   0 … confirmed (entry.offset) … pending chunks … carry (read, record still open) … read position … size
 */

/** Longest chunk of lines that are not long; its records take several times as much memory until they are encoded. */
export const CHUNK_BYTES = 1024 * 1024;
/** A file that grew within this time is looked at every LINGER_MS. */
const HOT_MS = 1_000;
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
  /** Told after a truncation; the file has a new entry, and the chunks of `old` may still be pending. */
  onTruncated: (file: FollowedFile, old: FileEntry) => void;
  /** Told when all chunks of a former entry are confirmed. */
  onRetired: (old: FileEntry) => void;
  /** Told when pending chunks cannot be read again because their bytes are gone. */
  onLost: (file: FollowedFile, bytes: number) => void;
}

/** Reads one file; `look` is never called twice at the same time. */
export class FollowedFile {
  /** Where it was last found. */
  path: string;
  entry: FileEntry;
  /** When its path was first seen to name another file; as all times here, `performance.now()`. */
  supersededMs: number | undefined;
  /** Read before this file: what the path named before. */
  predecessor: FollowedFile | undefined;
  /** Earliest next look. */
  nextLookMs = 0;
  sizeBytes = 0;
  readonly handle: FileHandle;
  readonly #options: FollowOptions;
  readonly #toRepeat: PendingChunk[];
  readonly #confirmed = new Set<PendingChunk>();
  #head: Buffer;
  #carry: Buffer = Buffer.alloc(0);
  /** Holds the carry at its beginning, while that is long. */
  #long: Buffer | undefined;
  /** Position of the first byte of the carry. */
  #position: number;
  #grewMs = Number.NEGATIVE_INFINITY;
  #lookedMs: number | undefined;
  /** Since when records of several streams wait for each other. */
  #heldMs = Number.POSITIVE_INFINITY;
  /** Wall time of the last chunk. */
  #lastReadMs: number;

  constructor(handle: FileHandle, entry: FileEntry, head: Buffer, options: FollowOptions) {
    this.handle = handle;
    this.entry = entry;
    this.path = entry.path;
    this.#head = head;
    this.#options = options;
    this.#toRepeat = [...entry.pending];
    this.#position = entry.pending.at(-1)?.end ?? entry.offset;
    this.#lastReadMs = entry.pending.at(-1)?.readAtMs ?? 0;
  }

  /** True when the last look read to the end of the file. */
  get isAtEnd(): boolean {
    return this.#position + this.#carry.length >= this.sizeBytes;
  }

  /** True when everything up to now was read and made into chunks, and nothing came for the flush time. */
  get isCaughtUp(): boolean {
    if (this.#toRepeat.length > 0 || this.#carry.length > 0 || this.#position < this.sizeBytes) return false;
    return this.quietMs >= this.#options.flushMs;
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
    const { size } = await this.handle.stat();
    this.sizeBytes = size;
    this.#lookedMs = nowMs;
    const repeated = await this.#repeat();
    if (repeated !== undefined) return repeated;
    const readTo = this.#position + this.#carry.length;
    if (size < readTo) return this.#truncate(nowMs);
    const buffer = this.#bufferFor(scratch);
    const wanted = Math.min(size - readTo, buffer.length - this.#carry.length);
    if (wanted === 0) return this.#cut(this.#carry, false, nowMs);
    const bytes = await this.#readMore(buffer, wanted);
    if (bytes === undefined) return this.#truncate(nowMs);
    const hasGrown = bytes.length > this.#carry.length;
    if (hasGrown) this.#grewMs = nowMs;
    return this.#cut(bytes, hasGrown && this.#position + bytes.length < size, nowMs);
  }

  /** Marks a chunk as confirmed; the offset moves over all chunks that are confirmed up to there. */
  confirm({ entry, pending }: Chunk): void {
    this.#confirmed.add(pending);
    for (let first = entry.pending[0]; first !== undefined && this.#confirmed.has(first); first = entry.pending[0]) {
      entry.offset = first.end;
      entry.pending.shift();
      this.#confirmed.delete(first);
    }
    if (entry !== this.entry && entry.pending.length === 0) this.#options.onRetired(entry);
  }

  async #repeat(): Promise<Chunk | undefined> {
    const pending = this.#toRepeat[0];
    if (pending === undefined) return undefined;
    const bytes = Buffer.alloc(pending.end - pending.start);
    const { bytesRead } = await this.handle.read(bytes, 0, bytes.length, pending.start);
    if (bytesRead < bytes.length) {
      this.#options.onLost(
        this,
        this.#toRepeat.reduce((sum, { start, end }) => sum + end - start, 0),
      );
      for (const lost of this.#toRepeat.splice(0)) this.entry.pending.splice(this.entry.pending.indexOf(lost), 1);
      return undefined;
    }
    this.#toRepeat.shift();
    const { parserFor } = this.#options;
    const texts = splitRecords(
      this.#utf8Of(bytes, pending.start),
      parserFor(pending.parser).createJoiner(pending.joiner ?? 0),
    );
    return { file: this, entry: this.entry, pending, texts, isRepeated: true };
  }

  /**
   * Reads behind the carry and puts it in front.
   *
   * @returns undefined when the first bytes are other ones than before
   */
  async #readMore(buffer: Buffer, wanted: number): Promise<Buffer | undefined> {
    const carried = buffer === this.#long ? this.#carry.length : this.#carry.copy(buffer);
    const { bytesRead } = await this.handle.read(buffer, carried, wanted, this.#position + carried);
    // After the read, because a file truncated before it would give bytes of its next life.
    const head = await readHead(this.handle);
    if (!head.subarray(0, this.#head.length).equals(this.#head)) return undefined;
    if (this.#head.length < HEAD_BYTES && head.length > this.#head.length) {
      this.#head = head;
      this.entry.fingerprint = fingerprintOf(head);
    }
    return buffer.subarray(0, carried + bytesRead);
  }

  /** The shared buffer, or one for this file alone while its carry is long. */
  #bufferFor(scratch: Buffer): Buffer {
    if (this.#long === undefined && this.#carry.length >= LONG_LINE_BYTES) {
      this.#long = this.#options.longLines.take();
      if (this.#long !== undefined) this.#carry = this.#long.subarray(0, this.#carry.copy(this.#long));
    }
    return this.#long ?? scratch;
  }

  #cut(bytes: Buffer, moreThere: boolean, nowMs: number): Chunk | undefined {
    const { flushMs, pollMs } = this.#options;
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
    const encoding = utf16Of(this.#head);
    if (encoding === undefined) return cutChunk(bytes, ending, createJoiner, maxOpenBytes);
    const place = { encoding, position: this.#position };
    return cutUtf16Chunk(bytes, ending, createJoiner, place, maxOpenBytes);
  }

  #utf8Of(bytes: Buffer, position: number): Buffer {
    const encoding = utf16Of(this.#head);
    return encoding === undefined ? bytes : utf8OfRange(bytes, { encoding, position });
  }

  #ending(quietMs: number, nowMs: number): Ending {
    const { flushMs } = this.#options;
    if (nowMs - this.#heldMs > flushMs * HELD_FACTOR && quietMs < flushMs) return 'quiet';
    if (quietMs < flushMs) return 'growing';
    return this.supersededMs !== undefined || quietMs >= flushMs * UNENDED_LINE_FACTOR ? 'ended' : 'quiet';
  }

  #take(bytes: Buffer, lengthBytes: number, texts: string[]): Chunk | undefined {
    const start = this.#position;
    const isInPlace = lengthBytes === 0 && this.#long !== undefined;
    this.#carry = isInPlace ? bytes : Buffer.from(bytes.subarray(lengthBytes));
    if (!isInPlace) this.#giveLongBack();
    if (lengthBytes === 0) return undefined;
    this.#position += lengthBytes;
    // Batch ids begin with this moment, so it rises from chunk to chunk and records keep the order of the file.
    const readAtMs = Math.max(Date.now(), this.#lastReadMs + 1);
    this.#lastReadMs = readAtMs;
    const { settings } = this.#options.parser;
    const pending = { start, end: this.#position, readAtMs, joiner: JOINER_VERSION, parser: settings };
    this.entry.pending.push(pending);
    return { file: this, entry: this.entry, pending, texts };
  }

  #giveLongBack(): void {
    if (this.#long !== undefined) this.#options.longLines.give();
    this.#long = undefined;
  }

  #truncate(nowMs: number): Chunk | undefined {
    const old = this.entry;
    const carry = this.#carry;
    const texts = splitRecords(this.#utf8Of(carry, this.#position), this.#options.parser.createJoiner());
    const chunk = this.#take(carry, carry.length, texts);
    const fingerprint = fingerprintOf(Buffer.alloc(0));
    this.entry = { ...old, id: randomUUID(), fingerprint, offset: 0, pending: [], seenMs: Date.now() };
    this.#head = Buffer.alloc(0);
    this.#position = 0;
    this.nextLookMs = nowMs;
    this.#options.onTruncated(this, old);
    return chunk;
  }
}
