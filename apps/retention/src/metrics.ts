import { createUnknownGauge } from '@logwarren/common';
import type { DroppedPartition, MergeReport, PartitionDocument } from '@logwarren/store';
import { Counter, Gauge, type Registry } from 'prom-client';

/** How a pass of a job ended; `skipped` when another instance holds its lease. */
export type PassResult = 'success' | 'failed' | 'skipped';

/** Metrics of the retention service. */
export interface RetentionMetrics {
  passed(job: string, result: PassResult): void;
  leaseHeld(job: string, held: boolean): void;
  merged(report: MergeReport): void;
  dropped(partition: DroppedPartition): void;
  swept(orphans: number): void;
  /** @param partitions that have expired and are kept for now */
  held(partitions: number): void;
  /** @param partitions the whole catalogue, as counted just now */
  counted(partitions: readonly PartitionDocument[]): void;
}

/** Registers the metrics of the retention service. */
export function createRetentionMetrics(registry: Registry): RetentionMetrics {
  const counter = (name: string, help: string) =>
    new Counter({ name: `logwarren_retention_${name}`, help, registers: [registry] });
  const labelled = { labelNames: ['job'], registers: [registry] };
  const passes = new Counter({
    name: 'logwarren_retention_passes_total',
    help: 'Passes of the jobs by result; skipped when another instance holds the lease.',
    labelNames: ['job', 'result'],
    registers: [registry],
  });
  const lastSuccess = new Gauge({
    name: 'logwarren_retention_last_success_timestamp_seconds',
    help: 'When a job last succeeded in this process.',
    ...labelled,
  });
  const lease = new Gauge({
    name: 'logwarren_retention_lease_held',
    help: '1 while this process does the job.',
    ...labelled,
  });
  const mergedFrom = counter('merged_buckets_total', 'Small buckets that were merged away.');
  const mergedInto = counter('merge_created_buckets_total', 'Buckets that small ones were merged into.');
  const mergedRecords = counter('merged_records_total', 'Records that were moved by merging.');
  const mergeFailures = counter('merge_failures_total', 'Groups of small buckets that could not be merged.');
  const partitions = counter('dropped_partitions_total', 'Partitions dropped because they had expired.');
  const records = counter('dropped_records_total', 'Records in dropped partitions, as last counted.');
  const bytes = counter('dropped_bytes_total', 'Size on disk of dropped partitions, as last counted.');
  const orphans = counter('swept_orphans_total', 'Records documents without a header that were removed.');
  const heldPartitions = createUnknownGauge(
    registry,
    'logwarren_retention_held_partitions',
    'Partitions that have expired and are kept for now; absent before the first pass.',
  );
  const stored = (name: string, help: string) =>
    createUnknownGauge(registry, `logwarren_retention_stored_${name}`, `${help}, as last counted; absent before.`);
  const storedPartitions = stored('partitions', 'Partitions there are');
  const storedRecords = stored('records', 'Records in all partitions');
  const storedBytes = stored('bytes', 'Size on disk of all partitions with their indexes');
  return {
    passed(job, result) {
      passes.inc({ job, result });
      if (result === 'success') lastSuccess.set({ job }, Date.now() / 1000);
    },
    leaseHeld: (job, held) => lease.set({ job }, held ? 1 : 0),
    merged(report) {
      mergedFrom.inc(report.merged);
      mergedInto.inc(report.into);
      mergedRecords.inc(report.records);
      mergeFailures.inc(report.failed);
    },
    dropped(partition) {
      partitions.inc();
      records.inc(partition.records);
      bytes.inc(partition.sizeBytes);
    },
    swept: (count) => orphans.inc(count),
    held: (count) => heldPartitions.set(count),
    counted(catalogue) {
      storedPartitions.set(catalogue.length);
      storedRecords.set(catalogue.reduce((sum, partition) => sum + partition.records, 0));
      storedBytes.set(catalogue.reduce((sum, partition) => sum + partition.sizeBytes, 0));
    },
  };
}
