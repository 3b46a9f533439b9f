import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  backoffMs,
  delay,
  knownFormat,
  type Logger,
  messageOf,
  type Readiness,
  replacePrivateFile,
} from '@logwarren/common';
import { z } from 'zod';
import { CheckpointError, pendingChunk } from '../files/checkpoint-state.ts';

/** How far the journal was read: like the checkpoint of files, with cursors in the place of offsets. */

const VERSION = 1;

const journalEntry = z.object({
  /** Made when the journal was first read. Part of the batch ids. */
  id: z.string(),
  /** As in `SOURCE_JOURNAL`. */
  journal: z.string(),
  /** Everything up to this entry is confirmed. */
  cursor: z.string().optional(),
  /** Bytes of JSON lines that are confirmed; what the ranges of pending chunks count in. */
  position: z.number().int().min(0),
  /** `until`: cursor of the last entry in it. */
  pending: z.array(pendingChunk.extend({ until: z.string() })),
  savedMs: z.number().int(),
});

const state = z.object({ version: z.literal(VERSION), journals: z.array(journalEntry) });

export type JournalEntry = z.infer<typeof journalEntry>;
export type PendingEntries = JournalEntry['pending'][number];

const FILE_NAME = 'journal.json';

export interface JournalStateOptions {
  directory: string;
  siblings: readonly string[];
  journal: string;
  log: Logger;
  readiness: Readiness;
  /** Ends the retries of a write that fails. */
  signal: AbortSignal;
}

/** The entry of one journal, and the file it is saved in. */
export class JournalState {
  /** Change it in place, then `save`. */
  readonly entry: JournalEntry;
  readonly #others: readonly JournalEntry[];
  readonly #options: JournalStateOptions;
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  /** Use `openJournalState`. */
  constructor(entry: JournalEntry, others: readonly JournalEntry[], options: JournalStateOptions) {
    this.entry = entry;
    this.#others = others;
    this.#options = options;
  }

  /** See `Checkpoint.save`. */
  save(): Promise<void> {
    this.#next ??= this.#writing.then(() => {
      this.#next = undefined;
      const write = this.#write();
      this.#writing = write.catch(() => {});
      return write;
    });
    return this.#next;
  }

  async #write(): Promise<void> {
    const { directory, log, readiness, signal } = this.#options;
    const path = join(directory, FILE_NAME);
    for (let attempt = 1; ; attempt++) {
      try {
        this.entry.savedMs = Date.now();
        await replacePrivateFile(path, JSON.stringify({ version: VERSION, journals: [...this.#others, this.entry] }));
        readiness.report('journal checkpoint', true, path);
        return;
      } catch (error) {
        readiness.report('journal checkpoint', false, messageOf(error));
        if (attempt === 1) log.error({ path, reason: messageOf(error) }, 'Cannot save the checkpoint of the journal.');
        await delay(backoffMs(attempt), signal);
      }
    }
  }
}

/**
 * Reads how far the journal was read, by this source or by another one that has ended since.
 *
 * @throws CheckpointError; UnknownFormatError when a newer build wrote it
 */
export async function openJournalState(options: JournalStateOptions): Promise<JournalState> {
  const { directory, journal, siblings } = options;
  const own = await readEntries(join(directory, FILE_NAME));
  const others = own.filter((entry) => entry.journal !== journal);
  const known = own.filter((entry) => entry.journal === journal);
  for (const sibling of siblings) {
    const entries = await readEntries(join(sibling, FILE_NAME)).catch(() => []);
    known.push(...entries.filter((entry) => entry.journal === journal));
  }
  const [latest] = known.toSorted((a, b) => b.savedMs - a.savedMs);
  const fresh = { id: randomUUID(), journal, position: 0, pending: [], savedMs: Date.now() };
  return new JournalState(latest ?? fresh, others, options);
}

async function readEntries(path: string): Promise<JournalEntry[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new CheckpointError(`cannot read ${path} (SOURCE_STATE_DIR)`, error);
  });
  if (text === undefined) return [];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damaged(path, error);
  }
  const { version } = (value ?? {}) as { version?: unknown };
  if (typeof version === 'number') knownFormat(`the checkpoint ${path}`, version, VERSION);
  const read = state.safeParse(value);
  if (!read.success) throw damaged(path, read.error);
  return read.data.journals;
}

function damaged(path: string, cause: unknown): CheckpointError {
  return new CheckpointError(
    `${path} is damaged; move it away to read the journal from the start again, or restore it`,
    cause,
  );
}
