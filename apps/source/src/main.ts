import { hostname } from 'node:os';
import { runService } from '@logwarren/common';
import { configSchema } from './config.ts';
import { createSourceMetrics, registerShedding } from './metrics/source-metrics.ts';
import { openInputs } from './open-inputs.ts';
import { openSenders } from './open-senders.ts';
import { about, readArguments } from './read-arguments.ts';
import { Shedder } from './sending/shedder.ts';
import { watchQueue } from './sending/watch-queue.ts';
import { checkStateDirectory, claimStateDirectory } from './state/state-directory.ts';

/** Takes log records and publishes them: `node src/main.ts [options] FILE...`, see read-arguments.ts and config.ts. */

await runService(
  about,
  configSchema,
  async (context) => {
    const { config, isGiven, log, metrics, resources, signal } = context;
    // Before the wait for RabbitMQ: a directory that cannot be used is reported at once.
    const directory = { directory: config.SOURCE_STATE_DIR, isGiven: isGiven('SOURCE_STATE_DIR'), log };
    const hasState = config.SOURCE_FILES.length > 0 || config.SOURCE_JOURNAL !== undefined;
    const state = hasState ? resources.use(await claimStateDirectory(directory)) : undefined;
    if (state === undefined) await checkStateDirectory(directory);
    const sourceMetrics = createSourceMetrics(metrics);
    const giveUp = giveUpLate(signal, config.SHUTDOWN_MS);
    const source = config.SOURCE_NAME ?? hostname();
    const { SOURCE_QUEUE_LIMIT: limit, SOURCE_SHED_SHARE: share } = config;
    const shedder = new Shedder({ limit, share, source, onShed: sourceMetrics.recordsShed.count });
    const senders = await openSenders({ ...context, source, sourceMetrics, shedder, giveUp });
    if (share > 0) {
      registerShedding(metrics, shedder);
      resources.use(watchQueue({ ...senders, shedder, log }));
    }
    await openInputs({ ...context, ...senders, sourceMetrics, giveUp, state });
  },
  { readArguments },
);

/** Waits for confirms after a signal, but leaves time to save the checkpoint. */
function giveUpLate(stopping: AbortSignal, shutdownMs: number): AbortSignal {
  const controller = new AbortController();
  stopping.addEventListener('abort', () => {
    setTimeout(() => controller.abort(stopping.reason), shutdownMs * 0.6);
  });
  return controller.signal;
}
