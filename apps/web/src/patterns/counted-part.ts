import type { Older, PatternsJson } from '@logwarren/api';

/** Says why the counts of patterns are not exact; builds before did not answer `counted`. */
export function countedPart({
  complete,
  counted,
}: Older<Pick<PatternsJson, 'complete' | 'counted'>, 'counted'>): string {
  if (complete) return 'estimated from a sample';
  return counted === true ? 'not grouped in full: the time was up' : 'of a part: the time was up';
}
