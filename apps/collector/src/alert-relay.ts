import {
  brokerTimeOf,
  type ConnectionOptions,
  encodeBatch,
  MONITORING_QUEUE,
  type OutgoingMessage,
  type Publisher,
  RECEIVED_HEADER,
  reachesMonitor,
  startPublisher,
} from '@logwarren/broker';
import { createLogger, createMetrics, type Logger, type MetricTable, messageOf, Readiness } from '@logwarren/common';
import {
  type Column,
  cutText,
  type Delivery,
  type ReadDelivery,
  type RecordColumns,
  recordId,
  SEVERITY_BASE,
  timeOfId,
  uuidOf,
  valuesOf,
} from '@logwarren/contract';
import type { Registry } from 'prom-client';

/**
 * Passes on to the monitor the errors that its bindings miss: RabbitMQ routes by the key alone, and other programs use
 * keys that are not `SEVERITY.service`. So a record alerts by its severity, whatever its key.
 *
 *     logs_exchange ── WARN.# ERROR.# FATAL.# ──────────────────────────────────────────► MonitoringQueue
 *         └── # ──► LogQueue ──► collector ── WARN and above, under any other key ──────────► ▲
 *
 * Alerts are a signal: neither storing nor acks wait for them, and a message that cannot be sent at once is dropped and
 * counted. The relay sends when a message arrives, even while MongoDB is away.
 */

/** Most messages on their way; more means that the broker takes nothing now. */
const MAX_IN_FLIGHT = 64;
/**
 * Longest message text that the relay sends: the monitor counts records and shows only parts of their messages, and
 * people find the whole record by searching.
 */
const MAX_MESSAGE_BYTES = 4 * 1024;

/** Passes on a stream of a parsed message, if the monitor needs it; never throws and never waits. */
export type AlertRelay = (delivery: Delivery, read: ReadDelivery) => void;

/** Longest wait at a stop for messages on their way, ms. */
const CLOSE_LIMIT_MS = 500;

/** Connects when it is needed; disposing gives up messages on their way after a short wait. */
interface OpenAlertRelay extends AsyncDisposable {
  pass: AlertRelay;
}

/**
 * Opens the relay. It connects at the first message. By then the consumer has used the same URL and login, so the
 * consumer, which needs them, reports a fault in them once. The relay does not count for readiness.
 */
export function openAlertRelay(options: Omit<ConnectionOptions, 'readiness' | 'name'>): OpenAlertRelay {
  const { log, metrics } = options;
  // It publishes to the queue itself, so that the topology stays as services of all versions know it.
  const start = () =>
    startPublisher(
      { ...options, name: 'alerts', exchange: '', readiness: new Readiness(createLogger('alerts', 'silent')) },
      (error) => log.warn({ reason: messageOf(error) }, 'Errors under other routing keys do not reach the monitor.'),
    );
  const count = createAlertCounter(metrics);
  const closing = new AbortController();
  let publisher: Publisher | undefined;
  const pass = createAlertRelay({
    publish(message) {
      publisher ??= start();
      return publisher.publish(message, closing.signal);
    },
    mayPublish: () => (publisher?.inFlight ?? 0) < MAX_IN_FLIGHT,
    count,
    log,
  });
  return {
    pass,
    async [Symbol.asyncDispose]() {
      const timer = setTimeout(() => closing.abort(new Error('closing')), CLOSE_LIMIT_MS);
      await publisher?.[Symbol.asyncDispose]();
      clearTimeout(timer);
    },
  };
}

/** The relay's metric. */
export const ALERT_METRICS = {
  records: {
    kind: 'counter',
    name: 'logwarren_alert_records_total',
    help: 'Records of WARN and above whose routing key does not show it, relayed to the monitor or dropped.',
    labels: ['result'],
  },
} as const satisfies MetricTable;

/** Registers the count of records passed on to the monitor; both of its series start at 0. */
function createAlertCounter(registry: Registry): (result: 'passed' | 'dropped', records: number) => void {
  const counter = createMetrics(registry, ALERT_METRICS).records;
  for (const result of ['passed', 'dropped']) counter.inc({ result }, 0);
  return (result, records) => counter.inc({ result }, records);
}

/** The relay's connections and settings. */
interface AlertRelayOptions {
  publish: (message: OutgoingMessage) => Promise<void>;
  mayPublish: () => boolean;
  count: (result: 'passed' | 'dropped', records: number) => void;
  log: Pick<Logger, 'debug'>;
}

/** Makes the function that decides on a message and passes it on. */
export function createAlertRelay({ publish, mayPublish, count, log }: AlertRelayOptions): AlertRelay {
  return (delivery, read) => {
    const { records, severity, identity } = read;
    if (records.count === 0 || SEVERITY_BASE[severity] < SEVERITY_BASE.WARN || reachesMonitor(delivery)) return;
    // Nothing would show that it is passed on twice, and a false alert is more likely than a collector that died
    // with it.
    if (delivery.redelivered && identity === undefined) return;
    if (!mayPublish()) return count('dropped', records.count);
    publish(alertMessage(read, brokerTimeOf(delivery))).then(
      () => count('passed', records.count),
      (error: unknown) => {
        count('dropped', records.count);
        log.debug({ reason: messageOf(error) }, 'Errors were not passed on to the monitor.');
      },
    );
  };
}

/**
 * A batch of the properties that the monitor counts by. Its id derives from the id of its first record, so a repeated
 * one counts once, and another stream of the same message counts separately. It may leave long after the message was
 * published, for example after an outage, so it carries the time when RabbitMQ received the message, where this is
 * known.
 */
function alertMessage(read: ReadDelivery, receivedMs: number | undefined): OutgoingMessage {
  const { batchId, indexes, records, service, severity } = read;
  const batch = encodeBatch({ id: batchId, service, severity, records: leanColumns(records) });
  const [firstObservedAt = 0] = valuesOf(records.columns.observedAt as Column<number>);
  // Not a batch id: batch ids dated far away are refused, and ids without a time look like those.
  const timestampMs = Math.max(timeOfId(batchId), firstObservedAt);
  return {
    ...batch,
    headers: { ...batch.headers, ...(receivedMs === undefined ? {} : { [RECEIVED_HEADER]: receivedMs }) },
    routingKey: MONITORING_QUEUE,
    messageId: uuidOf('alert', recordId(batchId, indexes[0] ?? 0)),
    timestampMs,
  };
}

/** The records without attributes, and with no more of their messages than an alert shows. */
function leanColumns({ columns, count }: RecordColumns): RecordColumns {
  const { values } = columns.message as Column<string>;
  const cut = (message: string) => cutText(message, MAX_MESSAGE_BYTES);
  const message = { values: Array.isArray(values) ? values.map(cut) : cut(values) };
  return { count, columns: { ...columns, message }, attributes: [] };
}
