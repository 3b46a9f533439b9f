import type { Logger } from '@logwarren/common';
import { JOINER_VERSION, type LearntLayouts, NOTHING_LEARNT } from '@logwarren/contract/formats';
import type { ReaderSettings } from '@logwarren/own-formats';
import type { ChunkParser } from '../../formats/chunk-parser.ts';
import { HELD_FACTOR, MAX_OPEN_BYTES } from '../../formats/cut-chunk.ts';
import { CHUNK_BYTES } from '../files/reading/file-chunks.ts';
import { type ChunkPublisher, takeConfirmed } from '../files/reading/publish-chunks.ts';
import type { JournalEntry, PendingEntries } from './journal-state.ts';
import { cursorOf } from './journalctl.ts';
import { type EntryRange, OpenEntries } from './open-entries.ts';
import { RepeatedEntries } from './repeated-entries.ts';

/** How long entries wait for others to share their chunk, and the interval between checks of open records. */
const LINGER_MS = 50;
/** Most entries of a chunk, unless their records are longer. */
const MAX_ENTRIES = 1_000;
/** Repeated entries come at once; if none comes for this long, the rest of them is gone. */
const REPEAT_MS = 5_000;

interface EntryChunksOptions {
  /** The chunks keep its cursor and its pending ranges up to date. */
  entry: JournalEntry;
  /** Name of the input in metrics. */
  name: string;
  /** Quiet time after which an open record is complete. */
  flushMs: number;
  /** Settings for reading new entries. */
  settings: ReaderSettings;
  parserFor: (settings: ReaderSettings) => ChunkParser;
  publisher: ChunkPublisher;
  log: Logger;
}

/** Makes chunks of entries, first of those that an earlier process read; see journal.ts. */
export class EntryChunks {
  readonly #options: EntryChunksOptions;
  readonly #confirmed = new Set<PendingEntries>();
  readonly #repeated: RepeatedEntries;
  /** Entries that are in no chunk yet. */
  readonly #open: OpenEntries;
  #cursor: string | undefined;
  #position: number;
  #lastReadMs: number;
  /** Moment of the last entry, as `performance.now()`; so is the next one. */
  #quietSinceMs = 0;
  /** Moment since which records of several streams wait for each other. */
  #heldSinceMs = Number.POSITIVE_INFINITY;
  #linger: NodeJS.Timeout | undefined;

  constructor(options: EntryChunksOptions) {
    this.#options = options;
    const { entry, parserFor, settings } = options;
    const { cursor, pending, position } = entry;
    this.#cursor = cursor;
    this.#position = pending.at(-1)?.end ?? position;
    this.#lastReadMs = pending.at(-1)?.readAtMs ?? 0;
    this.#open = new OpenEntries(() => parserFor(settings).createJoiner());
    this.#repeated = new RepeatedEntries(pending, (each) => parserFor(each.parser).createJoiner(each.joiner));
  }

  /** Cursor of the last entry that was read. */
  get cursor(): string | undefined {
    return this.#cursor;
  }

  /** Takes the next line of journalctl. */
  take(line: string): void {
    // Lines of journalctl that are not entries begin with dashes.
    if (!line.startsWith('{')) return;
    this.#cursor = cursorOf(line) ?? this.#cursor;
    this.#quietSinceMs = performance.now();
    if (this.#repeated.isWaiting) this.#repeat(line);
    else this.#add(line);
  }

  /** Resets the quiet time: the wait before entries are read again has nothing to do with the journal. */
  goOn(): void {
    this.#quietSinceMs = performance.now();
  }

  /** Makes a last chunk. The next process reads open records again. */
  end(): void {
    clearTimeout(this.#linger);
    this.#cut(this.#open.takeComplete());
  }

  #add(line: string): void {
    const open = this.#open;
    open.add(line);
    if (open.bytes >= CHUNK_BYTES || open.count >= MAX_ENTRIES) this.#cut(open.takeComplete());
    if (open.bytes >= MAX_OPEN_BYTES) this.#cutAll();
    if (open.count > 0) this.#linger ??= setTimeout(() => this.#look(), LINGER_MS);
  }

  /** Makes a chunk of the complete records. */
  #look(): void {
    this.#linger = undefined;
    const range = this.#open.takeComplete();
    this.#cut(range);
    const nowMs = performance.now();
    if (!this.#open.isInterleaved) this.#heldSinceMs = Number.POSITIVE_INFINITY;
    else if (range !== undefined || this.#heldSinceMs === Number.POSITIVE_INFINITY) this.#heldSinceMs = nowMs;
    if (this.#isQuiet(nowMs)) this.#cutAll();
    if (this.#open.count > 0) this.#linger = setTimeout(() => this.#look(), LINGER_MS);
  }

  /** True if no open record seems to continue. Without room, entries are not read, so nothing counts as quiet. */
  #isQuiet(nowMs: number): boolean {
    if (!this.#options.publisher.hasRoom) return false;
    const { flushMs } = this.#options;
    return nowMs - this.#quietSinceMs >= flushMs || nowMs - this.#heldSinceMs > flushMs * HELD_FACTOR;
  }

  #repeat(line: string): void {
    clearTimeout(this.#linger);
    this.#linger = undefined;
    const repeated = this.#repeated.add(line, this.#cursor);
    if (repeated === 'changed') this.#giveUpRepeating();
    else if (repeated === undefined) this.#linger = setTimeout(() => this.#giveUpRepeating(), REPEAT_MS);
    else this.#publish(repeated.pending, repeated.texts, true);
  }

  /** Gives the entries other ids, because they differ from the earlier ones. */
  #giveUpRepeating(): void {
    this.#linger = undefined;
    const { ranges, lines } = this.#repeated.giveUp();
    const { pending } = this.#options.entry;
    const message =
      'The journal has changed; entries that may have been sent before the last stop may be stored twice.';
    this.#options.log.warn({ chunks: ranges.length }, message);
    for (const gone of ranges) pending.splice(pending.indexOf(gone), 1);
    for (const line of lines) this.#add(line);
  }

  /** Also ends records that may continue. Later entries have not waited for others yet. */
  #cutAll(): void {
    this.#cut(this.#open.takeAll());
    this.#heldSinceMs = Number.POSITIVE_INFINITY;
  }

  #cut(range: EntryRange | undefined): void {
    if (range === undefined) return;
    const { bytes, texts, until } = range;
    const start = this.#position;
    this.#position += bytes;
    // Batch ids begin with this moment, so it rises from chunk to chunk and records keep their order.
    this.#lastReadMs = Math.max(Date.now(), this.#lastReadMs + 1);
    const moment = { start, end: this.#position, readAtMs: this.#lastReadMs };
    const { layouts = NOTHING_LEARNT, pending: ranges } = this.#options.entry;
    const pending = { ...moment, joiner: JOINER_VERSION, layouts, parser: this.#options.settings, until };
    ranges.push(pending);
    this.#publish(pending, texts, false);
  }

  #publish(pending: PendingEntries, texts: string[], isRepeated: boolean): void {
    const { entry } = this.#options;
    const { id } = entry;
    const onLearnt = (layouts: LearntLayouts) => {
      entry.layouts = layouts;
    };
    const chunk = { entry: { id, firstPath: this.#options.name }, pending, texts, isRepeated, onLearnt };
    this.#options.publisher.publish(chunk, () => this.#confirm(pending));
  }

  #confirm(pending: PendingEntries): void {
    const { entry } = this.#options;
    this.#confirmed.add(pending);
    const last = takeConfirmed(entry.pending, this.#confirmed);
    if (last === undefined) return;
    entry.cursor = last.until;
    entry.position = last.end;
  }
}
