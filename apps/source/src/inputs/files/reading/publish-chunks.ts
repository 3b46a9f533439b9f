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
 * Several chunks are under way at once, so that neither the disk nor the broker's answer holds up reading; each step is
 * done in the order of reading. A chunk that fails stays pending and is repeated by the next process.
 */

/** Most bytes of files that are read and not confirmed. */
const MAX_BYTES_IN_FLIGHT = 4 * 1024 * 1024;
/** Most chunks that are read and not confirmed; small ones come from many quiet files. */
const MAX_CHUNKS_IN_FLIGHT = 256;
/** Most batches between encoding and confirm. */
const MAX_BATCHES_IN_FLIGHT = 96;

/** Ranges that were joined by older rules come from builds that made records of lines which describe their file. */
const FIRST_JOINER_WITHOUT_HEADER_LINES = 4;

/** Texts of one range of what is read. */
interface TextChunk {
  entry: Pick<FileEntry, 'id' | 'firstPath'>;
  pending: PendingChunk;
  texts: string[];
  /** A former process has read it, and may have sent it. */
  isRepeated?: boolean;
  /** Told the layouts that its lines and those before have shown, before `publish` returns; not for ranges that are read without. */
  onLearnt?: (layouts: LearntLayouts) => void;
}

export interface ChunkPublisherOptions {
  /** For metrics; files if not given. */
  input?: InputName;
  sender: BatchSender;
  checkpoint: Pick<Checkpoint, 'save'>;
  metrics: SourceMetrics;
  parserFor: (settings: ChunkParser['settings']) => ChunkParser;
  log: Logger;
  /** Gives up what is under way; it stays pending. */
  signal: AbortSignal;
  /** Called when there is room again, and when a chunk was confirmed. */
  onProgress: () => void;
  /** A failure that is neither the broker's absence nor the end of the process. */
  onFailure: (error: unknown) => void;
}

/** Publishes chunks in the order given. */
export class ChunkPublisher {
  readonly #options: ChunkPublisherOptions;
  readonly #bytes = new Slots(MAX_BYTES_IN_FLIGHT);
  readonly #batches = new Slots(MAX_BATCHES_IN_FLIGHT);
  readonly #inFlight = new Set<Promise<void>>();
  /** First paths of files that the parser has failed on. */
  readonly #failed = new Set<string>();
  /** Settles when the chunk before has been handed to the sender. */
  #before: Promise<unknown> = Promise.resolve();

  constructor(options: ChunkPublisherOptions) {
    this.#options = options;
  }

  /** True when another chunk may be read, of any size. */
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

  /** @param bytes that came under way, or that are no longer, below 0 */
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

  /** Once for each file: what fails on one line may fail on a million. */
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
        // Its failure is seen below, later; until then nobody listens.
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
 * Takes off the pending ranges up to the first that is not confirmed.
 *
 * @param pending in the order of reading; changed in place
 * @param confirmed changed in place: those taken leave it
 * @returns the last one taken
 */
export function takeConfirmed<T>(pending: T[], confirmed: Set<T>): T | undefined {
  const open = pending.findIndex((each) => !confirmed.has(each));
  const taken = pending.splice(0, open < 0 ? pending.length : open);
  for (const each of taken) confirmed.delete(each);
  return taken.at(-1);
}
