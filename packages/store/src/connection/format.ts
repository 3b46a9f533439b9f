import { knownFormat } from '@logwarren/common';
import type { Collection, Db } from 'mongodb';

/**
 * The format of the stored documents, and which builds may read it (docs/decisions/0020-format-versions.md).
 *
 * Headers, records documents and catalogue entries carry `v`. A reader takes every version up to FORMAT, ignores keys that
 * it does not know, and refuses a higher version with `format-unknown`. A catalogue entry has the newest version of itself
 * and of anything in its partition, raised before the first insert, so that one look at it answers for all of them. The
 * document `format` in the collection `meta` does the same for the whole database; a service reads it before anything else.
 *
 *     0   `v` is absent: what was written before there were versions, and what collectors of that time still write
 *     1   the same documents, and these keys may be there:
 *           in `places` of records documents   where records stood in their origin (record-places.ts)
 *           as values of columns               64-bit integers (BSON long; decimal128 from 2^63 on)
 *           in catalogue entries               the id-days that they hold, and when they were sealed (placement.ts)
 *           in headers and catalogue entries   words as version 1 cuts them (`terms` of headers with v 1)
 *           words                              in headers: 2 when the words are folded without differences of case and points
 *           fromPlaces, toPlaces               in headers: places of the records at both ends (place-ranges.ts)
 *           refolds                            in records documents: a text does not hold what it is folded to
 *         reserved, written by nobody yet, ignored when read:
 *           space, class, lane                 in headers and catalogue entries: who may see it, how long it stays, how
 *                                              urgently it was stored
 *           template                           in records documents: a column of ids of message templates
 *           summary                            in headers: counts and extremes of fields, so that facets need no records
 *
 * Raise FORMAT if a reader of the previous version would misread something, never for a key that it can ignore. A merge
 * builds its bucket anew and gives it FORMAT; it takes apart known versions only.
 */
export const FORMAT = 1;

/** A stored document that says which format it has. */
export interface Versioned {
  /** Absent in documents of format 0. */
  v?: number;
}

/** Condition for documents whose format this build reads. */
export const READABLE = { v: { $not: { $gt: FORMAT } } };

/** Returns the documents if this build reads the format of each. @throws UnknownFormatError */
export function readable<T extends Versioned & { _id: unknown }>(what: string, documents: T[]): T[] {
  for (const { _id, v } of documents) knownFormat(`${what} ${_id}`, v, FORMAT);
  return documents;
}

/** A database, and what this process knows about its format. */
export interface NotedFormat {
  readonly db: Db;
  /** The format that `meta` is known to name; 0 until this process has written it. */
  readonly noted: { format: number };
}

interface FormatDocument {
  _id: 'format';
  /** Newest format of anything in the database. */
  newest: number;
}

function metaOf({ db }: Pick<NotedFormat, 'db'>): Collection<FormatDocument> {
  return db.collection<FormatDocument>('meta');
}

/** Refuses a database with documents that this build cannot read; writes nothing. @throws UnknownFormatError */
export async function checkFormat(store: Pick<NotedFormat, 'db'>): Promise<void> {
  const found = await metaOf(store).findOne({ _id: 'format' });
  knownFormat(`database ${store.db.databaseName}`, found?.newest, FORMAT);
}

/**
 * Notes in `meta` that the database holds documents of FORMAT. A process does so once, before it first writes such a
 * document.
 *
 * Opening the store does not do this: a new search service must not lock out old collectors before it has to.
 */
export async function noteFormat(store: NotedFormat): Promise<void> {
  if (store.noted.format === FORMAT) return;
  await metaOf(store).updateOne({ _id: 'format' }, { $max: { newest: FORMAT } }, { upsert: true });
  store.noted.format = FORMAT;
}
