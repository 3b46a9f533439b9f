/** One row of the table that `npm run formats` prints. */
export interface Figure {
  what: string;
  /** The measured value, or why there is no value. */
  found: string;
  /** The least that is wanted. */
  wanted: string;
  /** Undefined when it was not measured. */
  isGood?: boolean;
  /** Lines that name the cases in which it falls short. */
  details?: readonly string[];
}

/** A row for a data set that was not given. */
export function skipped(what: string, wanted: string, variable: string): Figure {
  return { what, wanted, found: `skipped: ${variable} is not set` };
}

/** `98.7 %`, never rounded up to 100. */
export function percent(part: number, whole: number): string {
  return whole === 0 ? 'none' : `${(Math.floor((1_000 * part) / whole) / 10).toFixed(1)} %`;
}
