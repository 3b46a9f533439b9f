import { messageOf } from '@logwarren/common';
import { type Checkpoint, openCheckpoint } from './files/checkpoint/checkpoint.ts';
import type { FileInputOptions } from './files/file-input-options.ts';
import { FileInUseError } from './files/finding/claimed-files.ts';
import { hasMoved } from './files/finding/find-files.ts';
import { ScanTimes } from './files/finding/scan-times.ts';
import { FolderWatch } from './files/finding/watch-folders.ts';
import type { FollowedFile } from './files/following/follow-file.ts';
import { letRest, mustWait, touch, wake } from './files/following/waiting-files.ts';
import { Losses } from './files/losses/losses.ts';
import { CHUNK_BYTES, type Chunk } from './files/reading/file-chunks.ts';
import { createFileParsers } from './files/reading/file-parsers.ts';
import { ChunkPublisher } from './files/reading/publish-chunks.ts';
import { FileReports } from './files/report-files.ts';
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

/** Pause after a failed read of a file. */
const UNREADABLE_MS = 5_000;

/**
 * Follows files until disposed; disposing stops reading, waits for confirms and saves the checkpoint.
 *
 * @throws CheckpointError; FileInUseError when another source follows one of the files that are there
 */
export async function openFileInput(options: FileInputOptions): Promise<AsyncDisposable> {
  const { log, readiness, giveUp: signal } = options;
  const { path: directory, siblings } = options.state;
  const checkpoint = await openCheckpoint({ directory, siblings, log, readiness, signal });
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
  readonly #scans: ScanTimes;
  readonly #reports: FileReports;
  #scanFailure = '';
  /** True when the current rest lasts until there is room. */
  #isStarved = false;
  /** Ends the current rest. */
  #wake: () => void = () => {};

  constructor(options: FileInputOptions, checkpoint: Checkpoint) {
    this.#options = options;
    this.#checkpoint = checkpoint;
    const { sender, metrics, giveUp: signal, log, onFailure } = options;
    this.#scans = new ScanTimes(options.pollMs);
    this.#reports = new FileReports(checkpoint, metrics);
    this.#losses = new Losses({ checkpoint, sender, metrics, log, signal, onFailure });
    const { parserFor, parserForPath } = createFileParsers(options);
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
      this.#reports.isUnsaved = true;
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
      this.#reports.report(this.#files.files);
      if (!isBusy) await this.#rest();
    }
  }

  async #scanWhenDue(): Promise<void> {
    const startMs = performance.now();
    if (startMs < this.#scans.nextMs) return;
    this.#scans.begin(startMs);
    try {
      await this.#files.scan(startMs);
      if (!this.#publisher.hasRoom) for (const file of this.#files.files) await this.#measure(file, startMs);
      this.#scanFailure = '';
    } catch (error) {
      if (error instanceof FileInUseError) throw error;
      const reason = messageOf(error);
      if (reason !== this.#scanFailure) this.#options.log.warn({ reason }, 'Cannot look for files; trying again.');
      this.#scanFailure = reason;
      for (const file of this.#files.files) wake(file);
    }
    const endMs = performance.now();
    if (!this.#stopped) this.#watch.watch(this.#files.folders, endMs);
    this.#scans.end(endMs, this.#files.isStale);
  }

  #scanSoon(): void {
    this.#scans.hurry();
    this.#wake();
  }

  #lookSoon(path: string): void {
    for (const file of this.#files.files) {
      if (file.path === path && !file.isHot) {
        touch(file);
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
      if (file.nextLookMs > performance.now()) continue;
      // A round takes long when many files grow.
      await this.#scanWhenDue();
      if (this.#stopped || !this.#publisher.hasRoom) return false;
      const nowMs = performance.now();
      if (file.nextLookMs > nowMs) continue;
      if (mustWait(file, nowMs)) {
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
      letRest(file);
      const { entry, path, supersededMs } = file;
      if (file.isHot && supersededMs === undefined && (await hasMoved(path, entry))) this.#scanSoon();
      return chunk;
    } catch (error) {
      file.nextLookMs = nowMs + UNREADABLE_MS;
      this.#options.log.error({ path: file.path, reason: messageOf(error) }, 'Cannot read a file; trying again.');
      return undefined;
    }
  }

  async #rest(): Promise<void> {
    const nowMs = performance.now();
    if (this.#stopped) return;
    let untilMs = this.#scans.nextMs;
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
}
