import { eachLine, headerAfter, type LearntLayouts, type LineJoiner } from '@logwarren/contract/formats';
import type { ChunkParser } from '../../../formats/chunk-parser.ts';
import { type Cut, wholeOf } from '../../../formats/cut-chunk.ts';
import type { GrowingBytes } from '../bytes/growing-bytes.ts';
import type { FileEntry, PendingChunk } from '../checkpoint/checkpoint-state.ts';
import { resumeAt } from '../identity/recognise-file.ts';
import { CarriedBytes } from './carried-bytes.ts';
import { cutRecords, hasBareReturns, utf8At } from './cut-records.ts';
import { FileRanges } from './file-ranges.ts';
import { type Joined, joinOrNot, LINE_BY_LINE } from './line-by-line.ts';
import type { LongLines } from './long-lines.ts';
import { LookTimes } from './look-times.ts';

/** Longest chunk of ordinary lines; its records take several times as much memory until they are encoded. */
export const CHUNK_BYTES = 1024 * 1024;

/** Records of one range of a file. */
export interface Chunk {
  entry: FileEntry;
  pending: PendingChunk;
  texts: string[];
  /** True when a former process has read it, and may have sent it. */
  isRepeated?: boolean;
  /** See `TextChunk`; the state with which the next chunk is read. */
  onLearnt: (layouts: LearntLayouts) => void;
}

/** How the bytes of a file become chunks. */
export interface ChunkOptions {
  parser: ChunkParser;
  /** Parser for ranges that were read with other settings. */
  parserFor: (settings: ChunkParser['settings']) => ChunkParser;
  pollMs: number;
  /** Shared by all files. */
  longLines: LongLines;
  /** Called with the reason when the joiner failed on lines, each of which then becomes a record. */
  onUnjoined: (error: unknown) => void;
  /** Called once for a file whose lines end in a lone carriage return. */
  onBareReturns: () => void;
}

/** Bytes from which a chunk is to be cut. */
interface AtHand {
  /** The carried ones followed by newly read ones. */
  bytes: Buffer;
  /** True when the file has further bytes. */
  isMoreThere: boolean;
  /** True when nothing that waits for its end will be written to it any more. */
  isSuperseded: boolean;
  /** Quiet time after which an open record counts as complete. */
  flushMs: number;
  /** `performance.now()`. */
  nowMs: number;
}

interface Texts extends Pick<Cut, 'timedRuns'> {
  texts: string[];
  isUnjoined: boolean;
}

/** Makes chunks of the bytes read from one file. */
export class FileChunks {
  readonly carried: CarriedBytes;
  readonly ranges: FileRanges;
  readonly times = new LookTimes();
  readonly #bytes: GrowingBytes;
  readonly #options: ChunkOptions;

  /**
   * @param before the last bytes before the position where reading continues
   * @param head first bytes of the file
   */
  constructor(
    bytes: GrowingBytes,
    entry: FileEntry,
    { before, head }: { before: Buffer; head: Buffer },
    options: ChunkOptions,
  ) {
    const position = resumeAt(entry);
    this.#bytes = bytes;
    this.#options = options;
    this.carried = new CarriedBytes(position, before, options.longLines);
    this.ranges = new FileRanges(entry, entry.header ?? (position > 0 ? headerOfHead(head) : undefined));
  }

  /**
   * Cuts off the next chunk.
   *
   * @param entry of the file
   * @returns when to look again, and the chunk if there is one
   */
  cut(entry: FileEntry, { bytes, flushMs, isMoreThere, isSuperseded, nowMs }: AtHand) {
    const { carried, times } = this;
    const { parser, pollMs } = this.#options;
    const ending = isMoreThere ? 'growing' : times.ending(nowMs, flushMs, isSuperseded);
    const toCut = { bytes, carried, ending, head: this.#bytes.head, isHeld: times.isHeld };
    const { isUnjoined, made } = this.#join(
      () => parser.createJoiner(undefined, entry.timedRuns),
      (createJoiner) => cutRecords(toCut, createJoiner),
    );
    const { isInterleaved = false, lengthBytes, texts, timedRuns } = made;
    times.cut(isInterleaved, texts.length > 0, nowMs);
    const chunk = this.#take(entry, bytes, lengthBytes, { texts, isUnjoined, timedRuns });
    if (chunk?.pending.start === 0 && hasBareReturns(this.#bytes.head)) this.#options.onBareReturns();
    const waitMs = carried.length > 0 ? flushMs : 0;
    return { chunk, nextLookMs: isMoreThere ? nowMs : times.nextLookMs(nowMs, waitMs, pollMs) };
  }

  /** Makes the last chunk from the carried bytes. */
  takeCarried(entry: FileEntry): Chunk | undefined {
    const { bytes, length, position } = this.carried;
    const createJoiner = () => this.#options.parser.createJoiner(undefined, entry.timedRuns);
    return this.#take(entry, bytes, length, this.#split(bytes, position, createJoiner));
  }

  /**
   * Reads the next range that a former process read.
   *
   * @param own entry of the file; the range may belong to another one
   * @returns undefined when other bytes are in its place
   */
  async repeat(own: FileEntry): Promise<Chunk | undefined> {
    const { next } = this.ranges;
    if (next === undefined) return undefined;
    const { entry, pending } = next;
    const bytes = await this.#bytes.readRepeated(pending);
    if (bytes === undefined) return undefined;
    const { createJoiner } = this.#options.parserFor(pending.parser);
    const createOwn = () => (pending.isUnjoined ? LINE_BY_LINE : createJoiner(pending.joiner ?? 0, pending.timedRuns));
    const { texts } = this.#split(bytes, pending.start, createOwn);
    this.ranges.repeated(own, texts);
    return { ...chunkOf(entry, pending, texts), isRepeated: true };
  }

  /** Starts again for the next life of the file. */
  startOver(): void {
    this.#bytes.goTo(Buffer.alloc(0), Buffer.alloc(0));
    this.carried.startOver();
    this.times.release();
    this.ranges.forgetHeader();
  }

  #split(bytes: Buffer, position: number, createJoiner: () => LineJoiner) {
    const utf8 = utf8At(bytes, position, this.#bytes.head);
    const { isUnjoined, made } = this.#join(createJoiner, (create) => wholeOf(utf8, create()));
    return { isUnjoined, texts: made.texts, timedRuns: made.timedRuns };
  }

  #join<T>(createJoiner: () => LineJoiner, make: (createJoiner: () => LineJoiner) => T): Joined<T> {
    return joinOrNot(createJoiner, make, this.#options.onUnjoined);
  }

  #take(
    entry: FileEntry,
    bytes: Buffer,
    lengthBytes: number,
    { isUnjoined, texts, timedRuns }: Texts,
  ): Chunk | undefined {
    const taken = this.carried.take(bytes, lengthBytes);
    if (taken === undefined) return undefined;
    const pending = this.ranges.add(entry, taken, texts, { isUnjoined, parser: this.#options.parser.settings });
    entry.timedRuns = timedRuns;
    return chunkOf(entry, pending, texts);
  }
}

function chunkOf(entry: FileEntry, pending: PendingChunk, texts: string[]): Chunk {
  const onLearnt = (layouts: LearntLayouts) => {
    entry.layouts = layouts;
  };
  return { entry, pending, texts, onLearnt };
}

/**
 * Names of the columns that apply to a file read from its middle; a time applies for a second only, so it does not
 * count.
 */
function headerOfHead(start: Buffer): string | undefined {
  const head = utf8At(start, 0, start);
  const lines = [...eachLine(head.subarray(0, head.lastIndexOf(10) + 1))];
  return headerAfter(
    lines.filter((line) => line.startsWith('#')),
    undefined,
  );
}
