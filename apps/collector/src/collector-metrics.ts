import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { FlushReport } from './part-saver.ts';

/** The collector's own figures; those of queue and channel come from packages/broker. */
export interface CollectorMetrics {
  flushed: (report: FlushReport) => void;
  storeFailed: () => void;
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
    help: 'Records that were stored already when they were delivered again.',
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
  new Gauge({
    name: 'logwarren_parts_pending',
    help: 'Batch parts that are held but not stored yet.',
    registers,
    collect() {
      this.set(pendingParts());
    },
  });
  return {
    flushed: ({ records, duplicates: repeated, durationMs }) => {
      stored.inc(records - repeated);
      duplicates.inc(repeated);
      duration.observe(durationMs / 1000);
    },
    storeFailed: () => failures.inc(),
  };
}
