import type { Backlog } from '@logwarren/broker';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { FlushReport, Repeat } from './part-saver.ts';

/** The collector's own figures; those of queue and channel come from packages/broker. */
export interface CollectorMetrics {
  flushed: (report: FlushReport) => void;
  repeated: (repeat: Repeat) => void;
  storeFailed: () => void;
  /** @param sample undefined when the queue cannot be looked at */
  sampled: (queue: string, sample: Backlog | undefined) => void;
}

/** Registers the collector's metrics. */
export function createCollectorMetrics(registry: Registry, pendingParts: () => number): CollectorMetrics {
  const registers = [registry];
  const stored = new Counter({
    name: 'logwarren_records_stored_total',
    help: 'Records that this collector has stored.',
    registers,
  });
  const duplicates = new Counter({
    name: 'logwarren_records_duplicate_total',
    help:
      'Records that were taken for ones that came before: by what says so (batch-id, message-id, header; attempt: one of ' +
      'our own whose answer got lost), and by whether the first was stored or still waiting.',
    labelNames: ['reason', 'first'] as const,
    registers,
  });
  const failures = new Counter({
    name: 'logwarren_store_failures_total',
    help: 'Attempts to store that failed and were repeated.',
    registers,
  });
  const duration = new Histogram({
    name: 'logwarren_flush_seconds',
    help: 'Time from taking gathered records to their being durable, retries included.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
    registers,
  });
  const latency = new Histogram({
    name: 'logwarren_receipt_to_searchable_seconds',
    help:
      'Time from the receipt of the first record of a batch, by the clock of its source, until searches find it; 0 when that ' +
      'clock is ahead. Repeats do not count.',
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3_600],
    registers,
  });
  const queueGauge = (name: string, help: string) =>
    new Gauge({ name: `logwarren_queue_${name}_messages`, help, labelNames: ['queue'] as const, registers });
  const ready = queueGauge('ready', 'Messages that wait in a queue; absent while RabbitMQ cannot be asked.');
  const held = queueGauge('held', 'Messages of a queue that this collector holds unacked; absent like ready.');
  new Gauge({
    name: 'logwarren_parts_pending',
    help: 'Batch parts that are held but not stored yet.',
    registers,
    collect() {
      this.set(pendingParts());
    },
  });
  return {
    flushed: ({ records, duplicates: repeated, durationMs, receivedMs }) => {
      for (const ms of receivedMs) latency.observe(Math.max(0, Date.now() - ms) / 1000);
      stored.inc(records - repeated);
      duration.observe(durationMs / 1000);
    },
    repeated: ({ part, identity, first }) => {
      duplicates.inc({ reason: identity ?? 'attempt', first }, part.records.count);
    },
    storeFailed: () => failures.inc(),
    sampled: (queue, sample) => {
      if (sample === undefined) for (const gauge of [ready, held]) gauge.remove({ queue });
      else {
        ready.set({ queue }, sample.ready);
        held.set({ queue }, sample.held);
      }
    },
  };
}
