import type { TimedRuns } from '../record/timed-runs.ts';

/** Groups lines into records. */
export interface LineJoiner {
  /**
   * Takes the next line, without its `\n`.
   *
   * @returns records that are complete by now, each with its lines joined with `\n`, in the order of their first lines
   */
  push(line: string): readonly string[];
  /** Ends all pending records and returns them: at the end of the input, or when no line followed for a while. */
  flush(): readonly string[];
  /** Lines since the start of the first record not yet returned. A range that ends before them cuts no record. */
  readonly pendingLines: number;
  /** Numbers, from 1, of the first lines of the records that the last call returned. */
  readonly firstLines: readonly number[];
  /** True while records of several streams are pending. */
  readonly isInterleaved: boolean;
  /** Facts from the records so far, stored with the range after them; undefined when they teach nothing. */
  readonly timedRuns: TimedRuns | undefined;
}
