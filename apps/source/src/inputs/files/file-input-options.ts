import type { Logger, Readiness } from '@logwarren/common';
import type { FormatSet, ReaderSettings } from '@logwarren/own-formats';
import type { SourceMetrics } from '../../metrics/source-metrics.ts';
import type { BatchSender } from '../../sending/send-batches.ts';
import type { StateDirectory } from '../../state/state-directory.ts';
import type { TrackOptions } from './following/followed-files.ts';

/** Settings and dependencies of the file input; times in ms. */
export interface FileInputOptions extends Pick<TrackOptions, 'patterns' | 'start' | 'pollMs' | 'flushMs'> {
  /** Path of the checkpoint, and of those of other sources, whose positions count too. */
  state: Pick<StateDirectory, 'path' | 'siblings' | 'claimFile'>;
  /** Settings for reading lines; the fallback service of each file comes from its name. */
  parser: Omit<ReaderSettings, 'fallbackService'>;
  /** Formats of the user, by the globs of their files. */
  formats?: FormatSet | undefined;
  sender: BatchSender;
  metrics: SourceMetrics;
  log: Logger;
  readiness: Readiness;
  /** Ends publishing; unconfirmed chunks stay pending for the next process. */
  giveUp: AbortSignal;
  /** Called once when reading cannot continue. */
  onFailure: (error: unknown) => void;
}
