import leven from 'leven';

/** Longer words are not compared. */
const MAX_LENGTH = 40;
const MAX_DISTANCE = 3;

/** The known name that was probably meant, ignoring case and signs; undefined when none is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (name.length > MAX_LENGTH) return undefined;
  const folded = foldName(name);
  let best: string | undefined;
  let bestDistance = MAX_DISTANCE;
  for (const candidate of known) {
    const other = foldName(candidate);
    const distance = isSwapped(folded, other) ? 1 : leven(folded, other, { maxDistance: MAX_DISTANCE });
    // A short word is another word when half of it differs.
    if (distance < bestDistance && distance * 2 <= candidate.length) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** True for two neighbours in the wrong order, the commonest slip in short words: `rwa` for `raw`. */
function isSwapped(one: string, other: string): boolean {
  if (one.length !== other.length || one === other) return false;
  let at = 0;
  while (one[at] === other[at]) at += 1;
  return other === one.slice(0, at) + one.charAt(at + 1) + one.charAt(at) + one.slice(at + 2);
}

/** A name without its case and the signs between its words. */
export function foldName(name: string): string {
  return name.toLowerCase().replace(/[-_. [\]]/g, '');
}
