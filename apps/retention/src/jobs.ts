import type { Logger } from '@logwarren/common';
import { dropExpired, mergeBuckets, refreshPartitions, type Store, sweepOrphans } from '@logwarren/store';
import type { RetentionConfig } from './config.ts';
import type { RetentionMetrics } from './metrics.ts';
import type { Job } from './schedule-job.ts';

const DAY_MS = 86_400_000;

/** Retention of a configuration, ms. */
export function retentionMsOf(config: Pick<RetentionConfig, 'RETENTION_DAYS'>): number {
  return Math.round(config.RETENTION_DAYS * DAY_MS);
}

/** The work of the service: dropping what has expired, and merging what is small. */
export function jobsOf(store: Store, config: RetentionConfig, log: Logger, metrics: RetentionMetrics): Job[] {
  return [
    {
      name: 'retention',
      cron: config.RETENTION_CRON,
      work: (signal) => retain(store, config, { log, metrics, signal }),
    },
    { name: 'merge', cron: config.MERGE_CRON, work: (signal) => merge(store, { log, metrics, signal }) },
  ];
}

interface WorkContext {
  log: Logger;
  metrics: RetentionMetrics;
  signal: AbortSignal;
}

/** Counts before it drops, so that what is told of a dropped partition is true. */
async function retain(store: Store, config: RetentionConfig, { log, metrics, signal }: WorkContext): Promise<void> {
  await refreshPartitions(store);
  signal.throwIfAborted();
  const dropped = await dropExpired(store, { retentionMs: retentionMsOf(config), dryRun: false });
  for (const partition of dropped) {
    metrics.dropped(partition);
    const { records, sizeBytes } = partition;
    log.info({ partition: partition.partition, records, sizeBytes }, 'Partition dropped: its retention is over.');
  }
  const swept = await sweepOrphans(store, { signal });
  metrics.swept(swept);
  if (swept > 0) log.info({ orphans: swept }, 'Orphans removed, left by a collector that died.');
  metrics.counted(await refreshPartitions(store));
}

async function merge(store: Store, { log, metrics, signal }: WorkContext): Promise<void> {
  const report = await mergeBuckets(store, { signal });
  metrics.merged(report);
  if (report.merged > 0) log.debug({ ...report }, 'Buckets merged.');
}
