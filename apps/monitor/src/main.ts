import { type AutoAckConsumer, MONITORING_QUEUE, openAutoAckConsumer, readDelivery } from '@logwarren/broker';
import { runService } from '@logwarren/common';
import { type Delivery, fromColumns } from '@logwarren/contract';
import { about, configSchema, ruleOf } from './config.ts';
import { createMonitorMetrics } from './metrics.ts';
import { openNotifier } from './notify/notifier.ts';
import { webhookOf } from './notify/post-webhook.ts';
import { ErrorRates } from './rates/error-rates.ts';
import { RecentKeys } from './rates/recent-keys.ts';
import { createWatch } from './watch-messages.ts';

/** Interval at which alerts may clear: they do so by the clock, not by messages. */
const TICK_MS = 1_000;
/** Most message ids remembered, about 100 bytes each. */
const MAX_RECENT = 100_000;

await runService(about, configSchema, async ({ config, log, resources, readiness, metrics: registry, signal }) => {
  const rule = ruleOf(config);
  const rates = new ErrorRates(rule, config.MONITOR_MAX_SERVICES);
  const recent = new RecentKeys(rule.windowMs, MAX_RECENT, performance.now());
  let consumer: AutoAckConsumer | undefined;
  const metrics = createMonitorMetrics(registry, rates, () => consumer?.backlog ?? 0);
  const { MONITOR_WEBHOOK_ATTEMPTS: attempts, MONITOR_MAX_BACKLOG: maxBacklog } = config;
  const notifier = resources.use(openNotifier({ post: webhookOf(config), attempts, log, onResult: metrics.notified }));
  const timer = setInterval(() => rates.tick(Date.now()).forEach(notifier.notify), TICK_MS);
  resources.defer(() => clearInterval(timer));
  const read = (delivery: Delivery) =>
    readDelivery(delivery).map((stream) => ({ ...stream, records: fromColumns(stream.records) }));
  const onMessage = createWatch({ rates, recent, read, onAlert: notifier.notify, metrics, log });
  const connection = { url: config.AMQP_URL, name: 'monitor', log, readiness, metrics: registry, signal };
  const queue = MONITORING_QUEUE;
  consumer = resources.use(await openAutoAckConsumer({ ...connection, queue, maxBacklog, onMessage }));
});
