import type { GrowingBytes } from '../bytes/growing-bytes.ts';
import type { FoundFile } from '../finding/find-files.ts';
import type { FollowedFile } from './follow-file.ts';

/**
 * Files that the source does not look at for now: those that wait for the one before them, and idle ones. A scan checks
 * all paths in any case, so it shows which files have changed, and the others need no look. With a thousand idle files,
 * a look at each of them starved everything else.
 *
 *     looked at ── read to its end, quiet for a second ──> at rest
 *               <── changed, superseded, or an event ─────
 */

/** How long a rotated file that still grows holds up the file that took its place. */
const PREDECESSOR_MS = 10_000;
/** Time of the next look at a file at rest. */
const NEVER = Number.POSITIVE_INFINITY;

interface Resting
  extends Pick<
    FollowedFile,
    'isCaughtUp' | 'isHot' | 'isTouched' | 'nextLookMs' | 'sameMs' | 'sizeBytes' | 'supersededMs'
  > {
  bytes: Pick<GrowingBytes, 'isByPath' | 'isUnchanged'>;
}

/**
 * Lets a file rest after a look, if possible. An event during that look prevents it, because the look may have missed
 * the change. So does FUSE, where a path may name another file.
 */
export function letRest(file: Resting): void {
  if (file.isTouched) {
    file.isTouched = false;
    file.nextLookMs = 0;
    return;
  }
  const isDone = file.isCaughtUp && !file.isHot;
  if (isDone && file.supersededMs === undefined && !file.bytes.isByPath) file.nextLookMs = NEVER;
}

/** Makes a file due, because an event reported a change. */
export function touch(file: Pick<Resting, 'isTouched' | 'nextLookMs'>): void {
  file.isTouched = true;
  file.nextLookMs = 0;
}

/** Makes a file at rest due, because no scan can see it. */
export function wake(file: Pick<Resting, 'nextLookMs'>): void {
  if (file.nextLookMs === NEVER) file.nextLookMs = 0;
}

/**
 * Makes a file at rest due if a scan has found it changed, or if its length was measured since the last look.
 *
 * @param scannedMs before the scan, ms since the epoch
 */
export function wakeIfChanged(
  file: Resting,
  { modifiedMs, sizeBytes }: Pick<FoundFile, 'modifiedMs' | 'sizeBytes'>,
  scannedMs: number,
): void {
  if (file.nextLookMs !== NEVER) return;
  const isSame = sizeBytes === file.sizeBytes && file.bytes.isUnchanged(modifiedMs);
  if (isSame && file.isCaughtUp) file.sameMs = scannedMs;
  else file.nextLookMs = 0;
}

/** Notes that the path of a file names another one, or nothing: no scan sees it any more. */
export function supersede(file: Resting, nowMs: number): void {
  file.supersededMs = nowMs;
  file.nextLookMs = 0;
}

/** True for a file that must wait for the one before it: rotated files come first, so that records keep their order. */
export function mustWait(file: Pick<FollowedFile, 'predecessor'>, nowMs: number): boolean {
  const { predecessor } = file;
  if (predecessor === undefined) return false;
  const waitedMs = nowMs - (predecessor.supersededMs ?? nowMs);
  const isWrittenOn = waitedMs > PREDECESSOR_MS && predecessor.isAtEnd;
  if (!predecessor.isCaughtUp && !isWrittenOn) return true;
  file.predecessor = undefined;
  return false;
}
