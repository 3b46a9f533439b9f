import { AppError, type Logger } from '@logwarren/common';
import { type FoundFile, keyOf } from './find-files.ts';

/**
 * Keeps two sources from following one file. Each would cut it into chunks with ids of its own, so every line would be
 * stored twice.
 *
 * @see docs/decisions/0027-second-instances.md
 */

/** Another source follows files that this one was started for. */
export class FileInUseError extends AppError {
  constructor(paths: readonly string[]) {
    const advice = 'stop it, or give this source a SOURCE_STATE_DIR of its own to send every line twice';
    super('file-in-use', `another source follows ${paths.join(', ')}; ${advice}`);
  }
}

/** How files are claimed and where refusals are logged. */
export interface ClaimOptions {
  /** See StateDirectory. */
  claimFile: (device: string, inode: string) => Promise<AsyncDisposable | undefined>;
  log: Logger;
}

/** The files that this source has claimed, and those that it leaves to others. */
export class ClaimedFiles {
  readonly #options: ClaimOptions;
  readonly #claims = new Map<string, AsyncDisposable>();
  /** Keys of files that were reported as another source's. */
  readonly #left = new Set<string>();

  constructor(options: ClaimOptions) {
    this.#options = options;
  }

  /**
   * Claims files that are not claimed yet.
   *
   * @param others `refuse` ends with an error when another source follows one of them; `leave` logs each one once
   * @returns the files that are ours, in the same order, and whether one of them became ours just now
   * @throws FileInUseError
   */
  async claim(
    files: readonly FoundFile[],
    others: 'refuse' | 'leave',
  ): Promise<{ ours: FoundFile[]; isNews: boolean }> {
    const ours: FoundFile[] = [];
    const theirs: FoundFile[] = [];
    let isNews = false;
    for (const file of files) {
      const isKnown = this.#claims.has(keyOf(file));
      const isOurs = isKnown || (await this.#claimOne(file));
      isNews ||= isOurs && !isKnown;
      (isOurs ? ours : theirs).push(file);
    }
    if (others === 'refuse' && theirs.length > 0) throw new FileInUseError(theirs.map(({ path }) => path));
    for (const file of theirs) this.#sayLeft(file);
    return { ours, isNews };
  }

  /** Gives claims up. */
  async release(isUnused: (key: string) => boolean): Promise<void> {
    for (const key of this.#left) if (isUnused(key)) this.#left.delete(key);
    for (const [key, claim] of this.#claims) {
      if (!isUnused(key)) continue;
      this.#claims.delete(key);
      await claim[Symbol.asyncDispose]();
    }
  }

  async #claimOne(file: FoundFile): Promise<boolean> {
    const claim = await this.#options.claimFile(file.device, file.inode);
    if (claim === undefined) return false;
    this.#claims.set(keyOf(file), claim);
    this.#left.delete(keyOf(file));
    return true;
  }

  #sayLeft(file: FoundFile): void {
    if (this.#left.has(keyOf(file))) return;
    this.#left.add(keyOf(file));
    this.#options.log.error({ path: file.path }, 'Another source follows this file: left to it until it ends.');
  }
}
