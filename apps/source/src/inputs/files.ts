import { type Logger, messageOf, type Readiness } from '@logwarren/common';
import { readFileOrigin } from '@logwarren/contract/formats';
import type { FormatSet, ReaderSettings } from '@logwarren/own-formats';
import { createChunkParser } from '../formats/chunk-parser.ts';
import { keepBySettings } from '../formats/keep-by-settings.ts';
import type { SourceMetrics } from '../metrics/source-metrics.ts';
import type { BatchSender } from '../sending/send-batches.ts';
import type { StateDirectory } from '../state/state-directory.ts';
import { type Checkpoint, openCheckpoint } from './files/checkpoint/checkpoint.ts';
import { FileInUseError } from './files/finding/claimed-files.ts';
import { hasMoved } from './files/finding/find-files.ts';
import { FolderWatch } from './files/finding/watch-folders.ts';
import type { FollowedFile } from './files/following/follow-file.ts';
import type { TrackOptions } from './files/following/followed-files.ts';
import { Losses } from './files/losses/losses.ts';
import { CHUNK_BYTES, type Chunk } from './files/reading/file-chunks.ts';
import { ChunkPublisher } from './files/reading/publish-chunks.ts';
import { TrackedFiles } from './files/track-files.ts';

/**
 * Follows files like `tail -F`. One loop does everything, one look at a time:
 *
 *     scan (which files are there) → look at each file that is due → publish its chunk → rest until something is due
 *
 * While there is no room for chunks (the broker is away) scanning continues, so that rotated files are opened before
 * they are gone. files/following/follow-file.ts reads a single file; files/reading/publish-chunks.ts takes its chunks
 * from there.
 *
 * All waits use the monotonic clock (`performance.now()`), so setting the wall clock stops nothing. Only stored times,
 * the moment of reading and `seenMs`, are wall time.
 */

/** Largest share of the time that looking for files may take when there are many. */
const SCAN_SHARE = 0.1;
/** Interval at which the source updates the offsets in its metrics and saves confirmed ones. */
const REPORT_MS = 1_000;
/** Pause after a failed read of a file. */
const UNREADABLE_MS = 5_000;
/** Parsers kept for the next chunk with the same settings. Every container that ever ran has settings of its own. */
const MAX_PARSERS = 500;
/** How long a rotated file that still grows holds up the file that took its place. */
const PREDECESSOR_MS = 10_000;

/** Settings and dependencies of the file input; times in ms. */
export interface FileInputOptions extends Pick<TrackOptions, 'patterns' | 'start' | 'pollMs' | 'flushMs'> {
  /** Path of the checkpoint, and of those of other sources, whose positions count too. */
  state: Pick<StateDirectory, 'path' | 'siblings' | 'claimFile'>;
  /** Settings for reading lines; the fallback service of each file comes from its name. */
  parser: Omit<ReaderSettings, 'fallbackService'>;
  /** Formats of the user, by the globs of their files. */
  formats?: FormatSet | undefined;
  sender: BatchSender;
  metrics: SourceMetrics;
  log: Logger;
  readiness: Readiness;
  /** Ends publishing; unconfirmed chunks stay pending for the next process. */
  giveUp: AbortSignal;
  /** Called once when reading cannot continue. */
  onFailure: (error: unknown) => void;
}

/**
 * Follows files until disposed; disposing stops reading, waits for confirms and saves the checkpoint.
 *
 * @throws CheckpointError; FileInUseError when another source follows one of the files that are there
 */
export async function openFileInput(options: FileInputOptions): Promise<AsyncDisposable> {
  const { log, readiness, giveUp: signal } = options;
  const { path: directory, siblings } = options.state;
  const checkpoint = await openCheckpoint({ directory, siblings, log, readiness, signal });
  return startFileInput(options, checkpoint);
}

async function startFileInput(options: FileInputOptions, checkpoint: Checkpoint): Promise<AsyncDisposable> {
  const input = new FileInput(options, checkpoint);
  await input.start();
  return input;
}

class FileInput implements AsyncDisposable {
  readonly #options: FileInputOptions;
  readonly #checkpoint: Checkpoint;
  readonly #files: TrackedFiles;
  readonly #publisher: ChunkPublisher;
  readonly #losses: Losses;
  readonly #watch: FolderWatch;
  readonly #scratch = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  #running: Promise<void> | undefined;
  #stopped = false;
  #nextScanMs = 0;
  /** Until this moment events start no scan. */
  #earliestScanMs = 0;
  #scanFailure = '';
  #nextReportMs = 0;
  /** True when chunks were confirmed after the last save of the checkpoint. */
  #isUnsaved = false;
  /** Total length of all files at the last save. */
  #savedBytes = 0;
  /** True when the current rest lasts until there is room. */
  #isStarved = false;
  /** Ends the current rest. */
  #wake: () => void = () => {};

  constructor(options: FileInputOptions, checkpoint: Checkpoint) {
    this.#options = options;
    this.#checkpoint = checkpoint;
    const { sender, metrics, giveUp: signal, log, onFailure } = options;
    this.#losses = new Losses({ checkpoint, sender, metrics, log, signal, onFailure });
    const createParser = (settings: ReaderSettings) => createChunkParser(settings, metrics.ownOutcome);
    const parserFor = keepBySettings(createParser, MAX_PARSERS);
    const parserForPath = async (path: string) => {
      const { attributes, service: fallbackService } = await readFileOrigin(path);
      const isKnown = Object.keys(attributes).length > 0;
      const own = options.formats?.forPath(path) ?? options.parser.own;
      return parserFor({ ...options.parser, fallbackService, ...(isKnown ? { attributes } : {}), own });
    };
    const { claimFile } = options.state;
    this.#files = new TrackedFiles({
      ...options,
      checkpoint,
      losses: this.#losses,
      claimFile,
      parserFor,
      parserForPath,
    });
    this.#watch = new FolderWatch({
      log,
      onRename: () => this.#scanSoon(),
      onChange: (path) => this.#lookSoon(path),
    });
    const onProgress = () => {
      this.#isUnsaved = true;
      if (this.#isStarved) this.#wake();
    };
    this.#publisher = new ChunkPublisher({
      sender,
      checkpoint,
      metrics,
      parserFor,
      log,
      signal,
      onProgress,
      onFailure,
    });
  }

  /** Takes the first look, whose moment `start: 'end'` refers to, then runs by itself. */
  async start(): Promise<void> {
    this.#losses.start();
    try {
      await this.#scanWhenDue();
    } catch (error) {
      this.#watch.close();
      await this.#files.close();
      throw error;
    }
    this.#running = this.#run().catch(this.#options.onFailure);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    this.#watch.close();
    this.#wake();
    await this.#running;
    await this.#lookLast();
    await this.#publisher.settle();
    await this.#losses.settle();
    await this.#files.finishDeleted();
    try {
      await this.#checkpoint.save();
    } finally {
      // Not earlier: a source that takes over the files continues from there.
      await this.#files.close();
    }
  }

  /** Notes bytes that are there but not read, so that they can be counted if the file is gone at the next start. */
  async #lookLast(): Promise<void> {
    try {
      await this.#files.scan(performance.now());
      for (const file of this.#files.files) await this.#measure(file, performance.now());
    } catch (error) {
      this.#options.log.warn({ reason: messageOf(error) }, 'Cannot look at the files a last time.');
    }
  }

  /** The failure shows when the file is read. */
  async #measure(file: FollowedFile, nowMs: number): Promise<void> {
    this.#publish(file, await file.measure(nowMs).catch(() => undefined));
  }

  #publish(file: FollowedFile, chunk: Chunk | undefined): void {
    if (chunk !== undefined) this.#publisher.publish(chunk, () => file.confirm(chunk));
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      await this.#scanWhenDue();
      const isBusy = await this.#readRound();
      this.#report();
      if (!isBusy) await this.#rest();
    }
  }

  async #scanWhenDue(): Promise<void> {
    const startMs = performance.now();
    if (startMs < this.#nextScanMs) return;
    try {
      await this.#files.scan(startMs);
      if (!this.#publisher.hasRoom) for (const file of this.#files.files) await this.#measure(file, startMs);
      this.#scanFailure = '';
    } catch (error) {
      if (error instanceof FileInUseError) throw error;
      const reason = messageOf(error);
      if (reason !== this.#scanFailure) this.#options.log.warn({ reason }, 'Cannot look for files; trying again.');
      this.#scanFailure = reason;
    }
    const endMs = performance.now();
    if (!this.#stopped) this.#watch.watch(this.#files.folders, endMs);
    this.#earliestScanMs = endMs + (this.#files.isStale ? 0 : (endMs - startMs) / SCAN_SHARE);
    this.#nextScanMs = Math.max(endMs + (this.#files.isStale ? 0 : this.#options.pollMs), this.#earliestScanMs);
  }

  /** Scans at the earliest moment that the share of scans in the time allows. */
  #scanSoon(): void {
    this.#nextScanMs = Math.min(this.#nextScanMs, this.#earliestScanMs);
    this.#wake();
  }

  #lookSoon(path: string): void {
    for (const file of this.#files.files) {
      if (file.path === path && !file.isHot) {
        file.nextLookMs = 0;
        this.#wake();
      }
    }
  }

  /**
   * Looks once at each file that is due.
   *
   * @returns true when another round should follow at once
   */
  async #readRound(): Promise<boolean> {
    let isBusy = false;
    for (const file of this.#files.files) {
      // A round takes long when many files grow.
      await this.#scanWhenDue();
      if (this.#stopped || !this.#publisher.hasRoom) return false;
      const nowMs = performance.now();
      if (file.nextLookMs > nowMs) continue;
      if (this.#mustWait(file, nowMs)) {
        await this.#measure(file, nowMs);
        continue;
      }
      this.#publish(file, await this.#look(file, nowMs));
      isBusy ||= file.nextLookMs <= nowMs;
    }
    return isBusy;
  }

  /** A file that cannot be read (a network file system, a broken disk) must not stop the others. */
  async #look(file: FollowedFile, nowMs: number): Promise<Chunk | undefined> {
    try {
      const chunk = await file.look(nowMs, this.#scratch);
      const { entry, path, supersededMs } = file;
      if (file.isHot && supersededMs === undefined && (await hasMoved(path, entry))) this.#scanSoon();
      return chunk;
    } catch (error) {
      file.nextLookMs = nowMs + UNREADABLE_MS;
      this.#options.log.error({ path: file.path, reason: messageOf(error) }, 'Cannot read a file; trying again.');
      return undefined;
    }
  }

  /** Sorts rotated files before their successors, so that records keep their order. */
  #mustWait(file: FollowedFile, nowMs: number): boolean {
    const { predecessor } = file;
    if (predecessor === undefined) return false;
    const waitedMs = nowMs - (predecessor.supersededMs ?? nowMs);
    const isWrittenOn = waitedMs > PREDECESSOR_MS && predecessor.isAtEnd;
    if (!predecessor.isCaughtUp && !isWrittenOn) return true;
    file.predecessor = undefined;
    return false;
  }

  async #rest(): Promise<void> {
    const nowMs = performance.now();
    if (this.#stopped) return;
    let untilMs = this.#nextScanMs;
    for (const file of this.#publisher.hasRoom ? this.#files.files : []) {
      if (file.predecessor === undefined) untilMs = Math.min(untilMs, file.nextLookMs);
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, Math.max(untilMs - nowMs, 1));
    this.#isStarved = !this.#publisher.hasRoom;
    this.#wake = resolve;
    await promise;
    clearTimeout(timer);
  }

  #report(): void {
    const nowMs = performance.now();
    if (nowMs < this.#nextReportMs) return;
    this.#nextReportMs = nowMs + REPORT_MS;
    let seenBytes = 0;
    for (const { sizeBytes } of this.#files.files) seenBytes += sizeBytes;
    if (this.#isUnsaved || seenBytes !== this.#savedBytes) {
      this.#isUnsaved = false;
      this.#savedBytes = seenBytes;
      this.#checkpoint.save().catch(() => {});
    }
    const { fileLag, fileOffset } = this.#options.metrics;
    fileLag.reset();
    fileOffset.reset();
    for (const { entry, path, sizeBytes } of this.#files.files) {
      entry.seenMs = Date.now();
      fileOffset.set({ path }, entry.offset);
      fileLag.set({ path }, Math.max(0, sizeBytes - entry.offset));
    }
  }
}
