import { backoffMs, delay } from '@logwarren/common';
import { JOINER_VERSION, type LearntLayouts, NOTHING_LEARNT } from '@logwarren/contract/formats';
import type { FormatSet, ReaderSettings } from '@logwarren/own-formats';
import type { StateDirectory } from '../state-directory.ts';
import { createChunkParser } from './files/chunk-batches.ts';
import { FileInUseError } from './files/claimed-files.ts';
import { CHUNK_BYTES } from './files/follow-file.ts';
import { ChunkPublisher, takeConfirmed } from './files/publish-chunks.ts';
import type { FileInputOptions } from './files.ts';
import { type JournalState, openJournalState, type PendingEntries } from './journal/journal-state.ts';
import { cursorOf, follow, type Journalctl, lastCursor, type RunningJournalctl } from './journal/journalctl.ts';
import { keepBySettings } from './keep-by-settings.ts';

/**
 * The journal of systemd, by `journalctl --follow`, in chunks like those of files:
 *
 *     entries → chunk written down (first and last cursor, bytes, moment) → published → confirmed → the cursor moves
 *
 * A process that was killed left chunks pending. The next one reads on behind the confirmed cursor and cuts where these
 * chunks ended, so that the same entries make the same batches under the same ids. When the journal has fewer
 * or longer entries there (it was vacuumed, or journalctl was updated), they are sent under new ids, with a warning. The order of
 * the keys of an entry differs from run to run, so bytes are counted and not compared; records do not depend on it.
 */

/** How long entries wait for others to share their chunk. */
const LINGER_MS = 50;
/** Most entries of a chunk. */
const MAX_ENTRIES = 1_000;
const SAVE_MS = 1_000;
/** Entries that are read again come at once; when none does for so long, the rest of them is gone. */
const REPEAT_MS = 5_000;
/** Parsers for the settings of now, and for those of chunks that are repeated. */
const MAX_PARSERS = 10;
/** Service of entries that name none. */
const FALLBACK_SERVICE = 'journal';

export interface JournalInputOptions extends Journalctl, Pick<FileInputOptions, SharedOptions> {
  /** See `FileInputOptions`. */
  state: Pick<StateDirectory, 'path' | 'siblings' | 'claimJournal'>;
  /** Where to start in a journal that was never read. */
  start: 'beginning' | 'end';
  parser: Omit<ReaderSettings, 'fallbackService' | 'format' | 'own' | 'units'>;
  /** Formats of the user, by the globs of their units. */
  formats?: FormatSet | undefined;
}

type SharedOptions = 'sender' | 'metrics' | 'log' | 'readiness' | 'giveUp' | 'onFailure';

/**
 * Follows the journal until disposed; disposing stops reading, waits for confirms and saves the cursor.
 *
 * @throws JournalError, CheckpointError; FileInUseError when another source reads the journal
 */
export async function openJournalInput(options: JournalInputOptions): Promise<AsyncDisposable> {
  const { giveUp: signal, journal, log, readiness, start } = options;
  const { claimJournal, path: directory, siblings } = options.state;
  const last = await lastCursor(options);
  const claim = await claimJournal(journal);
  if (claim === undefined) throw new FileInUseError([`the journal (SOURCE_JOURNAL=${journal})`]);
  try {
    const state = await openJournalState({ directory, siblings, journal, log, readiness, signal });
    if (state.entry.cursor === undefined && state.entry.pending.length === 0 && start === 'end' && last !== undefined) {
      state.entry.cursor = last;
    }
    await state.save();
    return new JournalInput(options, state, claim);
  } catch (error) {
    await claim[Symbol.asyncDispose]();
    throw error;
  }
}

class JournalInput implements AsyncDisposable {
  readonly #options: JournalInputOptions;
  readonly #state: JournalState;
  readonly #claim: AsyncDisposable;
  readonly #publisher: ChunkPublisher;
  readonly #settings: ReaderSettings;
  readonly #stopping = new AbortController();
  readonly #confirmed = new Set<PendingEntries>();
  #toRepeat: PendingEntries[];
  /** Entries that are in no chunk yet. */
  #lines: string[] = [];
  #bytes = 0;
  /** Cursors of the last entry that was read, and of the last one in a chunk. */
  #cursor: string | undefined;
  #cutCursor: string | undefined;
  #position: number;
  #lastReadMs: number;
  #linger: NodeJS.Timeout | undefined;
  #saving: NodeJS.Timeout | undefined;
  #room: PromiseWithResolvers<void> | undefined;
  #child: RunningJournalctl | undefined;
  readonly #running: Promise<void>;

  constructor(options: JournalInputOptions, state: JournalState, claim: AsyncDisposable) {
    this.#options = options;
    this.#state = state;
    this.#claim = claim;
    this.#settings = { ...options.parser, format: 'auto', fallbackService: FALLBACK_SERVICE };
    const units = [...(options.formats?.forUnits ?? [])];
    if (units.length > 0) this.#settings.units = units;
    const { cursor, pending, position } = state.entry;
    this.#toRepeat = [...pending];
    this.#cursor = cursor;
    this.#cutCursor = cursor;
    this.#position = pending.at(-1)?.end ?? position;
    this.#lastReadMs = pending.at(-1)?.readAtMs ?? 0;
    const { giveUp: signal, metrics, onFailure, sender } = options;
    const createParser = (settings: ReaderSettings) => createChunkParser(settings, metrics.ownOutcome);
    const parserFor = keepBySettings(createParser, MAX_PARSERS);
    const onProgress = () => this.#progress();
    this.#publisher = new ChunkPublisher({
      ...{ sender, checkpoint: state, metrics, parserFor, signal, onProgress, onFailure, input: 'journal' },
    });
    this.#running = this.#run().catch(onFailure);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    this.#room?.resolve();
    this.#child?.stop();
    await this.#running;
    clearTimeout(this.#linger);
    if (this.#toRepeat.length === 0) this.#cut();
    await this.#publisher.settle();
    clearTimeout(this.#saving);
    try {
      await this.#state.save();
    } finally {
      await this.#claim[Symbol.asyncDispose]();
    }
  }

  /** Starts journalctl again when it ends, as after an update of systemd. */
  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const { log, readiness } = this.#options;
    for (let attempt = 1; !signal.aborted; attempt++) {
      const child = follow(this.#options, this.#cursor);
      this.#child = child;
      readiness.report('journal', true, this.#options.journal);
      for await (const line of child.lines()) {
        attempt = 1;
        this.#take(line);
        await this.#whenRoom();
        if (signal.aborted) break;
      }
      child.stop();
      const reason = await child.ended;
      if (signal.aborted) return;
      readiness.report('journal', false, reason);
      log.warn({ reason }, 'journalctl has ended; starting it again.');
      await delay(backoffMs(attempt), signal).catch(() => {});
    }
  }

  async #whenRoom(): Promise<void> {
    while (!this.#publisher.hasRoom && !this.#stopping.signal.aborted) {
      this.#room = Promise.withResolvers();
      await this.#room.promise;
    }
  }

  #progress(): void {
    this.#room?.resolve();
    this.#saving ??= setTimeout(() => {
      this.#saving = undefined;
      this.#state.save().catch(() => {});
    }, SAVE_MS);
  }

  #take(line: string): void {
    // What journalctl says beside entries begins with dashes.
    if (!line.startsWith('{')) return;
    this.#lines.push(line);
    this.#bytes += Buffer.byteLength(line) + 1;
    this.#cursor = cursorOf(line) ?? this.#cursor;
    const [repeated] = this.#toRepeat;
    if (repeated !== undefined) this.#repeat(repeated);
    else if (this.#bytes >= CHUNK_BYTES || this.#lines.length >= MAX_ENTRIES) this.#cut();
    else this.#linger ??= setTimeout(() => this.#cut(), LINGER_MS);
  }

  #repeat(pending: PendingEntries): void {
    clearTimeout(this.#linger);
    this.#linger = undefined;
    const bytes = pending.end - pending.start;
    if (this.#cursor === pending.until && this.#bytes === bytes) {
      this.#toRepeat.shift();
      this.#publish(pending, true);
    } else if (this.#bytes >= bytes) {
      this.#giveUpRepeating();
    } else {
      this.#linger = setTimeout(() => this.#giveUpRepeating(), REPEAT_MS);
    }
  }

  /** The bytes are others than before, so they need other ids. */
  #giveUpRepeating(): void {
    const { pending } = this.#state.entry;
    const message =
      'The journal has changed; entries that may have been sent before the last stop may be stored twice.';
    this.#options.log.warn({ chunks: this.#toRepeat.length }, message);
    for (const gone of this.#toRepeat.splice(0)) pending.splice(pending.indexOf(gone), 1);
    this.#cut();
  }

  #cut(): void {
    clearTimeout(this.#linger);
    this.#linger = undefined;
    const until = this.#cursor;
    if (this.#lines.length === 0 || until === undefined || until === this.#cutCursor) return;
    const start = this.#position;
    this.#position += this.#bytes;
    // Batch ids begin with this moment, so it rises from chunk to chunk and records keep their order.
    this.#lastReadMs = Math.max(Date.now(), this.#lastReadMs + 1);
    const moment = { start, end: this.#position, readAtMs: this.#lastReadMs };
    const { layouts = NOTHING_LEARNT, pending: ranges } = this.#state.entry;
    const pending = { ...moment, joiner: JOINER_VERSION, layouts, parser: this.#settings, until };
    ranges.push(pending);
    this.#publish(pending, false);
  }

  #publish(pending: PendingEntries, isRepeated: boolean): void {
    const texts = this.#lines;
    this.#lines = [];
    this.#bytes = 0;
    this.#cutCursor = pending.until;
    const { entry } = this.#state;
    const { id } = entry;
    const onLearnt = (layouts: LearntLayouts) => {
      entry.layouts = layouts;
    };
    const chunk = {
      entry: { id, firstPath: `journal ${this.#options.journal}` },
      pending,
      texts,
      isRepeated,
      onLearnt,
    };
    this.#publisher.publish(chunk, () => this.#confirm(pending));
  }

  #confirm(pending: PendingEntries): void {
    const { entry } = this.#state;
    this.#confirmed.add(pending);
    const last = takeConfirmed(entry.pending, this.#confirmed);
    if (last === undefined) return;
    entry.cursor = last.until;
    entry.position = last.end;
  }
}
