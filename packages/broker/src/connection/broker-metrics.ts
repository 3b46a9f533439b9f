import { type MetricsOf, type MetricTable, sharedMetrics } from '@logwarren/common';
import type { Registry } from 'prom-client';

/** The metrics of connections, publishers and consumers; `connection` is the name of the owner. */
export const BROKER_METRICS = {
  reconnects: {
    kind: 'counter',
    name: 'logwarren_broker_reconnects_total',
    help: 'Connections made again after the first.',
    labels: ['connection'],
  },
  blocked: {
    kind: 'gauge',
    name: 'logwarren_broker_blocked',
    help: '1 while RabbitMQ does not read from the connection (memory or disk alarm).',
    labels: ['connection'],
  },
  accepting: {
    kind: 'gauge',
    name: 'logwarren_broker_accepting',
    help: '1 while a publisher can publish: connected, not blocked, not refused.',
    labels: ['connection'],
  },
  published: {
    kind: 'counter',
    name: 'logwarren_broker_published_total',
    help: 'Messages sent for the first time.',
    labels: ['connection'],
  },
  republished: {
    kind: 'counter',
    name: 'logwarren_broker_republished_total',
    help: 'Messages sent again after a nack, return or lost connection.',
    labels: ['connection'],
  },
  confirmed: {
    kind: 'counter',
    name: 'logwarren_broker_confirmed_total',
    help: 'Messages that the broker has taken over.',
    labels: ['connection'],
  },
  nacked: {
    kind: 'counter',
    name: 'logwarren_broker_nacked_total',
    help: 'Messages that the broker refused, usually because a queue was full.',
    labels: ['connection'],
  },
  returned: {
    kind: 'counter',
    name: 'logwarren_broker_returned_total',
    help: 'Messages that no binding routed to a queue.',
    labels: ['connection'],
  },
  inFlight: {
    kind: 'gauge',
    name: 'logwarren_broker_in_flight',
    help: 'Messages handed to the publisher and not confirmed yet.',
    labels: ['connection'],
  },
  delivered: {
    kind: 'counter',
    name: 'logwarren_broker_delivered_total',
    help: 'Messages received.',
    labels: ['connection'],
  },
  redelivered: {
    kind: 'counter',
    name: 'logwarren_broker_redelivered_total',
    help: 'Messages received that may have been received before.',
    labels: ['connection'],
  },
  acked: {
    kind: 'counter',
    name: 'logwarren_broker_acked_total',
    help: 'Messages acknowledged as done.',
    labels: ['connection'],
  },
  retried: {
    kind: 'counter',
    name: 'logwarren_broker_retried_total',
    help: 'Messages given back to their queue for another attempt.',
    labels: ['connection'],
  },
  late: {
    kind: 'counter',
    name: 'logwarren_broker_late_total',
    help: 'Messages whose channel had closed when they were done; RabbitMQ delivers them again.',
    labels: ['connection'],
  },
  deadLetters: {
    kind: 'counter',
    name: 'logwarren_broker_dead_letters_total',
    help: 'Dead letters confirmed by the broker, by reason.',
    labels: ['connection', 'reason'],
  },
} as const satisfies MetricTable;

/** Metrics of connections, publishers and consumers. */
export type BrokerMetrics = MetricsOf<typeof BROKER_METRICS>;

/** The broker metrics of a registry; made at the first call, shared by all publishers and consumers of a process. */
export function brokerMetrics(registry: Registry): BrokerMetrics {
  return sharedMetrics(registry, BROKER_METRICS);
}

/** The metrics of a publisher, each with the label of its connection. */
export type PublisherMetrics = ReturnType<typeof publisherMetrics>;

/** The metrics of one publisher. */
export function publisherMetrics({ metrics, name }: { metrics: Registry; name: string }) {
  const all = brokerMetrics(metrics);
  return {
    published: all.published.labels(name),
    republished: all.republished.labels(name),
    confirmed: all.confirmed.labels(name),
    nacked: all.nacked.labels(name),
    returned: all.returned.labels(name),
    inFlight: all.inFlight.labels(name),
    blocked: all.blocked.labels(name),
    accepting: all.accepting.labels(name),
  };
}
