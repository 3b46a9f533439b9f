/** A template that has been listed before. */
export interface KnownTemplate {
  /** Stays the same when the template becomes more general. */
  id: string;
  text: string;
  firstSeen: Date;
  /** When a listing last had messages of this template, to the hour. */
  lastSeen: Date;
}

/** Changes to the catalogue after a listing. */
export interface Revision {
  /** Listed for the first time. */
  added: KnownTemplate[];
  /** Templates that became more general, with their new texts. */
  generalised: KnownTemplate[];
  /** Ids of templates that were joined to another, and the id of that one. */
  joined: { id: string; into: string }[];
  /** Templates that had messages again, an hour or more after the last time. */
  seen: KnownTemplate[];
  /** Templates that make room for the added ones. */
  forgotten: KnownTemplate[];
  /** Every template by its text, as it is now. */
  byText: Map<string, KnownTemplate>;
}

/** A listing, as the catalogue sees it. */
export interface Listed {
  /** Texts of the templates that are shown. */
  readonly texts: readonly string[];
  /** The template that an older one has become. */
  nowOf(text: string): string;
  /** True if the listing has messages of a template, whether or not it shows the template. */
  has(text: string): boolean;
}

/** Shortest time between two writes of `lastSeen`, ms. */
export const SEEN_AGAIN_MS = 3_600_000;

/**
 * Finds which templates are new and which are older ones that became more general. If several become one, the oldest
 * stays, so that nothing that was known under any of them is ever new.
 *
 * @param create makes a template that is listed for the first time, now
 * @param most most templates that are kept. The one unseen for longest goes first; if there are several, the newest of
 * them
 */
export function reviseTemplates(
  known: readonly KnownTemplate[],
  listed: Listed,
  create: (text: string) => KnownTemplate,
  most: number,
  now: Date,
): Revision {
  const revision: Revision = { added: [], generalised: [], joined: [], seen: [], forgotten: [], byText: new Map() };
  const { byText } = revision;
  for (const [text, group] of Map.groupBy(known, (each) => listed.nowOf(each.text))) {
    const [oldest, ...others] = group.toSorted(byAge) as [KnownTemplate, ...KnownTemplate[]];
    const lastSeenMs = Math.max(...group.map(({ lastSeen }) => lastSeen.getTime()));
    const isSeen = listed.has(text) && lastSeenMs <= now.getTime() - SEEN_AGAIN_MS;
    const template = { ...oldest, text, lastSeen: isSeen ? now : new Date(lastSeenMs) };
    byText.set(text, template);
    if (oldest.text !== text) revision.generalised.push(template);
    if (isSeen) revision.seen.push(template);
    for (const { id } of others) revision.joined.push({ id, into: oldest.id });
  }
  revision.added = listed.texts.filter((text) => !byText.has(text)).map(create);
  revision.forgotten = tooMany([...byText.values()], new Set(listed.texts), byText.size + revision.added.length - most);
  for (const { text } of revision.forgotten) byText.delete(text);
  for (const template of revision.added) byText.set(template.text, template);
  return revision;
}

/** The templates to forget; none of them is shown. */
function tooMany(known: readonly KnownTemplate[], shown: ReadonlySet<string>, count: number): KnownTemplate[] {
  if (count <= 0) return [];
  return known
    .filter(({ text }) => !shown.has(text))
    .toSorted((a, b) => a.lastSeen.getTime() - b.lastSeen.getTime() || byAge(b, a))
    .slice(0, count);
}

function byAge(one: KnownTemplate, other: KnownTemplate): number {
  return one.firstSeen.getTime() - other.firstSeen.getTime() || (one.id < other.id ? -1 : 1);
}
