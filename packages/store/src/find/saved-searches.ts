import { createHash } from 'node:crypto';
import { UnknownFormatError } from '@logwarren/common';
import type { Collection } from 'mongodb';
import {
  FORMAT,
  noteFormat,
  readable,
  SHORT_READ_MS,
  type Store,
  StoreUnavailableError,
  type Versioned,
} from '../connection/index.ts';

/** A search that somebody wants to repeat, or to show to others. */
export interface SavedSearch {
  /** Ten letters and digits, derived from all other fields, so that the same search has the same link. */
  id: string;
  name: string;
  /** Query, time range and view as in a URL; relative times stay relative. */
  parameters: Record<string, string>;
  createdAt: Date;
}

/** Most searches that are kept: enough for a team, too few to fill a disk. */
const MAX_SAVED_SEARCHES = 10_000;

const BOUNDED = { maxTimeMS: SHORT_READ_MS };

type SearchDocument = Omit<SavedSearch, 'id'> & Versioned & { _id: string };

function searchesOf(store: Store): Collection<SearchDocument> {
  return store.db.collection<SearchDocument>('searches');
}

/**
 * Saves a search; one that is saved already stays as it is.
 *
 * @returns undefined when there are `MAX_SAVED_SEARCHES`
 * @throws StoreUnavailableError
 */
export async function saveSearch(
  store: Store,
  { name, parameters }: Pick<SavedSearch, 'name' | 'parameters'>,
): Promise<SavedSearch | undefined> {
  const sorted = Object.fromEntries(Object.entries(parameters).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const _id = shortId(JSON.stringify([name, sorted]));
  return await attempt(async () => {
    const before = await searchesOf(store).findOne({ _id }, BOUNDED);
    if (before !== null) return toSearch(before);
    if ((await searchesOf(store).estimatedDocumentCount(BOUNDED)) >= MAX_SAVED_SEARCHES) return undefined;
    const document = { name, parameters: sorted, createdAt: new Date() };
    await noteFormat(store);
    await searchesOf(store).updateOne({ _id }, { $setOnInsert: { v: FORMAT, ...document } }, { upsert: true });
    return toSearch({ _id, ...document });
  });
}

/** All saved searches by name. @throws StoreUnavailableError */
export async function listSearches(store: Store): Promise<SavedSearch[]> {
  const all = await attempt(async () => await searchesOf(store).find({}, BOUNDED).toArray());
  return all.map(toSearch).sort((a, b) => a.name.localeCompare(b.name, 'en') || (a.id < b.id ? -1 : 1));
}

/** A saved search; undefined if it does not exist. @throws StoreUnavailableError */
export async function getSearch(store: Store, id: string): Promise<SavedSearch | undefined> {
  const found = await attempt(async () => await searchesOf(store).findOne({ _id: id }, BOUNDED));
  return found === null ? undefined : toSearch(found);
}

/** Forgets a saved search; false if it does not exist. @throws StoreUnavailableError */
export async function deleteSearch(store: Store, id: string): Promise<boolean> {
  return await attempt(async () => (await searchesOf(store).deleteOne({ _id: id })).deletedCount === 1);
}

function toSearch(document: SearchDocument): SavedSearch {
  readable('saved search', [document]);
  const { _id, name, parameters, createdAt } = document;
  return { id: _id, name, parameters, createdAt };
}

/** 50 bits of a digest in lower-case letters and digits that nobody confuses with each other. */
function shortId(text: string): string {
  const digits = 'abcdefghijkmnpqrstuvwxyz23456789';
  const digest = createHash('sha256').update(text).digest();
  return Array.from(digest.subarray(0, 10), (byte) => digits[byte & 31]).join('');
}

async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof UnknownFormatError
      ? error
      : new StoreUnavailableError('cannot reach the saved searches', error);
  }
}
