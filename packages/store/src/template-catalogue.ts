import { createHash } from 'node:crypto';
import type { AnyBulkWriteOperation, Collection } from 'mongodb';
import { FORMAT, noteFormat, READABLE, type Versioned } from './format.ts';
import { type KnownTemplate, type Revision, reviseTemplates } from './revise-templates.ts';
import { SHORT_READ_MS, type Store } from './store.ts';

/**
 * The templates that were ever listed, each with an id that stays when it becomes more general (collection `templates`).
 *
 * Search writes to it after it has listed patterns. Several processes may do so at once: an id is made of the first text, so
 * that both add the same document, and where they disagree about what a template has become the next listing joins the two.
 * The catalogue is a convenience: when it cannot be read or written, patterns are listed without ids.
 */

interface TemplateDocument extends Versioned {
  _id: string;
  text: string;
  /** Older texts, the newest last. */
  was: string[];
  firstSeen: Date;
  /** Id of the template that it became one with. */
  into?: string;
}

/** Most templates that are kept. */
export const MAX_TEMPLATES = 5_000;
/** Older texts of a template that are kept. */
const MAX_WAS = 20;
const BOUNDED = { maxTimeMS: SHORT_READ_MS };

function templatesOf(store: Store): Collection<TemplateDocument> {
  return store.db.collection<TemplateDocument>('templates');
}

/** The templates that go on, oldest first; undefined when they cannot be read. */
export async function readTemplates(store: Store): Promise<KnownTemplate[] | undefined> {
  try {
    const found = await templatesOf(store)
      .find({ ...READABLE, into: { $exists: false } }, { ...BOUNDED, limit: MAX_TEMPLATES })
      .toArray();
    return found.map(({ _id, text, firstSeen }) => ({ id: _id, text, firstSeen }));
  } catch (error) {
    store.log.warn({ err: error }, 'Templates cannot be read; patterns are listed without ids.');
    return undefined;
  }
}

/**
 * Notes what was listed.
 *
 * @param nowOf the template that a known one has become
 * @returns every template by its text
 */
export async function noteTemplates(
  store: Store,
  known: readonly KnownTemplate[],
  nowOf: (text: string) => string,
  listed: readonly string[],
): Promise<ReadonlyMap<string, KnownTemplate>> {
  const firstSeen = new Date();
  const create = (text: string) => ({ id: idOf(text), text, firstSeen });
  const revision = reviseTemplates(known, nowOf, listed, create, MAX_TEMPLATES - known.length);
  const writes = writesOf(revision, new Map(known.map(({ id, text }) => [id, text])));
  if (writes.length === 0) return revision.byText;
  try {
    await noteFormat(store);
    await templatesOf(store).bulkWrite(writes, { ordered: false });
    return revision.byText;
  } catch (error) {
    store.log.warn({ err: error }, 'Templates cannot be noted; patterns are listed without ids.');
    return new Map();
  }
}

function writesOf(
  { added, generalised, joined }: Revision,
  before: ReadonlyMap<string, string>,
): AnyBulkWriteOperation<TemplateDocument>[] {
  const insert = ({ id, text, firstSeen }: KnownTemplate) => ({
    updateOne: {
      filter: { _id: id },
      update: { $setOnInsert: { v: FORMAT, text, was: [], firstSeen } },
      upsert: true,
    },
  });
  const change = ({ id, text }: KnownTemplate) => ({
    updateOne: {
      filter: { _id: id },
      update: { $set: { text }, $push: { was: { $each: [before.get(id) as string], $slice: -MAX_WAS } } },
    },
  });
  const join = ({ id, into }: { id: string; into: string }) => ({
    updateOne: { filter: { _id: id }, update: { $set: { into } } },
  });
  return [...added.map(insert), ...generalised.map(change), ...joined.map(join)];
}

/** 64 bits of a digest of the first text. */
function idOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
