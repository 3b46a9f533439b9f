import { unwrapContainerLine } from '../frames/container-line.ts';
import type { OwnStarts, StartsOfLine } from './lines/line-rules.ts';
import { PendingRecord } from './record/pending-record.ts';
import { NO_TIMED_RUNS, type TimedRuns } from './record/timed-runs.ts';
import type { LineJoiner } from './streams/line-joiner.ts';
import { StreamJoiner } from './streams/stream-joiner.ts';

/*
 * Joins the lines of a stack trace to the line that they belong to; `stack-trace.ts` knows which lines those are.
 *
 * The joiner judges lines of container runtimes by the text inside, and joins only lines of one stream. It always joins
 * the parts of a line that the runtime cut. Lines keep their envelopes: the parser takes off all envelopes of the
 * record.
 *
 * Braces show JSON, however far it is indented:
 *
 *     not indented                it begins a record
 *     indented, under JSON        it begins a record, unless the object above is still open
 *     indented, under a text      it belongs to the text, like the body of an answer; only the second one in a row begins a
 *                                 record: then they are lines of JSON under a heading
 *     in a stack trace            it belongs to the trace
 *
 * An object over several lines is one record: indented lines belong to it until its last brace. Under a text, even
 * after another object, it stays with the text.
 *
 * Where a record ends depends on its own lines and the one after it, not on anything before. So reading again from the
 * start of any record gives the same records.
 */

/**
 * Version of the rules that join lines. Every change of the rules raises it: a range that older rules read may have
 * been sent already, so it must give the same records when it is read again.
 *
 *     0   an indented object belongs to the record before, as any indented line does
 *     1   it may begin a record; see the top of this file
 *     2   the kind of the first line decides which lines belong to it; see joining/kinds/continuation-of.ts
 *     3   parts of a line are joined up to MAX_LINE_BYTES, other lines up to 5,000 of them; before, both up to 256 KiB
 *         and 1,000
 *     4   lines are joined by stream, even with lines of others between; see joining/streams/stream-joiner.ts
 *     5   more kinds of first lines, and Docker's lines that were rewritten; see joining/kinds/kinds-by-first-line.ts;
 *         times that the grammar has learnt since begin records, too
 *     6   entries of the journal are joined by stream; before, each was a record; see journald-line.ts;
 *         so are Docker's lines with spaces and keys of a collector; a crash of Node or Deno whose line of source is
 *         not indented is one record, as are an event of MySQL's general log without a time and an entry of Eclipse;
 *         below a line with a time, indented lines with one, and the text that it announces, belong to it;
 *         see joining/record/payload.ts
 *     7   in a file whose records begin with a time, so does text that nothing announces; see
 *         joining/record/timed-runs.ts, whose state is kept with each range; more crashes
 */
export const JOINER_VERSION = 7;

/**
 * Makes a joiner for one input; inputs must not share one.
 *
 * @param version of the rules, up to `JOINER_VERSION`
 * @param runs facts from the records before the first line: `timedRuns` of the joiner that read them
 * @param own a rule that comes before these, for all records or for those that begin with a line
 */
export function createLineJoiner(
  version: number = JOINER_VERSION,
  runs: TimedRuns = NO_TIMED_RUNS,
  own?: OwnStarts | StartsOfLine,
): LineJoiner {
  const createRecord = () => new PendingRecord(version, own);
  return version > 3 ? new StreamJoiner(version, createRecord, runs) : oneByOne(version, createRecord());
}

/** Before version 4: a line of another stream ends the record. */
function oneByOne(version: number, pending: PendingRecord): LineJoiner {
  let lines = 0;
  let start = 1;
  let firstLines: number[] = [];
  const flush = () => {
    const text = pending.flush();
    firstLines = text === undefined ? [] : [start];
    return text === undefined ? [] : [text];
  };
  return {
    push(line) {
      lines += 1;
      const unwrapped = unwrapContainerLine(line, version);
      if (pending.takes(line, unwrapped)) return [];
      const completed = flush();
      pending.begin(line, unwrapped);
      start = lines;
      return completed;
    },
    flush,
    get pendingLines() {
      return pending.lines;
    },
    get firstLines() {
      return firstLines;
    },
    isInterleaved: false,
    timedRuns: undefined,
  };
}
