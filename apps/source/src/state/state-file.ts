import { readFile } from 'node:fs/promises';
import {
  AppError,
  backoffMs,
  delay,
  knownFormat,
  type Logger,
  messageOf,
  type Readiness,
  replacePrivateFile,
  UnknownFormatError,
} from '@logwarren/common';

/** The state directory, or a file in it, cannot be used; the message explains what to do. */
export class CheckpointError extends AppError {
  constructor(message: string, cause: unknown) {
    super('checkpoint-unusable', message, { cause });
  }
}

interface StateFileOptions {
  path: string;
  /** Its name in the readiness of the process. */
  name: string;
  /** Log message for the first failure of a write, with its reason. */
  failure: string;
  /** Makes the contents; called when a write starts. */
  text: () => string;
  log: Logger;
  readiness: Readiness;
  /** Ends the retries of a failing write. */
  signal: AbortSignal;
  /** Called after a write with its number of bytes; waits before the next write. */
  rest?: (bytes: number) => Promise<void>;
}

/** Most bytes written in a second: a state that grows to megabytes is written less often. */
const MAX_BYTES_PER_S = 2 * 1024 * 1024;
/** Longest wait of a caller until its write begins, ms. */
const MAX_REST_MS = 500;

/** A file of the state directory that is replaced as a whole, again and again. */
export class StateFile {
  readonly #options: StateFileOptions;
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(options: StateFileOptions) {
    this.#options = options;
  }

  /**
   * Saves the state as it is when the write starts; calls during a write share the next one.
   *
   * @returns resolves once a state no older than this call is on disk. A full disk only delays it; it rejects only when
   * the signal aborts
   */
  save(): Promise<void> {
    this.#next ??= this.#writing.then(() => {
      this.#next = undefined;
      const write = this.#write();
      this.#writing = write.then(
        (bytes) => this.#rest(bytes),
        () => {},
      );
      return write.then(() => {});
    });
    return this.#next;
  }

  /** Waits after a write; saves requested meanwhile share the next write. */
  #rest(bytes: number): Promise<void> {
    const { rest, signal } = this.#options;
    if (rest !== undefined) return rest(bytes);
    const restMs = Math.min(MAX_REST_MS, (bytes / MAX_BYTES_PER_S) * 1000);
    return restMs < 1 ? Promise.resolve() : delay(restMs, signal).catch(() => {});
  }

  /** @returns number of bytes written */
  async #write(): Promise<number> {
    const { failure, log, name, path, readiness, signal, text } = this.#options;
    for (let attempt = 1; ; attempt++) {
      try {
        const contents = text();
        await replacePrivateFile(path, contents);
        readiness.report(name, true, path);
        return contents.length;
      } catch (error) {
        readiness.report(name, false, messageOf(error));
        if (attempt === 1) log.error({ path, reason: messageOf(error) }, failure);
        await delay(backoffMs(attempt), signal);
      }
    }
  }
}

/** How a state file is read. */
interface StateFormat<T> {
  /** The version that this build writes. */
  version: number;
  /** Checks the contents; throws if they are damaged. */
  parse: (value: unknown) => T;
  /** Names the input that is read again from the start if the file is moved away. */
  subject: string;
}

/**
 * Reads a state file.
 *
 * @returns undefined if the file does not exist
 * @throws CheckpointError
 * @throws UnknownFormatError when a newer build wrote it
 */
export async function readStateFile<T>(path: string, format: StateFormat<T>): Promise<T | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new CheckpointError(`cannot read ${path} (SOURCE_STATE_DIR)`, error);
  });
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const { version } = (value ?? {}) as { version?: unknown };
    if (typeof version === 'number') knownFormat(`the checkpoint ${path}`, version, format.version);
    return format.parse(value);
  } catch (error) {
    if (error instanceof UnknownFormatError) throw error;
    const advice = `move it away to read ${format.subject} from the start again, or restore it`;
    throw new CheckpointError(`${path} is damaged; ${advice}`, error);
  }
}
