import type { DayOrder } from '../../times/index.ts';

/** Facts that one record shows in one stream. */
export interface Shown {
  stream: string;
  /** Layouts with a service by its place, and the words that they make a service. */
  layouts: string[];
  /** The innermost format that has read it. */
  format: string;
  /** Order of the numbers of its day, if they leave only one; for records that are looked at ahead. */
  dayOrder?: DayOrder;
}

/** Facts of a text that shows nothing. */
export const NOTHING_SHOWN: readonly Shown[] = Object.freeze([]);
/** Name of the format of a text that no format knows. */
export const UNKNOWN = 'raw';

/** Facts of a record in a stream; the first call for a stream adds them. */
export function shownIn(all: Shown[], stream: string): Shown {
  for (const shown of all) if (shown.stream === stream) return shown;
  const shown: Shown = { stream, layouts: [], format: UNKNOWN };
  all.push(shown);
  return shown;
}

/** Names under which a record counts in a stream. */
export function namesOf({ format, layouts }: Shown): readonly string[] {
  return layouts.length > 0 ? layouts : [format];
}
