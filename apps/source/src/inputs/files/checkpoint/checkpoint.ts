import { join } from 'node:path';
import { type Logger, messageOf, type Readiness, replacePrivateFile } from '@logwarren/common';
import { CheckpointError, StateFile } from '../../../state/state-file.ts';
import { adoptEntries } from './adopt-entries.ts';
import { type CheckpointState, type FileEntry, type Loss, readState, textOf } from './checkpoint-state.ts';

/**
 * The source's memory of files, so that a restart neither repeats nor skips a record:
 *
 *     offset            everything before it is confirmed by the broker
 *     pending chunks    ranges that follow, in order: read and perhaps published; read again on start and published
 *                       under the same batch ids, so that the collectors know what they have
 *
 * One JSON file, replaced as a whole (written beside, synced, renamed). A chunk is written down before its first batch
 * is published. Its confirm may be written later, because repeating a chunk is harmless.
 */

const FILE_NAME = 'files.json';
/** Name of this check in the readiness of the process. */
const READINESS = 'checkpoint';

/** The checkpoint forgets files that were not seen for this long. */
const FORGET_AFTER_MS = 30 * 24 * 3_600_000;

interface CheckpointOptions {
  /** Claimed by `claimDirectory`. */
  directory: string;
  /** Directories of other sources; only read. */
  siblings?: readonly string[];
  log: Logger;
  readiness: Readiness;
  /** Ends the retries of a failing write. */
  signal: AbortSignal;
}

/** The entries of all files, and the file they are saved in. */
export class Checkpoint {
  /** Change them in place, then `save`. */
  readonly files: FileEntry[];
  /** Likewise. */
  readonly losses: Loss[];
  readonly #file: StateFile;
  readonly #options: CheckpointOptions;
  /** Checkpoints of other sources for which a warning was logged. */
  readonly #unreadable = new Set<string>();

  /** Use `openCheckpoint`. */
  constructor(path: string, { files, losses }: CheckpointState, options: CheckpointOptions) {
    this.files = files;
    this.losses = losses;
    this.#options = options;
    const { log, readiness, signal } = options;
    const text = () => textOf(this);
    const failure = 'Cannot save the checkpoint.';
    this.#file = new StateFile({ path, name: READINESS, failure, text, log, readiness, signal });
  }

  /** See `StateFile.save`. */
  save(): Promise<void> {
    return this.#file.save();
  }

  /**
   * Forgets files that were not seen for long.
   *
   * @param isOpen true for entries in use: they stay, whatever the clock says
   */
  forgetOld(isOpen: (entry: FileEntry) => boolean): void {
    const isOld = ({ pending, seenMs }: FileEntry) => pending.length === 0 && seenMs <= Date.now() - FORGET_AFTER_MS;
    for (const entry of [...this.files]) if (isOld(entry) && !isOpen(entry)) this.remove(entry);
  }

  /**
   * Takes over the current entries of other sources. A checkpoint that cannot be read is left out, with a warning.
   *
   * @param isOpen true for entries in use: they stay as they are
   */
  async adoptSiblings(isOpen: (entry: FileEntry) => boolean): Promise<void> {
    for (const sibling of this.#options.siblings ?? []) {
      adoptEntries(this.files, await this.#readSibling(join(sibling, FILE_NAME)), isOpen);
    }
  }

  async #readSibling(path: string): Promise<FileEntry[]> {
    try {
      return (await readState(path)).files;
    } catch (error) {
      const isFirst = !this.#unreadable.has(path);
      this.#unreadable.add(path);
      const message = 'Cannot read the checkpoint of another source; going on without it.';
      if (isFirst) this.#options.log.warn({ path, reason: messageOf(error) }, message);
      return [];
    }
  }

  /** Forgets a file. */
  remove(entry: FileEntry): void {
    const index = this.files.indexOf(entry);
    if (index !== -1) this.files.splice(index, 1);
  }
}

/**
 * Reads the checkpoint of a state directory; a new one is empty.
 *
 * @throws CheckpointError when the file is damaged, or cannot be read or written; UnknownFormatError when a newer build
 * wrote it: then the file stays as it is
 */
export async function openCheckpoint(options: CheckpointOptions): Promise<Checkpoint> {
  const path = join(options.directory, FILE_NAME);
  const state = await readState(path);
  const checkpoint = new Checkpoint(path, state, options);
  try {
    await replacePrivateFile(path, textOf(state));
  } catch (error) {
    throw new CheckpointError(`cannot write ${path} (SOURCE_STATE_DIR)`, error);
  }
  options.readiness.report(READINESS, true, path);
  return checkpoint;
}
