import { type FSWatcher, watch } from 'node:fs';
import { basename, join } from 'node:path';
import { type Logger, messageOf } from '@logwarren/common';

/**
 * Events of folders, beside polling: a file that is renamed, made or written to is looked at at once. Nothing depends on them:
 * network shares have none, and where there are too many watches all is found by polling.
 *
 *     watched ── many events ──> noisy, not watched ── a second later ──> watched
 *
 * A file that is written to line by line makes an event for each line, which costs more than looking at it again and again.
 */

/** More events in this time make a folder noisy. */
const NOISE_MS = 250;
const NOISE_EVENTS = 32;
const QUIET_MS = 1_000;
/** A folder that could not be watched is tried again. */
const RETRY_MS = 60_000;

export interface FolderWatchOptions {
  log: Logger;
  /** A name appeared, went or was given to another file. */
  onRename: () => void;
  /** A file was written to. */
  onChange: (path: string) => void;
  /** `fs.watch`, or one like it. */
  watch?: Watch;
}

type Watch = (
  folder: string,
  options: { persistent: false },
  listener: (type: string, name: string | null) => void,
) => Pick<FSWatcher, 'close' | 'on'>;

interface Watched {
  watcher: ReturnType<Watch> | undefined;
  /** Events since then. */
  events: number;
  sinceMs: number;
  /** When it may be watched again. */
  againMs: number;
}

/** Watches folders until it is closed. */
export class FolderWatch {
  readonly #options: FolderWatchOptions;
  readonly #folders = new Map<string, Watched>();
  #hasComplained = false;

  constructor(options: FolderWatchOptions) {
    this.#options = options;
  }

  /**
   * Watches these folders and no others; to be called again and again.
   *
   * @param nowMs `performance.now()`
   */
  watch(folders: ReadonlySet<string>, nowMs: number): void {
    for (const [folder, { watcher }] of this.#folders) {
      if (folders.has(folder)) continue;
      watcher?.close();
      this.#folders.delete(folder);
    }
    for (const folder of folders) {
      const known = this.#folders.get(folder) ?? { watcher: undefined, events: 0, sinceMs: nowMs, againMs: nowMs };
      this.#folders.set(folder, known);
      if (known.watcher === undefined && known.againMs <= nowMs) this.#open(folder, known);
    }
  }

  close(): void {
    this.watch(new Set(), 0);
  }

  #open(folder: string, watched: Watched): void {
    try {
      const { watch: open = watch as Watch } = this.#options;
      const watcher = open(folder, { persistent: false }, (type, name) => this.#tell(folder, watched, type, name));
      watcher.on('error', (error) => this.#giveUp(folder, watched, error));
      watched.watcher = watcher;
    } catch (error) {
      this.#giveUp(folder, watched, error);
    }
  }

  #tell(folder: string, watched: Watched, type: string, name: string | null): void {
    const nowMs = performance.now();
    if (nowMs - watched.sinceMs > NOISE_MS) Object.assign(watched, { sinceMs: nowMs, events: 0 });
    watched.events += 1;
    // It was renamed itself: what has its name now is another one.
    if (type === 'rename' && name === basename(folder)) this.#unwatch(watched, nowMs);
    if (watched.events > NOISE_EVENTS) this.#unwatch(watched, nowMs + QUIET_MS);
    if (type === 'change' && name !== null) this.#options.onChange(join(folder, name));
    else this.#options.onRename();
  }

  #giveUp(folder: string, watched: Watched, error: unknown): void {
    this.#unwatch(watched, performance.now() + RETRY_MS);
    const { code } = error as NodeJS.ErrnoException;
    if (this.#hasComplained || code === 'ENOENT') return;
    this.#hasComplained = true;
    const message = 'Cannot watch a folder; what happens in it is found by polling.';
    this.#options.log.warn({ folder, reason: messageOf(error) }, message);
  }

  #unwatch(watched: Watched, againMs: number): void {
    watched.watcher?.close();
    watched.watcher = undefined;
    watched.againMs = againMs;
  }
}
