import {
  backoffMs,
  delay,
  type Logger,
  messageOf,
  type Readiness,
  redactUrl,
  retry,
  settledWithin,
} from '@logwarren/common';
import type { Channel } from 'amqplib';
import type { Registry } from 'prom-client';
import { brokerMetrics } from './broker-metrics.ts';
import { safeUrl } from './broker-url.ts';
import { BrokerRefusedError, BrokerUntrustedError, BrokerUrlError, TopologyConflictError } from './errors.ts';
import { openSession, type Session, type SessionOptions } from './session.ts';

/**
 * Keeps a session with the broker for as long as its owner lives, in one loop:
 *
 *     connect → set up the channel → run until the session ends → notify the owner → wait, longer each time → connect
 *
 * There is no repair of half a session: a closed channel, a cancelled consumer and a lost connection all go round the
 * loop, which also declares the topology again. So a queue that somebody deleted is back a moment later.
 */

/** A session that ends sooner counts as failed, so that a loop of quick deaths slows down. */
const STABLE_MS = 10_000;

/** Options of every publisher and consumer. */
export interface ConnectionOptions {
  /** `amqp://` or `amqps://`; a `heartbeat` of 1 to 60 s is respected, 10 s otherwise. */
  url: string;
  /** Name of the connection in RabbitMQ's list, in `/readyz` and in metrics. Unique within the process. */
  name: string;
  log: Logger;
  readiness: Readiness;
  metrics: Registry;
  /** Stops the wait while the link opens. Afterwards only disposing ends it, so that it can drain. */
  signal: AbortSignal;
}

interface LinkOptions<C extends Channel> extends ConnectionOptions, Pick<SessionOptions<C>, 'openChannel' | 'setUp'> {
  /** The session is set up: work with it. A rejection before its end ends it. */
  run: (session: Session<C>) => Promise<void>;
  /** The session has ended, or ends now because the link is disposed: nothing sent from here on counts. */
  onEnd?: (session: Session<C>) => void;
}

/**
 * Opens the first session, waiting for the broker, and replaces it whenever it ends until the link is disposed.
 *
 * @throws BrokerUrlError, BrokerRefusedError, BrokerUntrustedError, TopologyConflictError at the first attempt that says
 *   so; the signal's reason
 */
export async function openLink<C extends Channel>(options: LinkOptions<C>): Promise<AsyncDisposable> {
  const link = new Link(options);
  await link.open();
  return link;
}

class Link<C extends Channel> implements AsyncDisposable {
  readonly #options: LinkOptions<C>;
  readonly #dependency: string;
  readonly #closing = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(options: LinkOptions<C>) {
    this.#options = { ...options, url: safeUrl(options.url, options.log) };
    this.#dependency = `rabbitmq ${options.name}`;
    options.readiness.expect(this.#dependency);
  }

  async open(): Promise<void> {
    const first = await this.#connect(this.#options.signal, isLasting);
    this.#running = this.#keepUp(first).catch((error: unknown) => {
      if (this.#closing.signal.aborted) return;
      this.#options.log.fatal({ connection: this.#options.name, err: error }, 'BUG: the broker loop has ended.');
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error('closing'));
    await settledWithin(this.#running, CLOSE_LIMIT_MS);
  }

  async #connect(signal: AbortSignal, isFinal?: (error: unknown) => boolean): Promise<Session<C>> {
    const { log, name, readiness } = this.#options;
    const onFailure = (error: unknown, attempt: number) => {
      readiness.report(this.#dependency, false, messageOf(error));
      // These need a person. Everything else that keeps the broker away usually ends by itself.
      const level = isLasting(error) ? 'error' : 'debug';
      log[level]({ connection: name, attempt, reason: messageOf(error) }, 'Cannot reach the broker; trying again.');
    };
    return retry(() => openSession(this.#options, signal), { signal, isFinal, onFailure });
  }

  /** The loop. It ends only when disposing aborts it. */
  async #keepUp(first: Session<C>): Promise<never> {
    const closing = this.#closing.signal;
    const { metrics, name } = this.#options;
    let shortLives = 0;
    for (let session = first; ; session = await this.#connect(closing)) {
      if (session !== first) brokerMetrics(metrics).reconnects.inc({ connection: name });
      const startedMs = performance.now();
      await this.#use(session);
      shortLives = performance.now() - startedMs < STABLE_MS ? shortLives + 1 : 1;
      await delay(backoffMs(shortLives), closing);
    }
  }

  async #use(session: Session<C>): Promise<void> {
    const { log, name, onEnd, readiness, run, url } = this.#options;
    readiness.report(this.#dependency, true, redactUrl(url));
    run(session).catch((error: unknown) => {
      if (session.ended.aborted) return;
      log.warn({ connection: name, reason: messageOf(error) }, 'Broker session failed.');
      session.kill(messageOf(error));
    });
    await aborted(AbortSignal.any([session.ended, this.#closing.signal]));
    if (session.ended.aborted) readiness.report(this.#dependency, false, messageOf(session.ended.reason));
    onEnd?.(session);
    await session.close();
  }
}

/** Closing a session takes 4 s at most. */
const CLOSE_LIMIT_MS = 5_000;

/** True for errors that waiting cannot cure: the first attempt ends with them. */
function isLasting(error: unknown): boolean {
  const kinds = [BrokerUrlError, BrokerRefusedError, BrokerUntrustedError, TopologyConflictError];
  return kinds.some((kind) => error instanceof kind);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
}
