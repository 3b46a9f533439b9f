import type { SourceMetrics } from '../../metrics/source-metrics.ts';
import type { Checkpoint } from './checkpoint/checkpoint.ts';
import type { FollowedFile } from './following/follow-file.ts';

/** Interval at which the source updates the offsets in its metrics and saves confirmed ones. */
const REPORT_MS = 1_000;

/** Offset and lag of a file, as metrics show them. */
interface Shown {
  offset: number;
  lag: number;
}

/** Shows how far the files are read: in the checkpoint and in metrics. Both change only when a file does. */
export class FileReports {
  /** True when chunks were confirmed after the last save of the checkpoint. */
  isUnsaved = false;
  readonly #checkpoint: Pick<Checkpoint, 'save'>;
  readonly #metrics: Pick<SourceMetrics, 'fileLag' | 'fileOffset'>;
  #nextMs = 0;
  /** Total length of all files at the last save. */
  #savedBytes = 0;
  /** By path. */
  #shown: ReadonlyMap<string, Shown> = new Map();

  constructor(checkpoint: Pick<Checkpoint, 'save'>, metrics: Pick<SourceMetrics, 'fileLag' | 'fileOffset'>) {
    this.#checkpoint = checkpoint;
    this.#metrics = metrics;
  }

  /** Reports the files once a second; call it often. */
  report(files: Iterable<Pick<FollowedFile, 'entry' | 'path' | 'sizeBytes'>>): void {
    const nowMs = performance.now();
    if (nowMs < this.#nextMs) return;
    this.#nextMs = nowMs + REPORT_MS;
    let seenBytes = 0;
    const shown = new Map<string, Shown>();
    for (const { entry, path, sizeBytes } of files) {
      seenBytes += sizeBytes;
      entry.seenMs = Date.now();
      shown.set(path, { offset: entry.offset, lag: Math.max(0, sizeBytes - entry.offset) });
    }
    this.#save(seenBytes);
    this.#show(shown);
  }

  #save(seenBytes: number): void {
    if (!this.isUnsaved && seenBytes === this.#savedBytes) return;
    this.isUnsaved = false;
    this.#savedBytes = seenBytes;
    this.#checkpoint.save().catch(() => {});
  }

  #show(shown: ReadonlyMap<string, Shown>): void {
    const { fileLag, fileOffset } = this.#metrics;
    for (const [path, { lag, offset }] of shown) {
      const before = this.#shown.get(path);
      if (before?.offset !== offset) fileOffset.set({ path }, offset);
      if (before?.lag !== lag) fileLag.set({ path }, lag);
    }
    for (const path of this.#shown.keys()) {
      if (shown.has(path)) continue;
      fileOffset.remove({ path });
      fileLag.remove({ path });
    }
    this.#shown = shown;
  }
}
