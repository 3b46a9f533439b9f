import type { Backlog } from '@logwarren/broker';
import { createMetrics, type MetricTable } from '@logwarren/common';
import type { Registry } from 'prom-client';
import type { FlushReport } from './storing/flush-report.ts';
import type { Repeat } from './storing/part-saver.ts';

/** The collector's own metrics; those of queue and channel come from packages/broker. */
export const COLLECTOR_METRICS = {
  stored: {
    kind: 'counter',
    name: 'logwarren_records_stored_total',
    help: 'Records that this collector stored.',
  },
  duplicates: {
    kind: 'counter',
    name: 'logwarren_records_duplicate_total',
    help:
      'Records treated as repeats of earlier ones, by how the repeat was recognised (batch-id, message-id, header; ' +
      'attempt: an own attempt whose answer got lost), and by whether the first was stored or still waiting.',
    labels: ['reason', 'first'],
  },
  failures: {
    kind: 'counter',
    name: 'logwarren_store_failures_total',
    help: 'Attempts to store records that failed and were repeated.',
  },
  duration: {
    kind: 'histogram',
    name: 'logwarren_flush_seconds',
    help: 'Time from taking gathered records until they are durable, including retries.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
  },
  latency: {
    kind: 'histogram',
    name: 'logwarren_receipt_to_searchable_seconds',
    help:
      'Time from the receipt of the first record of a batch, by the clock of its source, until searches find it; 0 if ' +
      'that clock is ahead. Repeats are not counted.',
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3_600],
  },
  ready: {
    kind: 'gauge',
    name: 'logwarren_queue_ready_messages',
    help: 'Messages waiting in a queue; absent while RabbitMQ cannot be asked.',
    labels: ['queue'],
  },
  held: {
    kind: 'gauge',
    name: 'logwarren_queue_held_messages',
    help: 'Messages of a queue that this collector holds unacked; absent when the number of ready messages is.',
    labels: ['queue'],
  },
  pending: {
    kind: 'gauge',
    name: 'logwarren_parts_pending',
    help: 'Batch parts held but not stored yet.',
  },
} as const satisfies MetricTable;

/** Counts the collector's work. */
interface CollectorMetrics {
  flushed: (report: FlushReport) => void;
  repeated: (repeat: Repeat) => void;
  storeFailed: () => void;
  /** @param sample undefined when the queue could not be read */
  sampled: (queue: string, sample: Backlog | undefined) => void;
}

/**
 * Registers the collector's metrics.
 *
 * @param pendingParts asked at every scrape
 */
export function createCollectorMetrics(registry: Registry, pendingParts: () => number): CollectorMetrics {
  const metrics = createMetrics(registry, COLLECTOR_METRICS, { pending: pendingParts });
  return {
    flushed: ({ records, duplicates, durationMs, receivedMs }) => {
      for (const ms of receivedMs) metrics.latency.observe(Math.max(0, Date.now() - ms) / 1000);
      metrics.stored.inc(records - duplicates);
      metrics.duration.observe(durationMs / 1000);
    },
    repeated: ({ part, identity, first }) => {
      metrics.duplicates.inc({ reason: identity ?? 'attempt', first }, part.records.count);
    },
    storeFailed: () => metrics.failures.inc(),
    sampled: (queue, sample) => {
      if (sample === undefined) for (const gauge of [metrics.ready, metrics.held]) gauge.remove({ queue });
      else {
        metrics.ready.set({ queue }, sample.ready);
        metrics.held.set({ queue }, sample.held);
      }
    },
  };
}
