import { isFatalCrash } from '../../severity/crash.ts';
import { startsCrash } from '../crashes/crash-start.ts';
import { startsTrace } from '../lines/stack-trace.ts';

/*
 * The file teaches, since version 7, whether its records begin with a time: in a stream where the last SETTLED_RUN records did, an
 * object, pairs or a severity without a time belongs to the record above, though nothing announces it (`payload.ts`).
 *
 *     a record with a time            one more in a row
 *     a crash                         says nothing: programs die in any layout
 *     any other record                none: the next ones are judged as in a file that has taught nothing
 *     lines that were not believed    none, as they have shown to be records; see `LinesBelowTime.areRecords`
 *
 * A program without times that begins to write into such a file is seen as soon as more than MOST_PAYLOADS of its lines follow each other.
 *
 * It is taught for plain lines and for the two streams of Docker and of CRI, so its size is fixed. Elsewhere, as in syslog, lines
 * without a time are records, or the streams have no end.
 */

/** Records in a row that begin with a time, by stream; rests with the range behind them. */
export type TimedRuns = Readonly<Record<string, number>>;

/** State without knowledge of earlier records. */
export const NO_TIMED_RUNS: TimedRuns = Object.freeze({});
/** Name of the stream of lines in no envelope. */
export const PLAIN = 'plain';
/** Records in a row that begin with a time, with the one above a line, after which a line without one belongs to it. */
export const SETTLED_RUN = 8;

const TAUGHT = new Set([PLAIN, 'docker stdout', 'docker stderr', 'cri stdout', 'cri stderr']);
const OPENING_BRACE = 123;
const INFO = 'INFO';

/** True for a stream whose records teach. */
export function isTaught(stream: string): boolean {
  return TAUGHT.has(stream);
}

/**
 * The run behind a record.
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
