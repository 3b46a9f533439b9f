import type { Readable } from 'node:stream';
import { type Logger, Slots } from '@logwarren/common';
import type { NormalisedRecord } from '@logwarren/contract';
import { createUtf8Stream, headerAfter, NOTHING_LEARNT, type TimedRuns } from '@logwarren/contract/formats';
import type { RecordGatherer } from '../batching/gather-records.ts';
import type { ChunkParser } from '../formats/chunk-parser.ts';
import { cutChunk, type Ending, HELD_FACTOR, MAX_OPEN_BYTES } from '../formats/cut-chunk.ts';
import { type SourceMetrics, STDIN_PATH } from '../metrics/source-metrics.ts';

/** Standard input cannot be read again, so records without a confirm may be lost when the process ends. */

/** Most bytes that are read and not confirmed; above this, reading pauses. */
const MAX_BYTES_IN_FLIGHT = 8 * 1024 * 1024;
const LINE_BREAK = 10;

/** Amount read from standard input. */
interface StdinCounts {
  lines: number;
  records: number;
}

interface StdinInputOptions {
  stream: Readable;
  parser: ChunkParser;
  records: RecordGatherer;
  /** Quiet time after which an open record counts as complete. */
  flushMs: number;
  metrics: SourceMetrics;
  log: Logger;
  /** Gives up waiting for confirms. */
  giveUp: AbortSignal;
  /** Called when the input has ended and everything is confirmed. */
  onEnd: (counts: StdinCounts) => void;
  /** Called once when records could not be published. */
  onFailure: (error: unknown) => void;
}

/**
 * Reads records from a stream until it ends or the input is disposed. Disposing waits for the confirms of all records
 * read.
 */
export function openStdinInput(options: StdinInputOptions): AsyncDisposable {
  const input = new StdinInput(options);
  const running = input.run().catch(options.onFailure);
  return {
    async [Symbol.asyncDispose]() {
      input.stop();
      await running;
    },
  };
}

class StdinInput {
  readonly #options: StdinInputOptions;
  readonly #room = new Slots(MAX_BYTES_IN_FLIGHT);
  readonly #unconfirmed = new Set<Promise<void>>();
  readonly #utf8 = createUtf8Stream();
  /** Bytes that were read and wait for more, in the pieces in which they came. */
  #carry: Buffer[] = [];
  #carriedBytes = 0;
  /** Names of the columns of the next lines. */
  #header: string | undefined;
  /** Layouts that the lines so far have shown. */
  #layouts = NOTHING_LEARNT;
  /** Facts that the records so far have taught the joiner. */
  #timedRuns: TimedRuns | undefined;
  /** Moment since which records of several streams wait for each other. */
  #heldMs = Number.POSITIVE_INFINITY;
  #quiet: NodeJS.Timeout | undefined;
  #stopped = false;
  readonly #counts: StdinCounts = { lines: 0, records: 0 };
  #failure: { error: unknown; records: number } | undefined;

  constructor(options: StdinInputOptions) {
    this.#options = options;
  }

  stop(): void {
    this.#stopped = true;
    this.#options.stream.destroy();
  }

  async run(): Promise<void> {
    const { stream, giveUp, flushMs, onEnd, records } = this.#options;
    try {
      for await (const bytes of stream) {
        clearTimeout(this.#quiet);
        const utf8 = this.#utf8.push(bytes as Buffer);
        this.#carryOn(utf8);
        // A long line is not searched again from its beginning with every piece.
        const isSameLine = !utf8.includes(10) && this.#carriedBytes < MAX_OPEN_BYTES;
        if (!isSameLine) this.#read('growing');
        if (performance.now() - this.#heldMs > flushMs * HELD_FACTOR) this.#read('quiet');
        this.#quiet = setTimeout(() => this.#read('quiet'), flushMs);
        await this.#room.take(giveUp);
        this.#room.give(1);
      }
    } catch (error) {
      // Destroying the stream ends the loop with an error.
      if (!this.#stopped) throw error;
    }
    clearTimeout(this.#quiet);
    this.#carryOn(this.#utf8.end());
    this.#read('ended');
    records.flush();
    await Promise.all(this.#unconfirmed);
    if (this.#failure !== undefined) this.#fail(this.#failure);
    else if (!this.#stopped) onEnd(this.#counts);
  }

  #carryOn(bytes: Buffer): void {
    this.#carry.push(bytes);
    this.#carriedBytes += bytes.length;
  }

  #read(ending: Ending): void {
    const { metrics, parser } = this.#options;
    const bytes = Buffer.concat(this.#carry);
    const cut = cutChunk(bytes, ending, () => parser.createJoiner(undefined, this.#timedRuns));
    const { isInterleaved = false, lengthBytes, texts } = cut;
    this.#timedRuns = cut.timedRuns;
    if (!isInterleaved) this.#heldMs = Number.POSITIVE_INFINITY;
    else if (texts.length > 0 || this.#heldMs === Number.POSITIVE_INFINITY) this.#heldMs = performance.now();
    this.#carry = [bytes.subarray(lengthBytes)];
    this.#carriedBytes = bytes.length - lengthBytes;
    if (texts.length === 0) return;
    const observedAt = Date.now();
    const parsed = parser.parse(texts, observedAt, { header: this.#header, layouts: this.#layouts });
    this.#layouts = parsed.layouts ?? NOTHING_LEARNT;
    this.#header = headerAfter(texts, this.#header);
    const { records } = parsed;
    metrics.fileRecords.count(STDIN_PATH, parsed);
    this.#counts.lines += countLines(bytes.subarray(0, lengthBytes));
    this.#counts.records += records.length;
    metrics.recordsRead.inc({ input: 'stdin' }, records.length);
    metrics.bytesRead.inc({ input: 'stdin' }, lengthBytes);
    if (records.length > 0) this.#publish(records, lengthBytes);
  }

  #publish(parsed: NormalisedRecord[], sizeBytes: number): void {
    this.#room.overdraw(sizeBytes);
    const { length } = parsed;
    const confirmed = this.#options.records
      .add(parsed)
      .catch((error: unknown) => {
        this.#failure = { error, records: length + (this.#failure?.records ?? 0) };
      })
      .finally(() => {
        this.#room.give(sizeBytes);
        this.#unconfirmed.delete(confirmed);
      });
    this.#unconfirmed.add(confirmed);
  }

  #fail({ error, records }: { error: unknown; records: number }): never {
    this.#options.log.error({ records }, 'Records of standard input were not confirmed; they may be lost.');
    throw error;
  }
}

/** Counts a last line even if it has no end. */
function countLines(bytes: Buffer): number {
  let lines = bytes.length > 0 && bytes.at(-1) !== LINE_BREAK ? 1 : 0;
  for (let at = bytes.indexOf(LINE_BREAK); at >= 0; at = bytes.indexOf(LINE_BREAK, at + 1)) lines++;
  return lines;
}
