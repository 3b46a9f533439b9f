import { AppError, type Logger, messageOf, watchClock } from '@logwarren/common';
import { schedule } from 'node-cron';
import type { RetentionMetrics } from './metrics.ts';

/** Work that is repeated, by one instance at a time. */
export interface Job {
  /** Name of its lease; also in log and metrics. */
  name: string;
  /** Cron expression, in UTC. */
  cron: string;
  /** Stops soon when the signal is aborted: the service closes, or the lease was lost. */
  work: (signal: AbortSignal) => Promise<void>;
}

/** Does work while holding the lease of a name; undefined when another instance holds it. */
export type Leased = <T>(
  name: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
) => Promise<T | undefined>;

interface JobContext {
  leased: Leased;
  log: Logger;
  metrics: RetentionMetrics;
  /** Aborted when the service stops. */
  signal: AbortSignal;
}

/**
 * Runs a job once. Never throws: it logs a failure, and the next pass tries again.
 */
export async function runPass(job: Job, { leased, log, metrics, signal }: JobContext): Promise<void> {
  try {
    const done = await leased(job.name, signal, async (leaseSignal) => {
      metrics.leaseHeld(job.name, true);
      try {
        await job.work(leaseSignal);
        return true;
      } finally {
        metrics.leaseHeld(job.name, false);
      }
    });
    metrics.passed(job.name, done ? 'success' : 'skipped');
    if (!done) log.debug({ job: job.name }, 'Pass skipped: another instance does it.');
  } catch (error) {
    if (signal.aborted) return;
    metrics.passed(job.name, 'failed');
    if (error instanceof AppError)
      log.warn({ job: job.name, reason: messageOf(error) }, 'Pass failed; it is repeated.');
    else log.error({ job: job.name, err: error }, 'Pass failed unexpectedly; it is repeated.');
  }
}

/**
 * Schedules a job; a pass that is due while the previous one still runs is left out.
 *
 * node-cron waits for a moment of the wall clock, so setting the clock back by an hour would stop it for an hour.
 *
 * Disposing ends the schedule and waits for the running pass, which the context's signal has stopped.
 */
export function scheduleJob(job: Job, context: JobContext): AsyncDisposable {
  let running: Promise<void> | undefined;
  const pass = () => {
    running ??= runPass(job, context).finally(() => {
      running = undefined;
    });
    return running;
  };
  const start = () => schedule(job.cron, pass, cronOptions(job, context.log));
  let task = start();
  const clock = watchClock((byMs) => {
    context.log.warn({ job: job.name, byMs }, 'The clock was set; the job is scheduled anew.');
    void task.destroy();
    task = start();
  });
  return {
    async [Symbol.asyncDispose]() {
      clock[Symbol.dispose]();
      await task.destroy();
      await running;
    },
  };
}

function cronOptions({ name }: Job, log: Logger) {
  return { name, timezone: 'UTC', noOverlap: true, suppressMissedWarning: true, logger: cronLogger(log) };
}

/** node-cron reports skipped and late passes; they need no attention, so they are debug lines. */
function cronLogger(log: Logger) {
  const debug = (message: string | Error) => log.debug({ detail: messageOf(message) }, 'Scheduler.');
  return { debug, info: debug, warn: debug, error: debug };
}
