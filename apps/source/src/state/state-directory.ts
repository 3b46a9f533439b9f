import { access, constants, realpath, stat } from 'node:fs/promises';
import { type Logger, makePrivateDirectory, messageOf } from '@logwarren/common';
import { claimDirectory, claimName, DirectoryInUseError } from './claim-directory.ts';
import { CheckpointError } from './state-file.ts';

/** Most directories that are tried; more sources in one folder need directories of their own. */
const MAX_DEFAULTS = 20;

/** The directory with the checkpoint of this process. Disposing gives it up. */
export interface StateDirectory extends AsyncDisposable {
  path: string;
  /** Directories of other sources beside it. If one of them knows a file, reading continues from there. */
  siblings: string[];
  /**
   * Claims a file among the sources that share a default directory, until disposed or until the process ends.
   *
   * @returns undefined when another source follows it
   */
  claimFile: (device: string, inode: string) => Promise<AsyncDisposable | undefined>;
  /** Claims a journal in the same way: `system`, or a directory by any of its names. */
  claimJournal: (journal: string) => Promise<AsyncDisposable | undefined>;
}

interface StateOptions {
  /** Value of SOURCE_STATE_DIR. */
  directory: string;
  /** False for the default: a second source then takes another directory. */
  isGiven: boolean;
  log: Logger;
}

/**
 * Claims the state directory: the configured one, or else the first of `source`, `source-2`, `source-3` and so on that
 * no running source has.
 *
 * @throws CheckpointError, DirectoryInUseError
 */
export async function claimStateDirectory({ directory, isGiven, log }: StateOptions): Promise<StateDirectory> {
  const numbers = Array.from({ length: isGiven ? 0 : MAX_DEFAULTS - 1 }, (_, index) => index + 2);
  const all = [directory, ...numbers.map((number) => `${directory}-${number}`)];
  let problem: unknown;
  for (const path of all) {
    try {
      const claim = await claimDirectory(path, 'SOURCE_STATE_DIR', log);
      if (path !== directory)
        log.warn({ taken: directory, directory: path }, 'Another source has the default state directory.');
      const siblings = all.filter((other) => other !== path);
      const scope = await realpath(directory);
      const claimFile = (device: string, inode: string) => claimName('file', `${scope}:${device}:${inode}`);
      const claimJournal = async (journal: string) =>
        claimName('journal', `${scope}:${await realpath(journal).catch(() => journal)}`);
      return { path, siblings, claimFile, claimJournal, [Symbol.asyncDispose]: () => claim[Symbol.asyncDispose]() };
    } catch (error) {
      if (!(error instanceof DirectoryInUseError)) throw unusable(path, error);
      problem ??= error;
    }
  }
  throw problem;
}

/**
 * Checks a state directory that is not needed while no files are followed.
 *
 * A configured directory that cannot be made is only a warning: an image configures one, and also runs without a
 * volume.
 *
 * @throws CheckpointError if it is not a directory
 */
export async function checkStateDirectory({ directory, isGiven, log }: StateOptions): Promise<void> {
  const stats = await stat(directory).catch(() => undefined);
  if (stats !== undefined && !stats.isDirectory()) throw unusable(directory, new Error('it is not a directory'));
  if (!isGiven) return;
  try {
    if (stats === undefined) makePrivateDirectory(directory, () => false);
    await access(directory, constants.W_OK);
  } catch (error) {
    log.warn({ reason: messageOf(error) }, 'SOURCE_STATE_DIR cannot be used; no files can be followed with it.');
  }
}

function unusable(directory: string, cause: unknown): CheckpointError {
  return new CheckpointError(`cannot use ${directory} (SOURCE_STATE_DIR)`, cause);
}
