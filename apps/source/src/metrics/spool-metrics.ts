import { createMetrics, type MetricTable } from '@logwarren/common';
import type { Registry } from 'prom-client';

/** Current contents of a spool. */
export interface SpoolState {
  bytes: number;
  segments: number;
  /** Records that RabbitMQ has not confirmed. All records of a segment count until its last one is confirmed. */
  records: number;
  /** When the oldest of them was first due to be sent, ms since the epoch; undefined while the spool is empty. */
  oldestMs: number | undefined;
}

/** The metrics of the spool. */
export const SPOOL_METRICS = {
  bytes: {
    kind: 'gauge',
    name: 'logwarren_source_spool_bytes',
    help: 'Bytes of the spool on disk.',
  },
  limitBytes: {
    kind: 'gauge',
    name: 'logwarren_source_spool_limit_bytes',
    help: 'Bytes that the spool may use.',
  },
  segments: {
    kind: 'gauge',
    name: 'logwarren_source_spool_segments',
    help: 'Files of the spool.',
  },
  records: {
    kind: 'gauge',
    name: 'logwarren_source_spool_records',
    help: 'Records in the files of the spool.',
  },
  oldestAge: {
    kind: 'gauge',
    name: 'logwarren_source_spool_oldest_age_seconds',
    help: 'Age of the oldest record in the spool; 0 when it is empty.',
  },
  recordsWritten: {
    kind: 'counter',
    name: 'logwarren_source_spool_records_written_total',
    help: 'Records written to the spool.',
  },
  recordsReplayed: {
    kind: 'counter',
    name: 'logwarren_source_spool_records_replayed_total',
    help: 'Records from the spool that RabbitMQ has confirmed.',
  },
  bytesCut: {
    kind: 'counter',
    name: 'logwarren_source_spool_bytes_cut_total',
    help: 'Bytes cut off the end of segments that a crash left unfinished.',
  },
  bytesDamaged: {
    kind: 'counter',
    name: 'logwarren_source_spool_bytes_damaged_total',
    help: 'Bytes of the spool that were damaged on disk and skipped.',
  },
  failures: {
    kind: 'counter',
    name: 'logwarren_source_spool_failures_total',
    help: 'Writes to the spool that failed and were repeated.',
  },
} as const satisfies MetricTable;

/** Metrics of a spool; one object per process. */
export type SpoolMetrics = ReturnType<typeof createSpoolMetrics>;

/** Registers the metrics of the spool. `watch` sets the function that reads its state at every scrape. */
export function createSpoolMetrics(registry: Registry, limitBytes: number) {
  let read = (): SpoolState => ({ bytes: 0, segments: 0, records: 0, oldestMs: undefined });
  const counters = createMetrics(registry, SPOOL_METRICS, {
    bytes: () => read().bytes,
    limitBytes: () => limitBytes,
    segments: () => read().segments,
    records: () => read().records,
    oldestAge: () => ageSeconds(read().oldestMs),
  });
  return {
    ...counters,
    watch(state: () => SpoolState) {
      read = state;
    },
  };
}

function ageSeconds(sinceMs: number | undefined): number {
  return sinceMs === undefined ? 0 : Math.max(0, (Date.now() - sinceMs) / 1000);
}
