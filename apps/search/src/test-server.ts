import { createLogger } from '@logwarren/common';
import type { App } from './app.ts';
import { createQueryLimit } from './queries/query-limit.ts';
import { createServer, type ServerOptions } from './server.ts';

/**
 * Makes a server for tests. Without a store it refuses wrong requests and fails at all others.
 *
 * @param given the tools that the test needs
 */
export async function createTestServer(given: Partial<ServerOptions> = {}): Promise<App> {
  const nothing = {} as never;
  return await createServer({
    ...{ reader: nothing, letters: nothing, searches: nothing, ledger: nothing, feed: nothing },
    ...{ queryLimit: createQueryLimit(100), metrics: { answered: () => {}, incomplete: () => {} } },
    ...{ budgetMs: 5_000, log: createLogger('test', 'silent'), host: '127.0.0.1', allowedHosts: [] },
    ...given,
  });
}
