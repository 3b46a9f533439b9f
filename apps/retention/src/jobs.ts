import { type Logger, messageOf, retry } from '@logwarren/common';
import {
  dropExpired,
  forgetTemplates,
  mergeBuckets,
  refreshPartitions,
  type Store,
  StoreUnavailableError,
  sweepOrphans,
} from '@logwarren/store';
import type { RetentionConfig } from './config.ts';
import type { RetentionMetrics } from './metrics.ts';
import type { Job } from './schedule-job.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Most groups that cannot be merged and whose failure is remembered as logged. */
const MAX_KNOWN_FAILURES = 10_000;

/** How expired days are dropped. */
export function dropOptionsOf(config: Pick<RetentionConfig, 'RETENTION_DAYS' | 'RETENTION_HOLD_HOURS'>) {
  return {
    retentionMs: Math.round(config.RETENTION_DAYS * DAY_MS),
    holdMs: Math.round(config.RETENTION_HOLD_HOURS * HOUR_MS),
  };
}

/** The work of the service: dropping expired days and merging small buckets. */
export function jobsOf(store: Store, config: RetentionConfig, log: Logger, metrics: RetentionMetrics): Job[] {
  const known = new Set<string>();
  return [
    {
      name: 'retention',
      cron: config.RETENTION_CRON,
      work: (signal) => retain(store, config, { log, metrics, signal }),
    },
    { name: 'merge', cron: config.MERGE_CRON, work: (signal) => merge(store, known, { log, metrics, signal }) },
  ];
}

/**
 * Counts all records once at the start: the first pass may be an hour away, and the metrics are absent until the first
 * count.
 */
export function countAtStart(store: Store, { log, metrics, signal }: WorkContext): AsyncDisposable {
  const onFailure = (error: unknown) => log.debug({ reason: messageOf(error) }, 'What is stored is counted later.');
  const counting = retry(() => refreshPartitions(store), { signal, onFailure }).then(metrics.counted, () => {});
  return { [Symbol.asyncDispose]: () => counting };
}

interface WorkContext {
  log: Logger;
  metrics: RetentionMetrics;
  signal: AbortSignal;
}

/**
 * Counts before it drops, so that the report of a dropped partition is true. A failing step does not stop the others.
 */
async function retain(store: Store, config: RetentionConfig, { log, metrics, signal }: WorkContext): Promise<void> {
  const failures: unknown[] = [];
  const step = async (work: () => Promise<void>) => {
    signal.throwIfAborted();
    await work().catch((error) => failures.push(error));
  };
  await step(async () => void (await refreshPartitions(store)));
  await step(async () => drop(store, config, { log, metrics, signal }));
  await step(async () => {
    const forgotten = await forgetTemplates(store, dropOptionsOf(config).retentionMs);
    if (forgotten > 0) log.info({ templates: forgotten }, 'Patterns forgotten whose records are all gone.');
  });
  await step(async () => {
    const swept = await sweepOrphans(store, { signal });
    metrics.swept(swept);
    if (swept > 0) log.info({ orphans: swept }, 'Orphans removed, left by a collector that died.');
  });
  await step(async () => metrics.counted(await refreshPartitions(store)));
  if (failures.length > 0) throw failures[0];
}

async function drop(store: Store, config: RetentionConfig, { log, metrics }: WorkContext): Promise<void> {
  const { dropped, held, reason, failed } = await dropExpired(store, { ...dropOptionsOf(config), dryRun: false });
  for (const partition of dropped) {
    metrics.dropped(partition);
    const { records, sizeBytes } = partition;
    log.info({ partition: partition.partition, records, sizeBytes }, 'Partition dropped: its retention is over.');
  }
  metrics.held(held.length);
  if (held.length > 0) {
    const records = held.reduce((sum, partition) => sum + partition.records, 0);
    const told = { reason, partitions: held.length, records, holdHours: config.RETENTION_HOLD_HOURS };
    log.warn(told, 'Expired records are kept for now; see RETENTION_HOLD_HOURS, and --dry-run and --drop-now.');
  }
  for (const { partition, error } of failed) {
    log.warn({ partition, reason: messageOf(error) }, 'Partition could not be dropped; it is tried again.');
  }
  const [first] = failed;
  if (first !== undefined) throw new StoreUnavailableError(`cannot drop ${failed.length} partitions`, first.error);
}

/** @param known groups whose failure has been logged */
async function merge(store: Store, known: Set<string>, { log, metrics, signal }: WorkContext): Promise<void> {
  const onFailure = (error: unknown, group: string) => {
    if (known.has(group)) return;
    if (known.size < MAX_KNOWN_FAILURES) known.add(group);
    log.warn({ group, reason: messageOf(error) }, 'Small buckets cannot be merged; they stay as they are.');
  };
  const report = await mergeBuckets(store, { signal, onFailure });
  metrics.merged(report);
  if (report.merged > 0) log.debug({ ...report }, 'Buckets merged.');
  // The other pass comes once an hour, and its counts are outdated a minute later.
  metrics.counted(await refreshPartitions(store, { onlyGrowing: true }));
}
