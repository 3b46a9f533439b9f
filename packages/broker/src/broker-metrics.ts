import { Counter, Gauge, type Registry } from 'prom-client';

/** Metrics of connections, publishers and consumers; each has the label `connection`, the name of its owner. */
export interface BrokerMetrics {
  reconnects: Counter<'connection'>;
  blocked: Gauge<'connection'>;
  accepting: Gauge<'connection'>;
  published: Counter<'connection'>;
  republished: Counter<'connection'>;
  confirmed: Counter<'connection'>;
  nacked: Counter<'connection'>;
  returned: Counter<'connection'>;
  inFlight: Gauge<'connection'>;
  delivered: Counter<'connection'>;
  redelivered: Counter<'connection'>;
  acked: Counter<'connection'>;
  retried: Counter<'connection'>;
  late: Counter<'connection'>;
  deadLetters: Counter<'connection' | 'reason'>;
}

/** The broker metrics of a registry; made at the first call, shared by all publishers and consumers of a process. */
export function brokerMetrics(registry: Registry): BrokerMetrics {
  return {
    reconnects: counter(registry, 'reconnects_total', 'Connections made again after the first.'),
    blocked: gauge(registry, 'blocked', '1 while RabbitMQ refuses to read from the connection (memory or disk alarm).'),
    accepting: gauge(registry, 'accepting', '1 while a publisher can publish: connected, not blocked, not refused.'),
    published: counter(registry, 'published_total', 'Messages sent for the first time.'),
    republished: counter(registry, 'republished_total', 'Messages sent again after a nack, return or lost connection.'),
    confirmed: counter(registry, 'confirmed_total', 'Messages that the broker has taken over.'),
    nacked: counter(registry, 'nacked_total', 'Messages that the broker refused, mostly because a queue was full.'),
    returned: counter(registry, 'returned_total', 'Messages that no queue was bound for.'),
    inFlight: gauge(registry, 'in_flight', 'Messages handed to the publisher and not confirmed yet.'),
    delivered: counter(registry, 'delivered_total', 'Messages received.'),
    redelivered: counter(registry, 'redelivered_total', 'Messages received that may have been received before.'),
    acked: counter(registry, 'acked_total', 'Messages given back as done.'),
    retried: counter(registry, 'retried_total', 'Messages given back to their queue for another attempt.'),
    late: counter(registry, 'late_total', 'Messages whose channel was gone when they were done; delivered again.'),
    deadLetters: deadLetters(registry),
  };
}

function counter(registry: Registry, name: string, help: string): Counter<'connection'> {
  const fullName = `logwarren_broker_${name}`;
  const existing = registry.getSingleMetric(fullName) as Counter<'connection'> | undefined;
  return existing ?? new Counter({ name: fullName, help, labelNames: ['connection'], registers: [registry] });
}

function gauge(registry: Registry, name: string, help: string): Gauge<'connection'> {
  const fullName = `logwarren_broker_${name}`;
  const existing = registry.getSingleMetric(fullName) as Gauge<'connection'> | undefined;
  return existing ?? new Gauge({ name: fullName, help, labelNames: ['connection'], registers: [registry] });
}

function deadLetters(registry: Registry): Counter<'connection' | 'reason'> {
  const name = 'logwarren_broker_dead_letters_total';
  const help = 'Dead letters confirmed by the broker, by reason.';
  const existing = registry.getSingleMetric(name) as Counter<'connection' | 'reason'> | undefined;
  return existing ?? new Counter({ name, help, labelNames: ['connection', 'reason'], registers: [registry] });
}
