import type { Format } from './screen.ts';

/**
 * Colours of severities. They differ in brightness and weight as well, and the word stands beside them, so that nobody
 * needs to tell red from green; all are of the terminal's own palette, which its user can read.
 */
const FORMATS: Readonly<Record<string, Format>> = {
  FATAL: ['bold', 'inverse', 'redBright'],
  ERROR: ['bold', 'redBright'],
  WARN: 'yellowBright',
  INFO: 'cyan',
  DEBUG: 'gray',
  TRACE: ['dim', 'gray'],
};

/** Severities, the most severe first. */
export const SEVERITIES = Object.freeze(['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'] as const);

/** Format of a severity; of another word, none. */
export function severityFormat(severity: string): Format {
  return FORMATS[severity] ?? 'reset';
}
