import { randomUUID } from 'node:crypto';
import { createLogger, Readiness } from '@logwarren/common';
import { openStore, type Store } from '@logwarren/store';
import { dropDatabase } from '@logwarren/store/admin';
import { testServers } from '../test-servers.ts';

interface TestStoreOptions {
  /** See `StoreOptions`. */
  dayOf?: (moment: Date) => string;
}

/** Opens the database of another store as a separate process would. */
export async function openPeer(store: Store, options: TestStoreOptions = {}): Promise<Store> {
  return await open(store.db.databaseName, options);
}

async function open(database: string, options: TestStoreOptions): Promise<Store> {
  const log = createLogger('test', 'fatal');
  const { signal } = new AbortController();
  const readiness = new Readiness(log);
  return await openStore({ url: urlOf(database), name: 'test', log, readiness, signal, ...options });
}

/**
 * The address of a database on the server of the test run.
 *
 * @throws when TEST_MONGO_URL is not set: `npm test` sets it
 */
function urlOf(database: string): string {
  if (process.env.TEST_MONGO_URL === undefined)
    throw new Error('TEST_MONGO_URL is not set; run the system tests with `npm test`');
  const url = new URL(process.env.TEST_MONGO_URL);
  url.pathname = `/${database}`;
  return url.href;
}

/** The address of a store's database, for the MONGO_URL of a service. */
export function mongoUrlOf(store: Store): string {
  return urlOf(store.db.databaseName);
}

/**
 * Opens a store on a database of its own, dropped when the store is disposed of.
 *
 * @throws when TEST_MONGO_URL is not set: `npm test` sets it
 */
export async function openTestStore(options: TestStoreOptions = {}): Promise<Store> {
  const store = await open(`test_${randomUUID().slice(0, 13).replaceAll('-', '')}`, options);
  return {
    ...store,
    async [Symbol.asyncDispose]() {
      await store.db.dropDatabase();
      await store[Symbol.asyncDispose]();
    },
  };
}

/** Empties the collections instead of dropping them: mongod keeps the files of dropped ones open for minutes. */
export async function emptyStore(store: Store): Promise<void> {
  for (const { name, type } of await store.db.listCollections().toArray()) {
    if (type !== 'collection' || name.startsWith('system.')) continue;
    if (name === 'partitions') await store.db.collection(name).updateMany({}, { $unset: { sweptTo: 1 } });
    else await store.db.collection(name).deleteMany({});
  }
}

/** A database that no other test uses; dropped when disposed of. */
interface FreshDatabase extends AsyncDisposable {
  /** For MONGO_URL. */
  url: string;
  name: string;
}

/** Names a new database on a server, by default that of the test run; nothing is created until somebody writes. */
export function freshDatabase(mongoUrl: string = testServers().mongoUrl): FreshDatabase {
  const name = `test_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  const url = new URL(mongoUrl);
  url.pathname = `/${name}`;
  return { url: url.href, name, [Symbol.asyncDispose]: () => dropDatabase(url.href) };
}
