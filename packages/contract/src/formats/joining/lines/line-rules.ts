/*
 * Rules that decide which lines belong to a record: those of an own format, which find where records begin, and those
 * of the kind of a record, which judge line by line.
 */

/** Finds the starts of records in an own format. */
export interface OwnStarts {
  /** True for a line that begins a record. The joiner passes the line, and the text inside its envelope. */
  isStart: (text: string) => boolean;
  /** True if all other lines belong to the record above; otherwise the rules of all formats decide. */
  isOnlyRule: boolean;
}

/** The starts of the own format that a line chooses, as entries of the journal do by their unit. */
export type StartsOfLine = (line: string) => OwnStarts | undefined;

/** Decides about the lines after one first line, in their order. */
export interface Continuation {
  /**
   * True when the line belongs to the record, false when it does not; undefined leaves it to the stack traces.
   *
   * @param before the line above, in its envelope
   * @param first line of the record
   */
  next(line: string, before: string, first: string): boolean | undefined;
  /** The joiner also asks it about lines that begin with a brace: since version 6, a statement may hold JSON. */
  isAskedOfObjects?: true;
}
