import { headerAfter, JOINER_VERSION, NOTHING_LEARNT } from '@logwarren/contract/formats';
import type { FileEntry, PendingChunk } from '../checkpoint/checkpoint-state.ts';
import type { TakenRange } from './carried-bytes.ts';
import { takeConfirmed } from './publish-chunks.ts';

/** A range that a former process read. */
interface ToRepeat {
  entry: FileEntry;
  pending: PendingChunk;
}

/**
 * Ranges of a file on their way to the broker: those that a former process read, which are read once more, and those
 * that wait for their confirm.
 */
export class FileRanges {
  readonly #toRepeat: ToRepeat[] = [];
  readonly #confirmed = new Set<PendingChunk>();
  /** Names of the columns of the bytes read next, for layouts that write them above; see `headerAfter`. */
  #header: string | undefined;
  /** Wall time of the last range. */
  #lastReadMs: number;

  constructor({ pending }: FileEntry, header: string | undefined) {
    this.#header = header;
    this.#lastReadMs = pending.at(-1)?.readAtMs ?? 0;
  }

  /** The next one to be read once more. */
  get next(): ToRepeat | undefined {
    return this.#toRepeat[0];
  }

  /** Queues ranges to be read once more. */
  repeat(entry: FileEntry, ranges: readonly PendingChunk[]): void {
    this.#toRepeat.push(...ranges.map((pending) => ({ entry, pending })));
  }

  /** Notes that the next one was read once more. */
  repeated(own: FileEntry, texts: readonly string[]): void {
    const repeated = this.#toRepeat.shift();
    if (repeated?.entry === own) this.#header = headerAfter(texts, repeated.pending.header);
  }

  /** Adds a newly read range to the pending ones of an entry. */
  add(
    entry: FileEntry,
    { end, start, tail }: TakenRange,
    texts: readonly string[],
    { isUnjoined, parser }: Pick<PendingChunk, 'isUnjoined' | 'parser'>,
  ): PendingChunk {
    // Batch ids begin with this moment, so it rises from chunk to chunk and records keep the order of the file.
    const readAtMs = Math.max(Date.now(), this.#lastReadMs + 1);
    this.#lastReadMs = readAtMs;
    const header = this.#header === undefined ? {} : { header: this.#header };
    const { layouts = NOTHING_LEARNT } = entry;
    const rules = { joiner: JOINER_VERSION, layouts, parser };
    const pending: PendingChunk = {
      start,
      end,
      tail,
      readAtMs,
      ...rules,
      ...header,
      ...(isUnjoined ? { isUnjoined } : {}),
      ...(entry.timedRuns === undefined ? {} : { timedRuns: entry.timedRuns }),
    };
    this.#header = headerAfter(texts, this.#header);
    if (this.#header !== undefined) entry.header = this.#header;
    entry.pending.push(pending);
    return pending;
  }

  /** Marks a range as confirmed; the offset moves past all ranges confirmed without a gap. */
  confirm(entry: FileEntry, pending: PendingChunk): void {
    this.#confirmed.add(pending);
    const last = takeConfirmed(entry.pending, this.#confirmed);
    if (last === undefined) return;
    entry.offset = last.end;
    entry.tail = last.tail;
  }

  /**
   * Starts again for the next life of the file.
   *
   * @returns the ranges of the former life that were not read once more yet
   */
  startOver(former: FileEntry): PendingChunk[] {
    return this.#toRepeat.splice(0).flatMap(({ entry, pending }) => (entry === former ? pending : []));
  }

  /** A new life names its own columns. */
  forgetHeader(): void {
    this.#header = undefined;
  }
}
