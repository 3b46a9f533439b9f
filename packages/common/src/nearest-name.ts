import leven from 'leven';

/** Longer words are not compared. */
const MAX_LENGTH = 40;
const MAX_DISTANCE = 3;

/** The known name that was probably meant, whatever its case and signs; undefined when none is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (name.length > MAX_LENGTH) return undefined;
  const folded = foldName(name);
  let best: string | undefined;
  let bestDistance = MAX_DISTANCE;
  for (const candidate of known) {
    const distance = leven(folded, foldName(candidate), { maxDistance: MAX_DISTANCE });
    // A short word is another word when half of it differs.
    if (distance < bestDistance && distance * 2 <= candidate.length) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** A name without its case and the signs between its words. */
export function foldName(name: string): string {
  return name.toLowerCase().replace(/[-_. [\]]/g, '');
}
