import { type Delivery, MAX_SERVICE_LENGTH, type Severity } from '@logwarren/contract';

/** Topic exchange that all batches are published to; other programs may declare and use it too. */
export const LOG_EXCHANGE = 'logs_exchange';
/** Everything that collectors store. */
export const LOG_QUEUE = 'LogQueue';
/** WARN and above, for the monitor. */
export const MONITORING_QUEUE = 'MonitoringQueue';
/** Exchange of messages that cannot be stored. */
export const DEAD_EXCHANGE = 'logs_dlx';
/** Messages that cannot be stored, until they are kept in MongoDB. */
export const DEAD_QUEUE = 'LogQueue.dead';
/** Exchange of messages that no queue matched; a policy makes it the alternate exchange. */
export const UNROUTED_EXCHANGE = 'logs_unrouted';
/** Messages that no queue matched, until they are kept in MongoDB. */
export const UNROUTED_QUEUE = 'logs_unrouted';
/** Exchange of dead letters that are sent again; it leads to `LogQueue` alone. */
export const REPLAY_EXCHANGE = 'logs_replay';

/** Deliveries of one message before a queue gives it up. A crash returns a whole prefetch window, hence not 3 or 20. */
const DELIVERY_LIMIT = 100;
/** Effectively no limit. RabbitMQ 4 would drop after 20 deliveries by default; 3.10 reads -1 as "drop at the first". */
const NO_DELIVERY_LIMIT = 1_000_000;
/** Messages that wait for an absent monitor; older ones make room. */
const MONITORING_BACKLOG = 10_000;

/**
 * Everything that is declared on the broker. Indispensable settings are arguments here. Settings that operators tune
 * (max-length, message TTL) are left to their policies, and `reject-publish` makes such a limit push back on publishers
 * instead of dropping the oldest logs.
 *
 *     logs_exchange ── # ──────────────────────► LogQueue ── rejected, delivered too often ──► logs_dlx ── # ──► LogQueue.dead
 *        │      └──── WARN.# ERROR.# FATAL.# ──► MonitoringQueue ◄── other keys, by way of the collector
 *        └─ no queue matched, by policy ──► logs_unrouted ──► logs_unrouted
 *     logs_replay ──── # ──────────────────────► LogQueue
 *
 * Replayed messages go to LogQueue alone: the other queues had their copy when the message was first sent.
 *
 * `logs_exchange` has no arguments, because other programs declare it too, with the defaults. If an operator sets a
 * policy, it keeps messages that no queue matched. Our own publishers get such a message back, bind again and send again.
 *
 * At-least-once dead-lettering needs all three of quorum, `at-least-once` and `reject-publish`; RabbitMQ accepts a wrong
 * combination without a word, so a system test provokes a dead letter.
 */
export const TOPOLOGY = Object.freeze({
  exchanges: [
    { name: UNROUTED_EXCHANGE, type: 'fanout', arguments: {} },
    { name: DEAD_EXCHANGE, type: 'topic', arguments: {} },
    { name: LOG_EXCHANGE, type: 'topic', arguments: {} },
    { name: REPLAY_EXCHANGE, type: 'topic', arguments: { 'alternate-exchange': UNROUTED_EXCHANGE } },
  ],
  queues: [
    {
      name: LOG_QUEUE,
      arguments: {
        'x-queue-type': 'quorum',
        'x-delivery-limit': DELIVERY_LIMIT,
        'x-dead-letter-exchange': DEAD_EXCHANGE,
        'x-dead-letter-strategy': 'at-least-once',
        'x-overflow': 'reject-publish',
      },
    },
    { name: DEAD_QUEUE, arguments: quorumForEver() },
    { name: UNROUTED_QUEUE, arguments: quorumForEver() },
    {
      name: MONITORING_QUEUE,
      arguments: {
        'x-queue-type': 'classic',
        'x-max-length': MONITORING_BACKLOG,
        'x-overflow': 'drop-head',
        'x-single-active-consumer': true,
      },
    },
  ],
  bindings: [
    { queue: DEAD_QUEUE, exchange: DEAD_EXCHANGE, pattern: '#' },
    // First of those that a log may reach: until LogQueue is bound, its sender must get it back.
    { queue: LOG_QUEUE, exchange: LOG_EXCHANGE, pattern: '#' },
    { queue: LOG_QUEUE, exchange: REPLAY_EXCHANGE, pattern: '#' },
    { queue: UNROUTED_QUEUE, exchange: UNROUTED_EXCHANGE, pattern: '' },
    { queue: MONITORING_QUEUE, exchange: LOG_EXCHANGE, pattern: 'WARN.#' },
    { queue: MONITORING_QUEUE, exchange: LOG_EXCHANGE, pattern: 'ERROR.#' },
    { queue: MONITORING_QUEUE, exchange: LOG_EXCHANGE, pattern: 'FATAL.#' },
  ],
});

/**
 * Arguments of a queue for failed messages: it never loses a message that was delivered often, and never drops one to
 * make room.
 */
function quorumForEver() {
  return { 'x-queue-type': 'quorum', 'x-delivery-limit': NO_DELIVERY_LIMIT, 'x-overflow': 'reject-publish' };
}

/**
 * Whether the bindings of `MonitoringQueue` brought a message there too, judged by its properties.
 *
 * RabbitMQ also routes by the keys in the header `CC`. A message that is sent again to `LogQueue` alone had its copy
 * there the first time; a message published to the queue itself, past all exchanges, never had one.
 */
export function reachesMonitor({
  exchange,
  headers,
  routingKey: key,
}: Pick<Delivery, 'exchange' | 'headers' | 'routingKey'>): boolean {
  if (exchange === REPLAY_EXCHANGE) return true;
  if (exchange === '') return false;
  const further: unknown[] = Array.isArray(headers.CC) ? headers.CC : [];
  return [key, ...further].some((each) => typeof each === 'string' && MONITORED.has(each.split('.', 1)[0] ?? ''));
}

/** First words of the keys that the monitor is bound for. */
const MONITORED: ReadonlySet<string> = new Set(
  TOPOLOGY.bindings
    .filter(({ queue }) => queue === MONITORING_QUEUE)
    .map(({ pattern }) => pattern.split('.', 1)[0] ?? ''),
);

/**
 * Routing key of a batch: `SEVERITY.service`, two words whatever the service is called.
 *
 * Dots, `*`, `#` and white space of the service become `_`; a key over AMQP's 255 bytes is cut at a character. So the key
 * is for routing only: the body says what the service is.
 */
export function routingKey(severity: Severity, service: string): string {
  return cutToBytes(`${severity}.${routingWord(service)}`, MAX_ROUTING_KEY_BYTES);
}

/** How a routing key spells a service. */
export function routingWord(service: string): string {
  return service
    .slice(0, MAX_SERVICE_LENGTH)
    .toWellFormed()
    .replace(/[.*#\s]/gu, '_');
}

/** AMQP's limit for a short string. */
export const MAX_ROUTING_KEY_BYTES = 255;

function cutToBytes(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  // `stream` keeps back the character that the cut went through.
  return new TextDecoder().decode(Buffer.from(text).subarray(0, maxBytes), { stream: true });
}
