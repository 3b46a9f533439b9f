/*
 * A frame is what a container runtime, the journal, syslog or a tool puts around each line of a program. The joiner looks into it to
 * judge the text inside and keeps the line as it is; the parser takes it off, see envelopes.
 */

/** A line of a program, and what the frame around it says about it. */
export interface UnwrappedLine {
  text: string;
  /** `docker stdout`, `cri stderr`, `syslog app[123]`, …: only lines of one stream belong together. */
  stream: string;
  /** True when the program's line goes on in the next line of the stream. */
  isPartial: boolean;
  /** True for the runtimes and the journal, whose lines are taken apart as a whole. */
  isContainer?: boolean;
  /** Each line has a time of its own, so only the lines of a trace go on with the one before. */
  isStrict?: boolean;
  /** Looks like the row of a table as well: it belongs to a text above that takes it. */
  isGuess?: boolean;
  /** Nothing belongs to it. */
  isWhole?: boolean;
  /** The frame is much longer than the text, which is what counts for the size of a record. */
  isEntry?: boolean;
}
