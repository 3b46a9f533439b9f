import { createMetrics, type MetricTable } from '@logwarren/common';
import type { DroppedPartition, MergeReport, PartitionDocument } from '@logwarren/store';
import type { Registry } from 'prom-client';

/** How a pass of a job ended; `skipped` when another instance holds its lease. */
type PassResult = 'success' | 'failed' | 'skipped';

/** The metrics of the retention service. */
export const RETENTION_METRICS = {
  passes: {
    kind: 'counter',
    name: 'logwarren_retention_passes_total',
    help: 'Passes of the jobs by result; skipped if another instance holds the lease.',
    labels: ['job', 'result'],
  },
  lastSuccess: {
    kind: 'gauge',
    name: 'logwarren_retention_last_success_timestamp_seconds',
    help: 'Time when a job last succeeded in this process.',
    labels: ['job'],
  },
  lease: {
    kind: 'gauge',
    name: 'logwarren_retention_lease_held',
    help: '1 while this process runs the job.',
    labels: ['job'],
  },
  mergedFrom: {
    kind: 'counter',
    name: 'logwarren_retention_merged_buckets_total',
    help: 'Small buckets replaced by merging.',
  },
  mergedInto: {
    kind: 'counter',
    name: 'logwarren_retention_merge_created_buckets_total',
    help: 'Buckets created by merging small ones.',
  },
  mergedRecords: {
    kind: 'counter',
    name: 'logwarren_retention_merged_records_total',
    help: 'Records moved by merging.',
  },
  mergeFailures: {
    kind: 'counter',
    name: 'logwarren_retention_merge_failures_total',
    help: 'Groups of small buckets that could not be merged.',
  },
  droppedPartitions: {
    kind: 'counter',
    name: 'logwarren_retention_dropped_partitions_total',
    help: 'Expired partitions that were dropped.',
  },
  droppedRecords: {
    kind: 'counter',
    name: 'logwarren_retention_dropped_records_total',
    help: 'Records in dropped partitions, as last counted.',
  },
  droppedBytes: {
    kind: 'counter',
    name: 'logwarren_retention_dropped_bytes_total',
    help: 'Size on disk of dropped partitions, as last counted.',
  },
  orphans: {
    kind: 'counter',
    name: 'logwarren_retention_swept_orphans_total',
    help: 'Record documents without a header that were removed.',
  },
  heldPartitions: {
    kind: 'gauge',
    name: 'logwarren_retention_held_partitions',
    help: 'Expired partitions that are kept for now; absent before the first pass.',
    startsAbsent: true,
  },
  storedPartitions: {
    kind: 'gauge',
    name: 'logwarren_retention_stored_partitions',
    help: 'Number of partitions, as last counted; absent until then.',
    startsAbsent: true,
  },
  storedRecords: {
    kind: 'gauge',
    name: 'logwarren_retention_stored_records',
    help: 'Records in all partitions, as last counted; absent until then.',
    startsAbsent: true,
  },
  storedBytes: {
    kind: 'gauge',
    name: 'logwarren_retention_stored_bytes',
    help: 'Size on disk of all partitions with their indexes, as last counted; absent until then.',
    startsAbsent: true,
  },
} as const satisfies MetricTable;

/** Counts the work of the jobs. */
export interface RetentionMetrics {
  passed(job: string, result: PassResult): void;
  leaseHeld(job: string, held: boolean): void;
  merged(report: MergeReport): void;
  dropped(partition: DroppedPartition): void;
  swept(orphans: number): void;
  /** @param partitions expired ones that are kept for now */
  held(partitions: number): void;
  /** @param partitions the whole catalogue, from a count just now */
  counted(partitions: readonly PartitionDocument[]): void;
}

/** Registers the metrics of the retention service. */
export function createRetentionMetrics(registry: Registry): RetentionMetrics {
  const metrics = createMetrics(registry, RETENTION_METRICS);
  return {
    passed(job, result) {
      metrics.passes.inc({ job, result });
      if (result === 'success') metrics.lastSuccess.set({ job }, Date.now() / 1000);
    },
    leaseHeld: (job, held) => metrics.lease.set({ job }, held ? 1 : 0),
    merged(report) {
      metrics.mergedFrom.inc(report.merged);
      metrics.mergedInto.inc(report.into);
      metrics.mergedRecords.inc(report.records);
      metrics.mergeFailures.inc(report.failed);
    },
    dropped(partition) {
      metrics.droppedPartitions.inc();
      metrics.droppedRecords.inc(partition.records);
      metrics.droppedBytes.inc(partition.sizeBytes);
    },
    swept: (count) => metrics.orphans.inc(count),
    held: (count) => metrics.heldPartitions.set(count),
    counted(catalogue) {
      metrics.storedPartitions.set(catalogue.length);
      metrics.storedRecords.set(catalogue.reduce((sum, partition) => sum + partition.records, 0));
      metrics.storedBytes.set(catalogue.reduce((sum, partition) => sum + partition.sizeBytes, 0));
    },
  };
}
