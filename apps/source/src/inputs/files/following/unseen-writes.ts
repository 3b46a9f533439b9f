import type { FoundFile } from '../finding/find-files.ts';
import type { Pace } from './writer-pace.ts';

/**
 * A program that copies a log and truncates it later drops lines written in between. A line that is in no copy was
 * written and dropped after the last look. Nobody can read or count these lines, so the source only reports that there
 * may have been some.
 *
 *     last look          copy ends      truncated
 *     ────┴──────────────────┴─────────────┴────>  a busy writer goes on all the time
 *         the copy has these    nobody has these
 */

/** A file without a copy that grew in this many looks is being written to all the time. */
const STEADY_LOOKS = 5;
/** A copy leaves less time for lines that nobody has. */
const BUSY_LOOKS = 10;
/** A shorter time probably holds no line. */
const LIKELY_BYTES = 16;

/** A file that began anew, with the facts that its looks and its copy have shown. */
interface BegunAnew {
  /** Pace of its writer before. */
  pace: Pace;
  /** Last look at it, ms since the epoch. */
  seenMs: number;
  /** Newest copy of its former content. */
  copy: Pick<FoundFile, 'modifiedMs' | 'path'> | undefined;
  /** As it was when last seen; it may have grown since. */
  now: { modifiedMs: number };
}

/** True for a file that probably loses lines whenever it is copied and truncated. */
export function isBusy({ grownLooks }: Pace): boolean {
  return grownLooks >= BUSY_LOOKS;
}

/** Reason why unseen lines may be lost; undefined when that is unlikely. */
export function unseenWrites({ copy, now, pace, seenMs }: BegunAnew): string | undefined {
  if (copy === undefined) {
    const since = new Date(seenMs).toISOString();
    const reason = `it was being written to, and no copy of it is near; anything written after ${since} is unknown`;
    return pace.grownLooks >= STEADY_LOOKS ? reason : undefined;
  }
  // It may have begun anew as late as its last write. The clock that dates looks runs ahead of the one that dates
  // files.
  const gapMs = now.modifiedMs - copy.modifiedMs;
  if (!isBusy(pace) || gapMs * pace.bytesPerMs < LIKELY_BYTES) return undefined;
  return `it was copied to ${copy.path} and truncated while it was being written to; lines between the two are in neither`;
}
