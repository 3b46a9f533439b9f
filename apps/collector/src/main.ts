import { LOG_QUEUE, openConsumer } from '@logwarren/broker';
import { runService, type UnknownFormatError } from '@logwarren/common';
import { ensureRepeatIndex, openStore, saveParts, saveRepeats } from '@logwarren/store';
import { openAlertRelay } from './alert-relay.ts';
import { createCollect } from './collect.ts';
import { createCollectorMetrics } from './collector-metrics.ts';
import { about, configSchema } from './config.ts';
import { openDeadLetters } from './dead-letters/open-dead-letters.ts';
import { sampleQueues } from './queues/sample-queues.ts';
import { openRepeatCounts } from './repeat-counts.ts';
import { PartSaver } from './storing/part-saver.ts';
import { createStoringHealth } from './storing/storing-health.ts';

/** Share of the time for stopping in which MongoDB may still come back. */
const DRAIN_SHARE = 0.6;

await runService(about, configSchema, async ({ config, log, resources, readiness, metrics, signal, stop }) => {
  const store = resources.use(await openStore({ url: config.MONGO_URL, name: 'collector', log, readiness, signal }));
  const giveUp = new AbortController();
  signal.addEventListener('abort', () => setTimeout(() => giveUp.abort(), config.SHUTDOWN_MS * DRAIN_SHARE).unref());
  // Waiting does not help: only a newer build can store the messages that this one gives back.
  const onUnknownFormat = (error: UnknownFormatError) => {
    if (signal.aborted) return;
    log.fatal({ code: error.code }, `Stopping: ${error.message}`);
    stop(1);
    giveUp.abort();
  };
  const health = { log, readiness };
  const storing = createStoringHealth(health);
  const repeats = resources.use(
    openRepeatCounts({
      async save(id, counts) {
        await ensureRepeatIndex(store);
        await saveRepeats(store, id, counts);
      },
      log,
    }),
  );
  const saver = new PartSaver({
    store: (parts) => saveParts(store, parts),
    flushRecords: config.COLLECTOR_FLUSH_RECORDS,
    flushMs: config.COLLECTOR_FLUSH_MS,
    capacity: config.COLLECTOR_PREFETCH,
    log,
    onFlush: (report) => counts.flushed(report),
    onRepeat(repeat) {
      counts.repeated(repeat);
      repeats.add(repeat);
    },
    onAttempt: (failure) => {
      storing(failure);
      if (failure !== undefined) counts.storeFailed();
    },
    onUnknownFormat,
    giveUp: giveUp.signal,
  });
  const counts = createCollectorMetrics(metrics, () => saver.pendingParts);
  const { AMQP_URL: url, COLLECTOR_PREFETCH: prefetch } = config;
  const consumer = { url, name: 'collector', queue: LOG_QUEUE, prefetch, log, readiness, metrics, signal };
  const alerts = resources.use(openAlertRelay({ url, log, metrics, signal }));
  const main = resources.use(await openConsumer({ ...consumer, onMessage: createCollect(saver, alerts.pass) }));
  const letters = await openDeadLetters({
    url,
    log,
    readiness,
    metrics,
    signal,
    store,
    giveUp: giveUp.signal,
    onUnknownFormat,
    onAttempt: createStoringHealth(health, 'keeping dead letters'),
  });
  resources.use(letters);
  const own = { queue: LOG_QUEUE, consumer: main, capacity: prefetch };
  resources.use(sampleQueues({ store, queues: [own, ...letters.queues], log, onSample: counts.sampled }));
});
