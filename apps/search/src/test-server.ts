import { createLogger } from '@logwarren/common';
import type { LogReader } from './queries/log-reader.ts';
import type { App } from './routes/route-context.ts';
import { type MoreContext, moreRoutes } from './routes/routes.ts';
import { createServer } from './server.ts';

/** Makes a server for tests, without any data: it refuses wrong requests and fails at all others. */
export async function createRefusingServer(): Promise<App> {
  const nobody = {} as LogReader & MoreContext;
  const gate = { running: 0, run: async <T>(query: () => Promise<T>) => await query() };
  const log = createLogger('test', 'silent');
  const metrics = { answered: () => {}, incomplete: () => {} };
  const more = moreRoutes({ ...nobody, gate, budgetMs: 0, log });
  const where = { host: '127.0.0.1', allowedHosts: [] };
  return await createServer({ reader: nobody, gate, metrics, budgetMs: 0, log, moreRoutes: more, ...where });
}
