import { type FileHandle, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Logger, openPrivateFile, UnknownFormatError } from '@logwarren/common';
import type { SpoolMetrics, SpoolState } from '../metrics/spool-metrics.ts';
import { claimDirectory, DirectoryInUseError } from '../state/claim-directory.ts';
import { LastPositions } from './last-positions.ts';
import {
  countEntry,
  createSegmentFile,
  emptySegment,
  recoverSegments,
  type Segment,
  SpoolError,
} from './segment-files.ts';
import { readEntries, type SpoolEntry } from './spool-entry.ts';

/**
 * A queue of messages on disk, for times when RabbitMQ takes none.
 *
 *     append → last segment, synced ── sealed (full, or wanted) ──> take → published and confirmed → remove
 *
 * Only the end of the last segment ever changes. A segment is removed as a whole when all of it is confirmed, so a
 * crash repeats up to a segment. Its messages keep their ids, so the collectors recognise them.
 */

/** Size of a segment. While segments are sent, up to two of them are in memory; a crash repeats one. */
const MAX_SEGMENT_BYTES = 2 * 1024 * 1024;
/** A segment is at most this share of the spool, so that room is freed bit by bit. */
const SEGMENT_SHARE = 1 / 8;

interface SpoolOptions {
  /** Directory of the spool; made if it is missing. */
  directory: string;
  maxBytes: number;
  log: Logger;
  metrics: SpoolMetrics;
}

/** An entry and its bytes, as `encodeEntry` makes them. */
export interface EncodedEntry {
  readonly entry: SpoolEntry;
  readonly bytes: Buffer;
}

/** A segment that is being replayed. */
export interface TakenSegment {
  readonly segment: Segment;
  /** Its messages in order, with the headers to send; iterate it only once. */
  readonly entries: Iterable<SpoolEntry>;
}

/**
 * Opens a spool with the messages that an earlier process has left in it.
 *
 * @throws DirectoryInUseError, SpoolError
 * @throws UnknownFormatError when a newer build has written to it; nothing is changed
 */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const { directory, log, metrics } = options;
  await using opening = new AsyncDisposableStack();
  try {
    opening.use(await claimDirectory(directory, 'SOURCE_SPOOL_DIR', log));
    await tryToWrite(join(directory, 'probe'));
    const last = new LastPositions();
    const segments = await recoverSegments(directory, log, metrics, (entry) => last.note(entry));
    const spool = new Spool(options, { segments, last, claim: opening.move() });
    metrics.watch(() => spool.state);
    return spool;
  } catch (error) {
    if (error instanceof DirectoryInUseError || error instanceof UnknownFormatError) throw error;
    throw new SpoolError(`cannot use ${directory} (SOURCE_SPOOL_DIR)`, error);
  }
}

async function tryToWrite(path: string): Promise<void> {
  await (await openPrivateFile(path, 'w')).close();
  await rm(path);
}

/** The last segment, while it is being written. */
interface ActiveSegment {
  segment: Segment;
  file: FileHandle;
}

/** Use `openSpool`. Only one caller may append at a time, and only one may take at a time; the two may overlap. */
export class Spool implements AsyncDisposable {
  readonly #options: SpoolOptions;
  readonly #claim: AsyncDisposable;
  readonly #last: LastPositions;
  readonly #maxSegmentBytes: number;
  /** Oldest first: taken segments, then sealed ones, then the active one. */
  readonly #segments: Segment[];
  readonly #taken = new Set<Segment>();
  #nextNumber: number;
  #active: ActiveSegment | undefined;
  /** Chains the changes of the last segment. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: SpoolOptions, found: { segments: Segment[]; last: LastPositions; claim: AsyncDisposable }) {
    this.#options = options;
    this.#claim = found.claim;
    this.#segments = found.segments;
    this.#last = found.last;
    this.#nextNumber = (found.segments.at(-1)?.number ?? 0) + 1;
    this.#maxSegmentBytes = Math.min(MAX_SEGMENT_BYTES, options.maxBytes * SEGMENT_SHARE);
  }

  get state(): SpoolState {
    const [oldest] = this.#segments;
    const records = this.#segments.reduce((sum, segment) => sum + segment.records, 0);
    return { bytes: this.#usedBytes, segments: this.#segments.length, records, oldestMs: oldest?.oldestMs };
  }

  /** Bytes that may still be written. */
  get roomBytes(): number {
    return Math.max(0, this.#options.maxBytes - this.#usedBytes);
  }

  /** Bytes in segments that were not taken yet. */
  get waitingBytes(): number {
    return this.#segments.reduce((sum, segment) => (this.#taken.has(segment) ? sum : sum + segment.bytes), 0);
  }

  /**
   * Appends entries.
   *
   * @param entries at least one; together they fit into `roomBytes`
   * @returns when they are on the disk itself
   * @throws the error of the file system: none of them is in the spool
   */
  append(entries: readonly EncodedEntry[]): Promise<void> {
    return this.#inTurn(async () => {
      const active = await this.#openActive();
      const { file, segment } = active;
      const buffers = entries.map(({ bytes }) => bytes);
      try {
        await writeAll(file, buffers, segment.bytes);
        await file.datasync();
      } catch (error) {
        await this.#giveUpActive(active);
        throw error;
      }
      segment.bytes += lengthOf(buffers);
      for (const { entry } of entries) {
        countEntry(segment, entry);
        this.#last.note(entry);
        this.#options.metrics.recordsWritten.inc(entry.records);
      }
      if (segment.bytes >= this.#maxSegmentBytes) await this.#seal();
    });
  }

  /** Takes the oldest segment that was not taken yet; undefined if all are taken. */
  take(): Promise<TakenSegment | undefined> {
    return this.#inTurn(async () => {
      const segment = this.#segments.find((each) => !this.#taken.has(each));
      if (segment === undefined) return undefined;
      if (segment === this.#active?.segment) await this.#seal();
      const bytes = await readFile(segment.path);
      this.#taken.add(segment);
      return { segment, entries: this.#read(segment, bytes) };
    });
  }

  *#read({ bytes: expectedBytes, path }: Segment, bytes: Buffer): Generator<SpoolEntry, void> {
    const reading = readEntries(bytes);
    let step = reading.next();
    for (; !step.done; step = reading.next()) yield { ...step.value, message: this.#last.mark(step.value) };
    const lostBytes = step.value.damagedBytes + Math.max(0, expectedBytes - step.value.goodBytes);
    if (lostBytes > 0) this.#options.log.error({ path, lostBytes }, 'A spool segment lost bytes.');
  }

  /** Removes a confirmed segment. */
  async remove(segment: Segment): Promise<void> {
    await rm(segment.path, { force: true });
    this.#taken.delete(segment);
    this.#segments.splice(this.#segments.indexOf(segment), 1);
    if (this.#segments.length === 0) this.#last.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inTurn(() => this.#seal());
    await this.#claim[Symbol.asyncDispose]();
  }

  get #usedBytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }

  async #openActive(): Promise<ActiveSegment> {
    if (this.#active !== undefined) return this.#active;
    const segment = emptySegment(this.#options.directory, this.#nextNumber++);
    const file = await createSegmentFile(this.#options.directory, segment);
    this.#active = { segment, file };
    this.#segments.push(segment);
    return this.#active;
  }

  /**
   * Gives up the active segment: nothing is written after a failed write. Its remains are cut off here, or the next
   * process finds them torn.
   */
  async #giveUpActive({ file, segment }: ActiveSegment): Promise<void> {
    this.#active = undefined;
    await file.truncate(segment.bytes).catch(() => {});
    await file.close().catch(() => {});
    if (segment.bytes === 0) await this.remove(segment).catch(() => {});
  }

  async #seal(): Promise<void> {
    const active = this.#active;
    this.#active = undefined;
    await active?.file.close();
  }
}

function lengthOf(buffers: readonly Buffer[]): number {
  return buffers.reduce((sum, { length }) => sum + length, 0);
}

async function writeAll(file: FileHandle, buffers: readonly Buffer[], position: number): Promise<void> {
  const bytes = buffers.length === 1 ? (buffers[0] as Buffer) : Buffer.concat(buffers);
  for (let written = 0; written < bytes.length; ) {
    written += (await file.write(bytes, written, bytes.length - written, position + written)).bytesWritten;
  }
}
