/** A template that has been listed before. */
export interface KnownTemplate {
  /** Stays the same when the template becomes more general. */
  id: string;
  text: string;
  firstSeen: Date;
}

/** What a listing changes in the catalogue. */
export interface Revision {
  /** Listed for the first time. */
  added: KnownTemplate[];
  /** Those that became more general, as they are now. */
  generalised: KnownTemplate[];
  /** Ids of those that became one with another, and its id. */
  joined: { id: string; into: string }[];
  /** Every template by its text, as it is now. */
  byText: Map<string, KnownTemplate>;
}

/**
 * Tells which templates are new and which are older ones that became more general. Of several that became one the oldest
 * goes on, so that what is known under any of them is never new.
 *
 * @param nowOf the template that an older one has become
 * @param room how many may be added
 */
export function reviseTemplates(
  known: readonly KnownTemplate[],
  nowOf: (text: string) => string,
  listed: readonly string[],
  create: (text: string) => KnownTemplate,
  room: number,
): Revision {
  const revision: Revision = { added: [], generalised: [], joined: [], byText: new Map() };
  for (const [text, group] of Map.groupBy(known, (each) => nowOf(each.text))) {
    const [oldest, ...others] = group.toSorted(byAge) as [KnownTemplate, ...KnownTemplate[]];
    const now = { ...oldest, text };
    revision.byText.set(text, now);
    if (oldest.text !== text) revision.generalised.push(now);
    for (const { id } of others) revision.joined.push({ id, into: oldest.id });
  }
  for (const text of listed) {
    if (revision.byText.has(text) || revision.added.length >= room) continue;
    const template = create(text);
    revision.added.push(template);
    revision.byText.set(text, template);
  }
  return revision;
}

function byAge(one: KnownTemplate, other: KnownTemplate): number {
  return one.firstSeen.getTime() - other.firstSeen.getTime() || (one.id < other.id ? -1 : 1);
}
