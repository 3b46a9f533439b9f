import type { LogPatterns } from '../api/log-record.ts';

/** Says why the counts of patterns are not exact. */
export function countedPart({ complete, counted }: Pick<LogPatterns, 'complete' | 'counted'>): string {
  if (complete) return 'estimated from a sample';
  return counted === true ? 'not grouped in full: the time was up' : 'of a part: the time was up';
}
