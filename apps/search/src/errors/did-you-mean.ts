import { foldName, nearestName } from '@logwarren/common';

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

/** The known name that was probably meant; undefined when no name is near. */
export function didYouMean(name: string, known: readonly string[]): string | undefined {
  const folded = foldName(name);
  const synonym = Object.hasOwn(SYNONYMS, folded) ? SYNONYMS[folded] : undefined;
  if (synonym !== undefined && known.includes(synonym)) return synonym;
  return nearestName(name, known);
}
