import { DEAD_QUEUE, LOG_QUEUE, openQueueCounter, UNROUTED_QUEUE } from '@logwarren/broker';
import { runService } from '@logwarren/common';
import { type LedgerQuery, openStore, readLedger, type Store } from '@logwarren/store';
import { about, configSchema } from './config.ts';
import { createQueryLimit } from './queries/query-limits.ts';
import { LETTER_FUNCTIONS, LOG_FUNCTIONS, SEARCH_FUNCTIONS, whenOpen } from './queries/store-functions.ts';
import { watchLedger } from './routes/ledger/ledger-watch.ts';
import { createSearchMetrics } from './routes/search-metrics.ts';
import { createLiveFeed } from './routes/tail/live-feed.ts';
import { createServer, listen } from './server/server.ts';

await runService(about, configSchema, async ({ config, isGiven, ...context }) => {
  const { log, resources, readiness, metrics: registry, signal } = context;
  let store: Store | undefined;
  const current = () => store;
  const reader = whenOpen(current, LOG_FUNCTIONS);
  const queryLimit = createQueryLimit(config.SEARCH_MAX_CONCURRENT);
  const metrics = createSearchMetrics(registry, () => queryLimit.running);
  const queues = resources.use(
    openQueueCounter({ url: config.AMQP_URL, name: 'ledger', queues: [LOG_QUEUE, DEAD_QUEUE, UNROUTED_QUEUE], log }),
  );
  // RabbitMQ is asked before the records are counted, so that a record that is stored meanwhile is not missing from
  // both.
  const { ledger } = whenOpen(current, {
    ledger: async (opened: Store, query: LedgerQuery) => await readLedger(opened, query, await queues.count()),
  });
  const letters = whenOpen(current, LETTER_FUNCTIONS);
  const searches = whenOpen(current, SEARCH_FUNCTIONS);
  const feed = resources.use(createLiveFeed({ url: config.AMQP_URL, log }));
  const { SEARCH_BUDGET_MS: budgetMs, SEARCH_HOST: host, SEARCH_ALLOWED_HOSTS: allowedHosts } = config;
  const tools = { reader, letters, searches, ledger, feed, queryLimit, metrics, budgetMs, log };
  const app = resources.use(await createServer({ ...tools, host, allowedHosts }));
  // Before MongoDB is reached: a port in use is reported at once, and searches are answered with 503 instead of being
  // refused.
  const address = await listen(app, { host, port: config.SEARCH_PORT, isGiven: isGiven('SEARCH_PORT'), log });
  log.info({ address }, 'Search is listening.');
  store = resources.use(await openStore({ url: config.MONGO_URL, name: 'search', log, readiness, signal }));
  resources.use(watchLedger(ledger, registry, log, config.SEARCH_LEDGER_MS));
  // Closed in reverse: the answers under way still need the store.
  resources.defer(() => app.close());
});
