import { type FSWatcher, watch } from 'node:fs';
import { basename, join } from 'node:path';
import { type Logger, messageOf } from '@logwarren/common';

/**
 * Events of folders, in addition to polling: a file that is renamed, made or written to is looked at at once. Nothing
 * depends on them: network shares have none, and where there are too many watches polling finds everything.
 *
 *     watched ── many events ──> noisy, not watched ── a second later ──> watched
 *
 * A file that is written line by line makes an event for each line, which costs more than polling it.
 */

/** More events than this within the time make a folder noisy. */
const NOISE_MS = 250;
const NOISE_EVENTS = 32;
const QUIET_MS = 1_000;
/** Time until a folder that could not be watched is tried again. */
const RETRY_MS = 60_000;

/** Receivers of the events of folders. */
export interface FolderWatchOptions {
  log: Logger;
  /** Called when a name appeared, disappeared or moved to another file. */
  onRename: () => void;
  /** Called when a file was written to. */
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
  /** Events since that moment. */
  events: number;
  sinceMs: number;
  /** Earliest moment to watch it again. */
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
   * Watches these folders and no others; call it as often as the list changes.
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
    // The folder itself was renamed: another one may have its name now.
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
