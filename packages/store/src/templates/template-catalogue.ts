import { createHash } from 'node:crypto';
import { delay } from '@logwarren/common';
import type { AnyBulkWriteOperation, Collection } from 'mongodb';
import {
  FORMAT,
  noteFormat,
  READABLE,
  SHORT_READ_MS,
  type Store,
  StoreUnavailableError,
  type Versioned,
} from '../connection/index.ts';
import { withLease } from '../upkeep/index.ts';
import { type KnownTemplate, type Listed, type Revision, reviseTemplates, SEEN_AGAIN_MS } from './revise-templates.ts';

/**
 * The templates that were listed, each with an id that it keeps when it becomes more general (collection `templates`).
 *
 * Search writes to it after it has listed patterns, if there is something new. Only one process writes at a time, and
 * each reads the catalogue before it writes: otherwise two that have seen different messages could give two ids to one
 * template, or join templates in a circle. The order of the writes leaves every message with a template, even if they
 * stop halfway. The catalogue is a convenience: if it cannot be read or written, patterns are listed without ids.
 */

interface TemplateDocument extends Versioned {
  _id: string;
  text: string;
  /** Older texts, the newest last. */
  was: string[];
  firstSeen: Date;
  /** When a listing last had messages of this template, to the hour. */
  lastSeen: Date;
  /** Id of the template that it was joined to. */
  into?: string;
}

/** Most templates that are kept; as many more that were joined to another are kept too. */
const MAX_TEMPLATES = 5_000;
/** Most older texts of a template that are kept. */
const MAX_WAS = 20;
const BOUNDED = { maxTimeMS: SHORT_READ_MS };
/** If a process is killed while it writes, the others get no new ids for this long. */
const LEASE_MS = 10_000;
const LEASE_WAIT_MS = 3_000;
const RETRY_MS = 20;

function templatesOf(store: Store): Collection<TemplateDocument> {
  return store.db.collection<TemplateDocument>('templates');
}

/** The templates that were not joined to another; undefined if they cannot be read. */
export async function readTemplates(store: Store): Promise<KnownTemplate[] | undefined> {
  try {
    return await readKnown(store);
  } catch (error) {
    store.log.warn({ err: error }, 'Templates cannot be read; patterns are listed without ids.');
    return undefined;
  }
}

async function readKnown(store: Store): Promise<KnownTemplate[]> {
  const found = await templatesOf(store)
    .find({ ...READABLE, into: { $exists: false } }, { ...BOUNDED, limit: MAX_TEMPLATES, projection: { was: 0 } })
    .toArray();
  return found.map(({ _id, text, firstSeen, lastSeen = firstSeen }) => ({ id: _id, text, firstSeen, lastSeen }));
}

/**
 * Notes the listed templates.
 *
 * @param known templates that were known when it was listed
 * @param listAgain lists again with other known templates, because another process has noted some meanwhile; returns
 * undefined if there is no time for that
 * @param most most templates that are kept
 * @returns every template by its text, as it was listed in the end; empty if they cannot be noted
 */
export async function noteTemplates(
  store: Store,
  known: readonly KnownTemplate[],
  listed: Listed,
  listAgain: (texts: readonly string[]) => Promise<Listed | undefined>,
  most = MAX_TEMPLATES,
): Promise<ReadonlyMap<string, KnownTemplate>> {
  const now = new Date();
  const create = (text: string) => ({ id: idOf(text), text, firstSeen: now, lastSeen: now });
  const revision = reviseTemplates(known, listed, create, most, now);
  if (writesOf(revision, known).length === 0) return revision.byText;
  try {
    return await whenFree(store, async () => {
      const fresh = await readKnown(store);
      const isNew = !isSame(known, fresh);
      const again = isNew ? await listAgain(fresh.map(({ text }) => text)) : listed;
      if (again === undefined) return new Map();
      const latest = isNew ? reviseTemplates(fresh, again, create, most, now) : revision;
      await write(store, latest, fresh);
      return latest.byText;
    });
  } catch (error) {
    store.log.warn({ err: error }, 'Templates cannot be noted; patterns are listed without ids.');
    return new Map();
  }
}

async function write(store: Store, revision: Revision, known: readonly KnownTemplate[]): Promise<void> {
  const writes = writesOf(revision, known);
  if (writes.length === 0) return;
  await noteFormat(store);
  await templatesOf(store).bulkWrite(writes);
  if (revision.joined.length > 0) await forgetJoined(store);
}

/**
 * Works while no other process writes to the catalogue. @throws StoreUnavailableError the catalogue is not free in time
 */
async function whenFree<T>(store: Store, work: () => Promise<T>): Promise<T> {
  const { signal } = new AbortController();
  const until = performance.now() + LEASE_WAIT_MS;
  do {
    const done = await withLease(store, 'templates', LEASE_MS, signal, async () => ({ result: await work() }));
    if (done !== undefined) return done.result;
    await delay(RETRY_MS * (1 + Math.random()), signal);
  } while (performance.now() < until);
  throw new StoreUnavailableError('cannot note templates: other processes are doing so', undefined);
}

function isSame(known: readonly KnownTemplate[], fresh: readonly KnownTemplate[]): boolean {
  const texts = new Map(known.map(({ id, text }) => [id, text]));
  return fresh.length === known.length && fresh.every(({ id, text }) => texts.get(id) === text);
}

/**
 * The writes of a revision. Generalised templates come first and new ones last. So wherever the writes stop, every
 * message that had a template still has one.
 */
function writesOf(
  { added, generalised, joined, seen, forgotten }: Revision,
  known: readonly KnownTemplate[],
): AnyBulkWriteOperation<TemplateDocument>[] {
  const before = new Map(known.map(({ id, text }) => [id, text]));
  const change = ({ id, text }: KnownTemplate) => ({
    updateOne: {
      filter: { _id: id },
      update: { $set: { text }, $push: { was: { $each: [before.get(id) as string], $slice: -MAX_WAS } } },
    },
  });
  const join = ({ id, into }: { id: string; into: string }) => ({
    // Also templates that were joined to it before.
    updateMany: { filter: { $or: [{ _id: id }, { into: id }] }, update: { $set: { into } } },
  });
  const forget = ({ id }: KnownTemplate) => ({ deleteMany: { filter: { $or: [{ _id: id }, { into: id }] } } });
  // A known template may have been forgotten since it was read.
  const note = ({ id, text, firstSeen, lastSeen }: KnownTemplate) => ({
    updateOne: {
      filter: { _id: id },
      update: { $max: { lastSeen }, $setOnInsert: { v: FORMAT, text, was: [], firstSeen } },
      upsert: true,
    },
  });
  return [...generalised.map(change), ...joined.map(join), ...forgotten.map(forget), ...[...seen, ...added].map(note)];
}

/** If too many templates were joined to another, forgets some of them, first those unseen for longest. */
async function forgetJoined(store: Store): Promise<void> {
  const tooMany = await templatesOf(store)
    .find({ ...READABLE, into: { $exists: true } }, { ...BOUNDED, projection: { _id: 1 } })
    .sort({ lastSeen: -1 })
    .skip(MAX_TEMPLATES)
    .toArray();
  if (tooMany.length > 0) await templatesOf(store).deleteMany({ _id: { $in: tooMany.map(({ _id }) => _id) } });
}

/**
 * Forgets templates whose messages are all gone: no listing has had any for as long as records are kept.
 *
 * @param retentionMs longest time that any record is kept
 * @returns how many
 * @throws StoreUnavailableError
 */
export async function forgetTemplates(store: Store, retentionMs: number): Promise<number> {
  const until = { $subtract: ['$$NOW', retentionMs + SEEN_AGAIN_MS] };
  try {
    const { deletedCount } = await templatesOf(store).deleteMany({
      ...READABLE,
      $expr: { $lt: ['$lastSeen', until] },
    });
    return deletedCount;
  } catch (error) {
    throw new StoreUnavailableError('cannot forget templates', error);
  }
}

/** 64 bits of a digest of the first text. */
function idOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
