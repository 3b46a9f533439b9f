import { DEAD_QUEUE, LOG_QUEUE, openQueueCounter, UNROUTED_QUEUE } from '@logwarren/broker';
import { runService } from '@logwarren/common';
import { openStore, readLedger, type Store } from '@logwarren/store';
import { about, configSchema } from './config.ts';
import { createSearchMetrics } from './metrics.ts';
import { readerOf } from './queries/log-reader.ts';
import { createQueryGate } from './queries/query-limit.ts';
import { deskOf, opened } from './routes/dead-letters/letter-desk.ts';
import { type ReadLedger, watchLedger } from './routes/ledger/ledger-watch.ts';
import { moreRoutes } from './routes/routes.ts';
import { searchDeskOf } from './routes/searches/search-desk.ts';
import { createLiveFeed } from './routes/tail/live-feed.ts';
import { createServer, listen } from './server.ts';

await runService(about, configSchema, async ({ config, isGiven, ...context }) => {
  const { log, resources, readiness, metrics: registry, signal } = context;
  let store: Store | undefined;
  const reader = readerOf(() => store);
  const gate = createQueryGate(config.SEARCH_MAX_CONCURRENT);
  const metrics = createSearchMetrics(registry, () => gate.running);
  const budgetMs = config.SEARCH_BUDGET_MS;
  const queues = resources.use(
    openQueueCounter({ url: config.AMQP_URL, name: 'ledger', queues: [LOG_QUEUE, DEAD_QUEUE, UNROUTED_QUEUE], log }),
  );
  // RabbitMQ is asked before the records are counted, so that nothing that is stored meanwhile seems to be nowhere.
  const ledger: ReadLedger = async (query) => await readLedger(opened(store), query, await queues.count());
  const more = moreRoutes({
    ...{ letters: deskOf(() => store), searches: searchDeskOf(() => store), ledger, since: reader.since },
    ...{ feed: resources.use(createLiveFeed({ url: config.AMQP_URL, log })), gate, budgetMs, log },
  });
  const { SEARCH_HOST: host, SEARCH_ALLOWED_HOSTS: allowedHosts } = config;
  const server = { reader, gate, metrics, budgetMs, log, host, allowedHosts, moreRoutes: more };
  const app = resources.use(await createServer(server));
  // Before MongoDB is reached: a port in use is told at once, and searches are answered 503 instead of refused.
  const address = await listen(app, { host, port: config.SEARCH_PORT, isGiven: isGiven('SEARCH_PORT'), log });
  log.info({ address }, 'Search is listening.');
  store = resources.use(await openStore({ url: config.MONGO_URL, name: 'search', log, readiness, signal }));
  resources.use(watchLedger(ledger, registry, log, config.SEARCH_LEDGER_MS));
  // Closed in reverse: the answers under way still need the store.
  resources.defer(() => app.close());
});
