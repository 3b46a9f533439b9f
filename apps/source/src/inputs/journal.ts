import { backoffMs, delay } from '@logwarren/common';
import type { FormatSet, ReaderSettings } from '@logwarren/own-formats';
import { createChunkParser } from '../formats/chunk-parser.ts';
import { keepBySettings } from '../formats/keep-by-settings.ts';
import type { StateDirectory } from '../state/state-directory.ts';
import type { FileInputOptions } from './files/file-input-options.ts';
import { FileInUseError } from './files/finding/claimed-files.ts';
import { ChunkPublisher } from './files/reading/publish-chunks.ts';
import { EntryChunks } from './journal/entry-chunks.ts';
import { type JournalState, openJournalState } from './journal/journal-state.ts';
import { follow, type Journalctl, lastCursor, type RunningJournalctl } from './journal/journalctl.ts';

/**
 * Reads the journal of systemd with `journalctl --follow`, in chunks like those of files:
 *
 *     entries → joined to records → chunk written down (last cursor, bytes, moment) → published → confirmed → the cursor moves
 *
 * A chunk ends where no record is open (`open-entries.ts`). Later entries are in no chunk, and a new process reads them
 * again. A killed process leaves chunks pending. The next one continues after the confirmed cursor and cuts where these
 * chunks ended (`repeated-entries.ts`), so the same entries make the same batches under the same ids. If the journal
 * now has fewer or longer entries there (it was vacuumed, or journalctl was updated), they are sent under new ids, with
 * a warning. The order of the keys of an entry differs from run to run, so bytes are counted and not compared; records
 * do not depend on that order.
 */

const SAVE_MS = 1_000;
/** Parsers for the current settings, and for those of repeated chunks. */
const MAX_PARSERS = 10;
/** Service of entries without a service. */
const FALLBACK_SERVICE = 'journal';

interface JournalInputOptions extends Journalctl, Pick<FileInputOptions, SharedOptions> {
  /** See `FileInputOptions`. */
  state: Pick<StateDirectory, 'path' | 'siblings' | 'claimJournal'>;
  /** Where to start in a journal that was never read before. */
  start: 'beginning' | 'end';
  /** Quiet time after which an open record is complete. */
  flushMs: number;
  parser: Omit<ReaderSettings, 'fallbackService' | 'format' | 'own' | 'units'>;
  /** Formats of the user, by the globs of their units. */
  formats?: FormatSet | undefined;
}

type SharedOptions = 'sender' | 'metrics' | 'log' | 'readiness' | 'giveUp' | 'onFailure';

/**
 * Follows the journal until disposed. Disposing stops reading, waits for confirms and saves the cursor.
 *
 * @throws JournalError, CheckpointError
 * @throws FileInUseError when another source reads the journal
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
  readonly #chunks: EntryChunks;
  readonly #stopping = new AbortController();
  #saving: NodeJS.Timeout | undefined;
  #room: PromiseWithResolvers<void> | undefined;
  #child: RunningJournalctl | undefined;
  readonly #running: Promise<void>;

  constructor(options: JournalInputOptions, state: JournalState, claim: AsyncDisposable) {
    this.#options = options;
    this.#state = state;
    this.#claim = claim;
    const settings: ReaderSettings = { ...options.parser, format: 'auto', fallbackService: FALLBACK_SERVICE };
    const units = [...(options.formats?.forUnits ?? [])];
    if (units.length > 0) settings.units = units;
    const { flushMs, giveUp: signal, journal, log, metrics, onFailure, sender } = options;
    const createParser = (each: ReaderSettings) => createChunkParser(each, metrics.ownOutcome);
    const parserFor = keepBySettings(createParser, MAX_PARSERS);
    const onProgress = () => this.#progress();
    this.#publisher = new ChunkPublisher({
      sender,
      checkpoint: state,
      metrics,
      parserFor,
      log,
      signal,
      onProgress,
      onFailure,
      input: 'journal',
    });
    const { entry } = state;
    this.#chunks = new EntryChunks({
      entry,
      flushMs,
      log,
      name: `journal ${journal}`,
      parserFor,
      publisher: this.#publisher,
      settings,
    });
    this.#running = this.#run().catch(onFailure);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    this.#room?.resolve();
    this.#child?.stop();
    await this.#running;
    this.#chunks.end();
    await this.#publisher.settle();
    clearTimeout(this.#saving);
    try {
      await this.#state.save();
    } finally {
      await this.#claim[Symbol.asyncDispose]();
    }
  }

  /** Starts journalctl again when it ends, for example after an update of systemd. */
  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const { log, readiness } = this.#options;
    for (let attempt = 1; !signal.aborted; attempt++) {
      const child = follow(this.#options, this.#chunks.cursor);
      this.#child = child;
      readiness.report('journal', true, this.#options.journal);
      for await (const line of child.lines()) {
        attempt = 1;
        this.#chunks.take(line);
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
      this.#chunks.goOn();
    }
  }

  #progress(): void {
    this.#room?.resolve();
    this.#saving ??= setTimeout(() => {
      this.#saving = undefined;
      this.#state.save().catch(() => {});
    }, SAVE_MS);
  }
}
