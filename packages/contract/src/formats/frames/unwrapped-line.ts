/*
 * A frame is the text that a container runtime, the journal, syslog or a tool puts around each line of a program. The
 * joiner looks into it to judge the text inside, and leaves the line unchanged; the parser takes it off, see envelopes.
 */

/** A line of a program, and the facts that its frame gives. */
export interface UnwrappedLine {
  text: string;
  /** `docker stdout`, `cri stderr`, `syslog app[123]`, …: only lines of one stream belong together. */
  stream: string;
  /** True when the program's line continues in the next line of the stream. */
  isPartial: boolean;
  /** True for the runtimes and the journal, whose formats read all lines of a record together. */
  isContainer?: boolean;
  /** Each line has a time of its own, so only the lines of a trace continue the one before. */
  isStrict?: boolean;
  /** It may also be the row of a table: it belongs to a text above that takes it. */
  isGuess?: boolean;
  /** No other line belongs to it. */
  isWhole?: boolean;
  /** The frame is much longer than the text, so the size of a record counts the text. */
  isEntry?: boolean;
}
