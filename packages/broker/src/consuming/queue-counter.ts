import { abortable, delay, type Logger, messageOf, Readiness } from '@logwarren/common';
import type { Channel, ChannelModel } from 'amqplib';
import { Registry } from 'prom-client';
import { openLink, type Session } from '../connection/index.ts';
import { onOwnChannel } from '../topology/index.ts';

/** RabbitMQ's counts for a queue. */
interface QueueCount {
  queue: string;
  /** Messages that wait, without those that a consumer holds. */
  ready: number;
  consumers: number;
}

/**
 * Asks RabbitMQ how many messages wait in queues, over its own connection. It declares nothing, so it needs no right to.
 */
interface QueueCounter extends AsyncDisposable {
  /** The current counts; undefined while RabbitMQ is away or refuses to answer. Never throws. */
  count(): Promise<QueueCount[] | undefined>;
}

const ANSWER_LIMIT_MS = 2_000;
/** Pause after a refusal that waiting does not cure: a person may have fixed it by then. */
const REFUSED_PAUSE_MS = 60_000;

/** Opens a counter without waiting for the broker, for callers that can work without it. */
export function openQueueCounter(options: {
  url: string;
  /** Name of the connection in RabbitMQ's list. */
  name: string;
  queues: readonly string[];
  log: Logger;
}): QueueCounter {
  const { log, name, queues, url } = options;
  const closing = new AbortController();
  let session: Session | undefined;
  const connection = {
    url,
    name,
    log,
    signal: closing.signal,
    // The counter is not a dependency of the service: its readiness ignores whether RabbitMQ is away.
    readiness: new Readiness(log.child({}, { level: 'silent' })),
    metrics: new Registry(),
  };
  const open = () =>
    openLink<Channel>({
      ...connection,
      openChannel: (model) => model.createChannel(),
      setUp: async () => {},
      async run(opened) {
        session = opened;
        await abortable(new Promise<void>(() => {}), opened.ended);
      },
      onEnd: () => (session = undefined),
    });
  const linked = keepTrying(open, log, closing.signal);
  return {
    async count() {
      if (session === undefined) return undefined;
      const { ended, model } = session;
      const limit = AbortSignal.any([ended, AbortSignal.timeout(ANSWER_LIMIT_MS)]);
      try {
        return await abortable(Promise.all(queues.map((queue) => countOf(model, queue))), limit);
      } catch (error) {
        log.debug({ reason: messageOf(error) }, 'RabbitMQ does not say what waits in its queues.');
        return undefined;
      }
    },
    async [Symbol.asyncDispose]() {
      closing.abort(new Error('closing'));
      await (await linked)?.[Symbol.asyncDispose]();
    },
  };
}

async function countOf(model: ChannelModel, queue: string): Promise<QueueCount> {
  try {
    const { consumerCount, messageCount } = await onOwnChannel(model, (channel) => channel.checkQueue(queue));
    return { queue, ready: messageCount, consumers: consumerCount };
  } catch (error) {
    // Services that use a queue declare it; until then nothing waits in it.
    if ((error as { code?: unknown }).code === 404) return { queue, ready: 0, consumers: 0 };
    throw error;
  }
}

async function keepTrying(
  open: () => Promise<AsyncDisposable>,
  log: Logger,
  signal: AbortSignal,
): Promise<AsyncDisposable | undefined> {
  while (!signal.aborted) {
    try {
      return await open();
    } catch (error) {
      if (signal.aborted) return undefined;
      log.warn({ reason: messageOf(error) }, 'RabbitMQ does not let us ask what waits in its queues.');
      await delay(REFUSED_PAUSE_MS, signal).catch(() => {});
    }
  }
  return undefined;
}
