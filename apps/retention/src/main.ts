import { runService } from '@logwarren/common';
import { dropExpired, openStore, refreshPartitions, withLease } from '@logwarren/store';
import { about, configSchema, readArguments } from './config.ts';
import { describeDryRun, NOTHING_EXPIRED } from './dry-run.ts';
import { countAtStart, dropOptionsOf, jobsOf } from './jobs.ts';
import { createRetentionMetrics } from './metrics.ts';
import { type Leased, scheduleJob } from './schedule-job.ts';

/** How long a job rests after the instance that ran it has disappeared. */
const LEASE_MS = 60_000;

await runService(
  about,
  configSchema,
  async ({ config, log, resources, readiness, metrics: registry, signal, stop }) => {
    const store = resources.use(await openStore({ url: config.MONGO_URL, name: 'retention', log, readiness, signal }));
    if (config.RETENTION_DRY_RUN || config.RETENTION_DROP_NOW) {
      await refreshPartitions(store);
      const dryRun = config.RETENTION_DRY_RUN;
      const { dropped, failed } = await dropExpired(store, { ...dropOptionsOf(config), dryRun, isConfirmed: true });
      const outcome = dryRun ? undefined : failed.length > 0 ? `dropped, ${failed.length} failed` : 'dropped';
      process.stdout.write(describeDryRun(dropped, process.stdout.isTTY, outcome));
      // A program gets no rows, but a person who starts this wants to see that it has looked.
      if (dropped.length === 0 && !process.stdout.isTTY) process.stderr.write(NOTHING_EXPIRED);
      return stop(failed.length > 0 ? 1 : 0);
    }
    const metrics = createRetentionMetrics(registry);
    const leased: Leased = (name, until, work) => withLease(store, name, LEASE_MS, until, work);
    const context = { leased, log, metrics, signal };
    resources.use(countAtStart(store, context));
    for (const job of jobsOf(store, config, log, metrics)) resources.use(scheduleJob(job, context));
    log.info({ retentionDays: config.RETENTION_DAYS, cron: config.RETENTION_CRON }, 'Retention is scheduled.');
  },
  { readArguments },
);
