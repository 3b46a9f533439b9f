import { randomUUID } from 'node:crypto';
import { createLogger, Readiness } from '@logwarren/common';
import { openStore, type Store } from '@logwarren/store';

/**
 * Opens a store on a database of its own, dropped when the store is disposed of.
 *
 * @throws when TEST_MONGO_URL is not set: `npm test` sets it
 */
export async function openTestStore(): Promise<Store> {
  const url = process.env.TEST_MONGO_URL;
  if (url === undefined) throw new Error('TEST_MONGO_URL is not set; run the system tests with `npm test`');
  const log = createLogger('test', 'fatal');
  const withDatabase = new URL(url);
  withDatabase.pathname = `/test_${randomUUID().slice(0, 13).replaceAll('-', '')}`;
  const { signal } = new AbortController();
  const store = await openStore({ url: withDatabase.href, name: 'test', log, readiness: new Readiness(log), signal });
  return {
    ...store,
    async [Symbol.asyncDispose]() {
      await store.db.dropDatabase();
      await store[Symbol.asyncDispose]();
    },
  };
}
