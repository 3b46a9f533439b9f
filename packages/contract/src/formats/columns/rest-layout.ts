/** Facts that a line states after its time. */
export interface Rest {
  severity?: string | number | undefined;
  /** True if the severity is syslog's number. */
  isSyslogNumber?: boolean;
  service?: string | undefined;
  attributes: Record<string, string | number | undefined>;
  /** Characters up to the message. */
  length: number;
}

/** A form of the text after a time, and how to read its facts. */
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
