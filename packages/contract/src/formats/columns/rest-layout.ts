/** Facts that a line states behind its time. */
export interface Rest {
  severity?: string | number | undefined;
  /** The severity is syslog's number. */
  isSyslogNumber?: boolean;
  service?: string | undefined;
  attributes: Record<string, string | number | undefined>;
  /** Characters up to the message. */
  length: number;
}

/** A kind of rest, and how its facts are read. */
export interface RestLayout {
  /** Anchored at the beginning, without flags and references to groups. */
  pattern: RegExp;
  read: (match: RegExpExecArray) => Omit<Rest, 'length'> | undefined;
}

/** Makes a row of such a table. */
export function layout(pattern: RegExp, read: RestLayout['read']): RestLayout {
  return { pattern, read };
}

/** Severities of one letter. */
export const LETTERS: Readonly<Record<string, string>> = Object.freeze({
  V: 'TRACE',
  T: 'TRACE',
  D: 'DEBUG',
  I: 'INFO',
  N: 'INFO',
  W: 'WARN',
  E: 'ERROR',
  C: 'CRITICAL',
  F: 'FATAL',
  A: 'FATAL',
});
