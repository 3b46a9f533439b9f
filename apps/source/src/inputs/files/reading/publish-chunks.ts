import { type Logger, messageOf, Slots } from '@logwarren/common';
import type { LogBatch } from '@logwarren/contract';
import type { LearntLayouts } from '@logwarren/contract/formats';
import { chunkBatches } from '../../../batching/chunk-batches.ts';
import type { ChunkParser } from '../../../formats/chunk-parser.ts';
import type { InputName, SourceMetrics } from '../../../metrics/source-metrics.ts';
import type { BatchSender } from '../../../sending/send-batches.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { FileEntry, PendingChunk } from '../checkpoint/checkpoint-state.ts';

/**
 * Steps of a chunk after it was read:
 *
 *     read → written down as pending (checkpoint) → batches published in order → all confirmed → offset moves
 *
 * Several chunks are under way at once, so reading waits for neither the disk nor the broker's answer. Each step
 * happens in the order of reading. A chunk that fails stays pending, and the next process repeats it.
 */

/** Most bytes of files that are read and not confirmed. */
const MAX_BYTES_IN_FLIGHT = 4 * 1024 * 1024;
/** Most chunks that are read and not confirmed; many quiet files give small ones. */
const MAX_CHUNKS_IN_FLIGHT = 256;
/** Most batches between encoding and confirm. */
const MAX_BATCHES_IN_FLIGHT = 96;

/** Ranges joined by older rules come from builds that made records of the lines that describe their file. */
const FIRST_JOINER_WITHOUT_HEADER_LINES = 4;

/** Texts of one range of the input. */
interface TextChunk {
  entry: Pick<FileEntry, 'id' | 'firstPath'>;
  pending: PendingChunk;
  texts: string[];
  /** True when a former process has read it, and may have sent it. */
  isRepeated?: boolean;
  /**
   * Called before `publish` returns with the layouts that its lines and earlier ones have shown; not for ranges read
   * without layouts.
   */
  onLearnt?: (layouts: LearntLayouts) => void;
}

/** Sender, counters and callbacks of a chunk publisher. */
export interface ChunkPublisherOptions {
  /** Input named in the metrics; files by default. */
  input?: InputName;
  sender: BatchSender;
  checkpoint: Pick<Checkpoint, 'save'>;
  metrics: SourceMetrics;
  parserFor: (settings: ChunkParser['settings']) => ChunkParser;
  log: Logger;
  /** Gives up chunks under way; they stay pending. */
  signal: AbortSignal;
  /** Called when there is room again, and when a chunk was confirmed. */
  onProgress: () => void;
  /** Called for a failure that is neither the broker's absence nor the end of the process. */
  onFailure: (error: unknown) => void;
}

/** Publishes chunks in the order given. */
export class ChunkPublisher {
  readonly #options: ChunkPublisherOptions;
  readonly #bytes = new Slots(MAX_BYTES_IN_FLIGHT);
  readonly #batches = new Slots(MAX_BATCHES_IN_FLIGHT);
  readonly #inFlight = new Set<Promise<void>>();
  /** First paths of files on which the parser has failed. */
  readonly #failed = new Set<string>();
  /** Settles when the chunk before has been handed to the sender. */
  #before: Promise<unknown> = Promise.resolve();

  constructor(options: ChunkPublisherOptions) {
    this.#options = options;
  }

  /** True when there is room for another chunk of any size. */
  get hasRoom(): boolean {
    return this.#bytes.free > 0 && this.#inFlight.size < MAX_CHUNKS_IN_FLIGHT;
  }

  /**
   * Parses a chunk and sends it on its way.
   *
   * @param confirm called when the broker has confirmed all of it
   */
  publish(chunk: TextChunk, confirm: () => void): void {
    const { checkpoint, onFailure, onProgress, signal } = this.#options;
    const { start, end } = chunk.pending;
    const saved = checkpoint.save();
    const batches = this.#parse(chunk);
    this.#count(end - start);
    const work = this.#send(batches, saved, chunk.isRepeated)
      .then(confirm)
      .catch((error: unknown) => {
        if (!signal.aborted) onFailure(error);
      })
      .finally(() => {
        this.#inFlight.delete(work);
        this.#count(start - end);
        onProgress();
      });
    this.#inFlight.add(work);
    this.#options.metrics.chunksInFlight.set(this.#inFlight.size);
  }

  /** @param bytes that are now under way; below 0 for those that no longer are */
  #count(bytes: number): void {
    const { chunkBytesInFlight, chunksInFlight } = this.#options.metrics;
    if (bytes > 0) this.#bytes.overdraw(bytes);
    else this.#bytes.give(-bytes);
    chunkBytesInFlight.inc(bytes);
    chunksInFlight.set(this.#inFlight.size);
  }

  /** Waits for all chunks under way, confirmed or given up. */
  async settle(): Promise<void> {
    while (this.#inFlight.size > 0) await Promise.all(this.#inFlight);
  }

  #parse({ entry, onLearnt, pending, texts }: TextChunk): LogBatch[] {
    const { input = 'file', metrics, parserFor } = this.#options;
    const { start, end, readAtMs } = pending;
    const { header, joiner = 0, layouts } = pending;
    const before = { header, layouts, keepsHeaderLines: joiner < FIRST_JOINER_WITHOUT_HEADER_LINES };
    const parsed = parserFor(pending.parser).parse(texts, readAtMs, before);
    const { records } = parsed;
    if (parsed.layouts !== undefined) onLearnt?.(parsed.layouts);
    if (parsed.failed !== undefined) this.#sayFailed(entry.firstPath, parsed.failed.error);
    metrics.fileRecords.count(entry.firstPath, parsed);
    metrics.recordsRead.inc({ input }, records.length);
    metrics.bytesRead.inc({ input }, end - start);
    return chunkBatches({ fileId: entry.id, start, end, readAtMs }, records);
  }

  /** Logs once for each file: a fault on one line may recur on a million. */
  #sayFailed(path: string, error: unknown): void {
    if (this.#failed.has(path)) return;
    this.#failed.add(path);
    const message = 'Cannot parse a record; it is kept as its text alone, and so are others like it.';
    this.#options.log.error({ path, reason: messageOf(error) }, message);
  }

  async #send(batches: LogBatch[], saved: Promise<void>, isRepeated = false): Promise<void> {
    const before = this.#before;
    const confirms: Promise<void>[] = [];
    const handOver = async () => {
      await Promise.all([saved, before]);
      for (const batch of batches) {
        await this.#batches.take(this.#options.signal);
        const confirmed = this.#options.sender.send(batch, { isRepeated }).finally(() => this.#batches.give(1));
        // Its failure shows below, later; until then nobody listens.
        confirmed.catch(() => {});
        confirms.push(confirmed);
      }
    };
    const handedOver = handOver();
    this.#before = handedOver.catch(() => {});
    await handedOver;
    await Promise.all(confirms);
  }
}

/**
 * Takes off the pending ranges before the first unconfirmed one.
 *
 * @param pending in the order of reading; changed in place
 * @param confirmed changed in place: the ranges taken are removed
 * @returns the last one taken
 */
export function takeConfirmed<T>(pending: T[], confirmed: Set<T>): T | undefined {
  const open = pending.findIndex((each) => !confirmed.has(each));
  const taken = pending.splice(0, open < 0 ? pending.length : open);
  for (const each of taken) confirmed.delete(each);
  return taken.at(-1);
}
