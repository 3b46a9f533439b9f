import leven from 'leven';

/** Names that people know from other log systems. */
const SYNONYMS: Readonly<Record<string, string>> = Object.freeze({
  level: 'severity',
  loglevel: 'severity',
  minlevel: 'minSeverity',
  query: 'q',
  search: 'text',
  message: 'text',
  app: 'service',
  start: 'from',
  since: 'from',
  after: 'from',
  end: 'to',
  until: 'to',
  before: 'to',
  size: 'limit',
  count: 'limit',
  sort: 'order',
  direction: 'order',
  page: 'cursor',
  next: 'cursor',
});
/** Longer words are not compared. */
const MAX_LENGTH = 40;

/** The known name that was probably meant; undefined when none is near. */
export function didYouMean(name: string, known: readonly string[]): string | undefined {
  const folded = fold(name);
  const synonym = Object.hasOwn(SYNONYMS, folded) ? SYNONYMS[folded] : undefined;
  if (synonym !== undefined && known.includes(synonym)) return synonym;
  if (name.length > MAX_LENGTH) return undefined;
  let best: string | undefined;
  let bestDistance = 3;
  for (const candidate of known) {
    const distance = leven(folded, fold(candidate), { maxDistance: 3 });
    // A short word is another word when half of it differs.
    if (distance < bestDistance && distance * 2 <= candidate.length) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[-_. [\]]/g, '');
}
