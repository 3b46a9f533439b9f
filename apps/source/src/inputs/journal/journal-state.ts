import { randomUUID } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { knownFormat, type Logger, type Readiness } from '@logwarren/common';
import { LAYOUTS_VERSION } from '@logwarren/contract/formats';
import { unitFormat } from '@logwarren/own-formats';
import { z } from 'zod';
import { readStateFile, StateFile } from '../../state/state-file.ts';
import { checkPending, layouts, pendingChunk } from '../files/checkpoint/checkpoint-state.ts';
import { SYSTEM_JOURNAL } from './journalctl.ts';

/** Progress in the journal: like the checkpoint of files, with cursors instead of offsets. */

const VERSION = 1;

const pendingEntries = pendingChunk.extend({
  until: z.string(),
  /**
   * With the own formats themselves, so that editing the file of formats does not change records that may have been
   * sent.
   */
  parser: pendingChunk.shape.parser.extend({ units: z.array(unitFormat).optional() }),
});

const journalEntry = z.object({
  /** Made when the journal was first read; part of the batch ids. */
  id: z.string(),
  /** Value of `SOURCE_JOURNAL`. */
  journal: z.string(),
  /** The directory that it was at the last read, with links resolved; older builds did not write it. */
  realPath: z.string().optional(),
  /** Everything up to this entry is confirmed. */
  cursor: z.string().optional(),
  /** Bytes of confirmed JSON lines; the ranges of pending chunks are positions in this count. */
  position: z.number().int().min(0),
  /** Layouts that the entries of all ranges so far have shown; absent in older checkpoints. */
  layouts: layouts.optional(),
  /** `until` is the cursor of the last entry in the range. */
  pending: z.array(pendingEntries),
  savedMs: z.number().int(),
});

const state = z.object({ version: z.literal(VERSION), journals: z.array(journalEntry) });

/** The progress in one journal; see `journalEntry`. */
export type JournalEntry = z.infer<typeof journalEntry>;
/** A range of journal entries that was read and may have been sent. */
export type PendingEntries = JournalEntry['pending'][number];

const FILE_NAME = 'journal.json';

interface JournalStateOptions {
  directory: string;
  siblings: readonly string[];
  journal: string;
  log: Logger;
  readiness: Readiness;
  /** Ends the retries of a failing write. */
  signal: AbortSignal;
}

/** The entry of one journal, and the file it is saved in. */
export class JournalState {
  /** Change it in place, then `save`. */
  readonly entry: JournalEntry;
  readonly #file: StateFile;

  /** Use `openJournalState`. */
  constructor(entry: JournalEntry, others: readonly JournalEntry[], options: JournalStateOptions) {
    this.entry = entry;
    const { directory, log, readiness, signal } = options;
    const text = () => {
      entry.savedMs = Date.now();
      return JSON.stringify({ version: VERSION, journals: [...others, entry] });
    };
    const failure = 'Cannot save the checkpoint of the journal.';
    const path = join(directory, FILE_NAME);
    this.#file = new StateFile({ path, name: 'journal checkpoint', failure, text, log, readiness, signal });
  }

  /** See `StateFile.save`. */
  save(): Promise<void> {
    return this.#file.save();
  }
}

/**
 * Reads the progress in the journal, of this source or of another one that has ended since.
 *
 * @throws CheckpointError
 * @throws UnknownFormatError when a newer build wrote it
 */
export async function openJournalState(options: JournalStateOptions): Promise<JournalState> {
  const { directory, journal, siblings } = options;
  const own = await readEntries(join(directory, FILE_NAME));
  const realPath = await realPathOf(journal);
  const [others, known] = await parted(own, realPath);
  for (const sibling of siblings) {
    const entries = await readEntries(join(sibling, FILE_NAME)).catch(() => []);
    known.push(...(await parted(entries, realPath))[1]);
  }
  const [latest] = known.toSorted((a, b) => b.savedMs - a.savedMs);
  const fresh = { id: randomUUID(), position: 0, pending: [], savedMs: Date.now() };
  return new JournalState({ ...(latest ?? fresh), journal, realPath }, others, options);
}

/** Splits entries into those of other journals and those of the journal at a path. */
async function parted(entries: readonly JournalEntry[], path: string): Promise<[JournalEntry[], JournalEntry[]]> {
  const parts: [JournalEntry[], JournalEntry[]] = [[], []];
  for (const entry of entries) {
    const isOurs = (entry.realPath ?? (await realPathOf(entry.journal))) === path;
    parts[isOurs ? 1 : 0].push(entry);
  }
  return parts;
}

/**
 * The path of a journal with links resolved and without slashes at its end. The path of a missing directory stays as
 * written.
 */
async function realPathOf(journal: string): Promise<string> {
  return journal === SYSTEM_JOURNAL ? journal : await realpath(journal).catch(() => resolve(journal));
}

async function readEntries(path: string): Promise<JournalEntry[]> {
  const parse = (value: unknown) => {
    const { journals } = state.parse(value);
    for (const { layouts, pending } of journals) {
      knownFormat(`the layout state of a journal in ${path}`, layouts?.version, LAYOUTS_VERSION);
      for (const each of pending) checkPending(each, path);
    }
    return journals;
  };
  return (await readStateFile(path, { version: VERSION, parse, subject: 'the journal' })) ?? [];
}
