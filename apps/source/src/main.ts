import { hostname } from 'node:os';
import { encodeBatch, openPublisher } from '@logwarren/broker';
import { runService } from '@logwarren/common';
import { BatchNumbering } from './batch-numbering.ts';
import { configSchema } from './config.ts';
import { openInputs } from './open-inputs.ts';
import { readArguments } from './read-arguments.ts';
import { createBatchSender } from './send-batches.ts';
import { createSourceMetrics } from './source-metrics.ts';

/** Takes log records in and publishes them: `node src/main.ts [options] FILE...`, see read-arguments.ts and config.ts. */

await runService(
  'source',
  configSchema,
  async (context) => {
    const { config, log, metrics, readiness, resources, signal } = context;
    const publisher = resources.use(
      await openPublisher({ url: config.AMQP_URL, name: 'source', log, readiness, metrics, signal }),
    );
    const sourceMetrics = createSourceMetrics(metrics);
    const giveUp = giveUpLate(signal, config.SHUTDOWN_MS);
    const numbering = new BatchNumbering(config.SOURCE_NAME ?? hostname());
    const sender = createBatchSender({
      ...{ publisher, encode: encodeBatch, metrics: sourceMetrics, numbering, signal: giveUp },
    });
    await openInputs({ ...context, sourceMetrics, sender, giveUp });
  },
  { readArguments },
);

/** Confirms are waited for after a signal, but not so long that the time to save the checkpoint runs out. */
function giveUpLate(stopping: AbortSignal, shutdownMs: number): AbortSignal {
  const controller = new AbortController();
  stopping.addEventListener('abort', () => {
    setTimeout(() => controller.abort(stopping.reason), shutdownMs * 0.6);
  });
  return controller.signal;
}
