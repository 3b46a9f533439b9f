/** Finds the starts of records in an own format. */
export interface OwnStarts {
  /** True for a line that begins a record; asked of the line, and of the text inside of its envelope. */
  isStart: (text: string) => boolean;
  /** All other lines belong to the record above; otherwise the rules of all formats say so. */
  isOnlyRule: boolean;
}

/** The starts of the own format that a line chooses, as entries of the journal do by their unit. */
export type StartsOfLine = (line: string) => OwnStarts | undefined;
