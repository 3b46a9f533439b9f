import { runService } from '@logwarren/common';
import { openStore, readLedger, type Store } from '@logwarren/store';
import { configSchema } from './config.ts';
import { readerOf } from './log-reader.ts';
import { createSearchMetrics } from './metrics.ts';
import { createQueryGate } from './query-gate.ts';
import { deadLetterRoutes } from './routes/dead-letters/dead-letter-routes.ts';
import { deskOf, opened } from './routes/dead-letters/letter-desk.ts';
import { getTail } from './routes/get-tail.ts';
import { getLedger } from './routes/ledger/get-ledger.ts';
import { type ReadLedger, watchLedger } from './routes/ledger/ledger-watch.ts';
import type { App } from './routes/route-context.ts';
import { searchDeskOf } from './routes/searches/search-desk.ts';
import { searchRoutes } from './routes/searches/search-routes.ts';
import { createServer, listen } from './server.ts';
import { createLiveFeed } from './tail/live-feed.ts';

await runService('search', configSchema, async ({ config, log, resources, readiness, metrics: registry, signal }) => {
  let store: Store | undefined;
  const reader = readerOf(() => store);
  const gate = createQueryGate(config.SEARCH_MAX_CONCURRENT);
  const metrics = createSearchMetrics(registry, () => gate.running);
  const budgetMs = config.SEARCH_BUDGET_MS;
  const desk = deskOf(() => store);
  const ledger: ReadLedger = async (query) => await readLedger(opened(store), query);
  const feed = resources.use(createLiveFeed({ url: config.AMQP_URL, log }));
  const moreRoutes = (app: App) => {
    deadLetterRoutes(app, { desk, gate, budgetMs, now: Date.now });
    getLedger(app, { read: ledger, gate, now: Date.now });
    searchRoutes(
      app,
      searchDeskOf(() => store),
    );
    getTail(app, { feed, since: reader.since, log, now: Date.now });
  };
  const app = resources.use(await createServer({ reader, gate, metrics, budgetMs, log, moreRoutes }));
  // Before MongoDB is reached: a port in use is told at once, and searches are answered 503 instead of refused.
  const address = await listen(app, config.SEARCH_HOST, config.SEARCH_PORT);
  log.info({ address }, 'Search is listening.');
  store = resources.use(await openStore({ url: config.MONGO_URL, name: 'search', log, readiness, signal }));
  resources.use(watchLedger(ledger, registry, log, config.SEARCH_LEDGER_MS));
  // Closed in reverse: the answers under way still need the store.
  resources.defer(() => app.close());
});
