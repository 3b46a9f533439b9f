import { randomUUID } from 'node:crypto';
import { dropDatabase } from '@logwarren/store/admin';
import { testServers } from '../test-servers.ts';

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
