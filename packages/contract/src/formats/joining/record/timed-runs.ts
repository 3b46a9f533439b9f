import { isFatalCrash } from '../../severity/crash.ts';
import { startsCrash } from '../crashes/crash-start.ts';
import { startsTrace } from '../lines/stack-trace.ts';

/*
 * Since version 7, the file shows whether its records begin with a time. In a stream where the last SETTLED_RUN records
 * did, an object, pairs or a severity without a time belongs to the record above, even if nothing announces it
 * (`payload.ts`).
 *
 *     a record with a time            one more in a row
 *     a crash                         no change: programs die in any layout
 *     any other record                back to zero: the next ones are judged as in a file that has taught nothing
 *     lines that were not believed    back to zero, because they are records; see `LinesBelowTime.areRecords`
 *
 * If a program without times begins to write into such a file, the joiner notices when more than MOST_PAYLOADS of its
 * lines follow each other.
 *
 * It learns for plain lines and for the two streams of Docker and of CRI, so its size is fixed. Elsewhere, as in
 * syslog, lines without a time are records, or the number of streams has no limit.
 */

/** Number of records in a row that begin with a time, by stream; stored with the range before it. */
export type TimedRuns = Readonly<Record<string, number>>;

/** State without knowledge of earlier records. */
export const NO_TIMED_RUNS: TimedRuns = Object.freeze({});
/** Name of the stream of lines without an envelope. */
export const PLAIN = 'plain';
/**
 * Records in a row that must begin with a time, including the one above a line, before a line without one belongs to
 * it.
 */
export const SETTLED_RUN = 8;

const TAUGHT = new Set([PLAIN, 'docker stdout', 'docker stderr', 'cri stdout', 'cri stderr']);
const OPENING_BRACE = 123;
const INFO = 'INFO';

/** True for a stream whose records teach. */
export function isTaught(stream: string): boolean {
  return TAUGHT.has(stream);
}

/**
 * The run after a record.
 *
 * @param run before it
 * @param first line of the record
 */
export function runAfter(run: number, first: string, isTimed: boolean): number {
  if (isTimed) return Math.min(run + 1, SETTLED_RUN);
  return run > 0 && isCrash(first) ? run : 0;
}

function isCrash(first: string): boolean {
  if (first.charCodeAt(0) === OPENING_BRACE) return false;
  return isFatalCrash(first) || startsTrace(first) || startsCrash(first, '', INFO, Number.POSITIVE_INFINITY);
}
