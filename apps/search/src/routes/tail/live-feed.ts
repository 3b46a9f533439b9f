import type { TailMark } from '@logwarren/api';
import { openSubscription, readDelivery, type SubscriptionOptions } from '@logwarren/broker';
import { type Backoff, type Logger, messageOf, Readiness, retry } from '@logwarren/common';
import {
  fromColumns,
  type LogRecord,
  type ReadDelivery,
  recordId,
  recordOrderOf,
  SEVERITY_BASE,
} from '@logwarren/contract';
import { Registry } from 'prom-client';
import { createOrderWindow } from './order-window.ts';

/**
 * One subscription to the exchange for all listeners. It opens with the first one and closes some time after the last
 * one, so that RabbitMQ does no work for a search service without listeners. Only the listeners learn that RabbitMQ is
 * away.
 */

/** Batches in memory before further ones are dropped; each has at most some hundred KiB. */
const MAX_BACKLOG = 200;
/** Time within which a reader who reloads the page is back, ms. */
const LINGER_MS = 5_000;
/** RabbitMQ refused: somebody may fix the login or the permission while clients listen. */
const REFUSED_BACKOFF: Backoff = { initialMs: 1_000, maxMs: 30_000 };

/** Calls to a listener; none of them may throw or wait. */
export interface Listener {
  /** Records that arrived together, those of one origin in its order; marked if their message does not identify them. */
  onRecords(records: readonly (LogRecord & TailMark)[]): void;
  /** This many records passed unread. */
  onDropped(records: number): void;
  /** Called at once, and whenever the state changes: false means that records published now are missed. */
  onLive(isLive: boolean): void;
}

/** The records that sources publish, as they arrive, for all listeners. */
export interface LiveFeed extends AsyncDisposable {
  /** Listens until the returned function is called. */
  listen(listener: Listener): () => void;
  /** Number of listeners. */
  readonly listeners: number;
}

interface LiveFeedOptions {
  url: string;
  log: Logger;
  /** Other values are only for tests. */
  open?: typeof openSubscription;
  backoff?: Backoff;
}

/** Makes a feed; it connects when the first listener comes, and retries as long as there is one. */
export function createLiveFeed(options: LiveFeedOptions): LiveFeed {
  const listeners = new Set<Listener>();
  let subscription: Subscription | undefined;
  let isLive = false;
  let closing: NodeJS.Timeout | undefined;
  const each = (tell: (listener: Listener) => void) => {
    for (const listener of listeners) tell(listener);
  };
  const window = createOrderWindow((records) => each((listener) => listener.onRecords(records)));
  const handlers: Handlers = {
    async onMessage(delivery) {
      window.add(recordsOf(readDelivery(delivery), delivery.headers));
    },
    onDropped: (records) => each((listener) => listener.onDropped(records)),
    onLive(now) {
      window.flush();
      isLive = now;
      each((listener) => listener.onLive(now));
    },
  };
  const close = async () => {
    clearTimeout(closing);
    const current = subscription;
    subscription = undefined;
    window.flush();
    isLive = false;
    current?.closed.abort(new Error('nobody listens any more'));
    await (await current?.opened)?.[Symbol.asyncDispose]();
  };
  return {
    get listeners() {
      return listeners.size;
    },
    listen(listener) {
      clearTimeout(closing);
      listeners.add(listener);
      subscription ??= subscribe(options, handlers);
      listener.onLive(isLive);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) closing = setTimeout(() => void close(), LINGER_MS);
      };
    },
    [Symbol.asyncDispose]: close,
  };
}

type Handlers = Pick<SubscriptionOptions, 'onMessage' | 'onDropped' | 'onLive'>;

interface Subscription {
  /** Ends the attempts to open it. */
  closed: AbortController;
  /** Undefined once it was closed before it opened. */
  opened: Promise<AsyncDisposable | undefined>;
}

/** Subscribes to the exchange, and retries until that works or `closed` is aborted. */
function subscribe(
  { url, log, open = openSubscription, backoff = REFUSED_BACKOFF }: LiveFeedOptions,
  handlers: Handlers,
): Subscription {
  const closed = new AbortController();
  const options: SubscriptionOptions = {
    ...handlers,
    url,
    name: 'tail',
    log,
    signal: closed.signal,
    maxBacklog: MAX_BACKLOG,
    // Searching works without the subscription, which comes and goes, so it is not part of readiness.
    readiness: new Readiness(log.child({}, { level: 'silent' })),
    metrics: new Registry(),
  };
  const onFailure = (error: unknown, attempt: number) => {
    const told = { reason: messageOf(error) };
    if (attempt === 1) log.warn(told, 'Live tail cannot listen to RabbitMQ; it tries again.');
    else log.debug(told, 'Live tail cannot listen to RabbitMQ; it tries again.');
  };
  const opened = retry(() => open(options), { signal: closed.signal, backoff, onFailure }).catch(() => undefined);
  return { closed, opened };
}

/** Records of a message as search returns them, in their order. */
function recordsOf(
  reads: readonly ReadDelivery[],
  headers: Readonly<Record<string, unknown>>,
): (LogRecord & TailMark)[] {
  const records = reads.flatMap((read) => recordsOfStream(read, headers));
  return reads.length > 1 ? records.sort((a, b) => (a.id < b.id ? -1 : 1)) : records;
}

function recordsOfStream(
  { batchId, identity, service, severity, records, indexes }: ReadDelivery,
  headers: Readonly<Record<string, unknown>>,
): (LogRecord & TailMark)[] {
  const order = recordOrderOf(headers, indexes);
  return fromColumns(records).map((wire, i) => ({
    ...wire,
    id: recordId(batchId, indexes[i] ?? i),
    ...(identity === undefined && { idIsProvisional: true as const }),
    order: order && { origin: order.origin, ordinal: order.ordinals[i] as number },
    service,
    severity,
    severityNumber: wire.severityNumber ?? SEVERITY_BASE[severity],
  }));
}
