import { delay } from '@logwarren/common';
import type { ByteSource } from './byte-source.ts';

/** Programs that compress a file write more often than this. */
const QUIET_MS = 2_000;
const PAUSE_MS = 200;
/** Limit of the wait: all other files are held up meanwhile. */
const LIMIT_MS = 10_000;

/**
 * Waits while a file is being written: until its length and its time stay the same and are not recent.
 *
 * @returns false when it is still being written after ten seconds
 */
export async function whenWritten(
  bytes: Pick<ByteSource, 'stat'>,
  pause: (ms: number) => Promise<unknown> = delay,
): Promise<boolean> {
  let last = await bytes.stat();
  let sameMs = 0;
  for (let waitedMs = 0; waitedMs < LIMIT_MS; waitedMs += PAUSE_MS) {
    // The clock that dates files may be another machine's, and ahead.
    if (Date.now() - last.modifiedMs >= QUIET_MS || sameMs >= QUIET_MS) return true;
    await pause(PAUSE_MS);
    const now = await bytes.stat();
    const isSame = now.sizeBytes === last.sizeBytes && now.modifiedMs === last.modifiedMs;
    sameMs = isSame ? sameMs + PAUSE_MS : 0;
    last = now;
  }
  return false;
}
