import type { Format } from './screen.ts';

/**
 * Colours of severities. They also differ in brightness and weight, and the word stands beside them, so that no one has to
 * tell red from green. All come from the terminal's own palette, which its user can read.
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

/** The format of a severity; plain for any other word. */
export function severityFormat(severity: string): Format {
  return FORMATS[severity] ?? 'reset';
}
