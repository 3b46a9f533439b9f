/** A line in the documented layout of a program, written for this purpose, and what it must become. */
export interface Sample {
  /** The program or library, as people call it. */
  name: string;
  /** One record; may have several lines. */
  text: string;
  /** ISO 8601; absent where the line has no time of its own. */
  time?: string;
  /** Absent where the line names none. */
  severity?: string;
  /** Absent where it is that of the file. */
  service?: string;
  /** Absent where it is the whole text. */
  message?: string;
  /** Some of its attributes. */
  attributes?: Record<string, unknown>;
}

/** The moment of all samples that tell the millisecond. */
export const MOMENT = '2026-03-09T08:15:30.250Z';
/** The same to the second. */
export const SECOND = '2026-03-09T08:15:30.000Z';
