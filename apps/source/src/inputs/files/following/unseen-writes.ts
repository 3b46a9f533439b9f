import type { FoundFile } from '../finding/find-files.ts';
import type { Pace } from './writer-pace.ts';

/**
 * A program that copies a log and truncates it later drops what is written in between; what no copy has was dropped since the last
 * look. Nobody can read or count these lines, so all there is to say is that there may have been some.
 *
 *     last look          copy ends      truncated
 *     ────┴──────────────────┴─────────────┴────>  a busy writer goes on all the time
 *         the copy has these    nobody has these
 */

/** A file without a copy that so many looks have seen grow is being written to all the time. */
const STEADY_LOOKS = 5;
/** A copy leaves less time for lines that nobody has. */
const BUSY_LOOKS = 10;
/** Less is likely to be no line at all. */
const LIKELY_BYTES = 16;

/** A file that is begun anew, with what its looks and its copy have shown. */
interface BegunAnew {
  /** Of its writer, before. */
  pace: Pace;
  /** Last look at it, ms since the epoch. */
  seenMs: number;
  /** Newest copy of what it had. */
  copy: Pick<FoundFile, 'modifiedMs' | 'path'> | undefined;
  /** As it was when that was seen: perhaps written to since. */
  now: { modifiedMs: number };
}

/** True for a file of which lines are likely to be lost whenever it is copied and truncated. */
export function isBusy({ grownLooks }: Pace): boolean {
  return grownLooks >= BUSY_LOOKS;
}

/** Says why lines may be lost that nobody has seen; undefined when that is not likely. */
export function unseenWrites({ copy, now, pace, seenMs }: BegunAnew): string | undefined {
  if (copy === undefined) {
    const since = new Date(seenMs).toISOString();
    const reason = `it was being written to, and no copy of it is near; anything written after ${since} is unknown`;
    return pace.grownLooks >= STEADY_LOOKS ? reason : undefined;
  }
  // It may have been begun anew as late as it was written to last. The clock that dates looks runs ahead of the one that dates files.
  const gapMs = now.modifiedMs - copy.modifiedMs;
  if (!isBusy(pace) || gapMs * pace.bytesPerMs < LIKELY_BYTES) return undefined;
  return `it was copied to ${copy.path} and truncated while it was being written to; lines between the two are in neither`;
}
