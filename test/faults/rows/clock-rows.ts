import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { metricOf } from '../../harness/apps/app-metrics.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { expectBalanced } from '../account.ts';
import type { FaultRow } from '../fault-row.ts';
import { type FaultRun, openFaultRun } from '../fault-run.ts';
import { setClockEnv } from '../mutants/mutants.ts';

const HOUR_MS = 3_600_000;
const LINES = 500;
/** Longest time for the row: waits by the wall clock would take an hour; all waits here take seconds. */
const SOON = { timeoutMs: 90_000 };

export const clockSet: FaultRow = {
  row: '33',
  name: 'a wall clock that is set back by an hour, then ahead by two, delays no service: files, rotation, merging, alerts',
  async run(bench) {
    await using run = await openFaultRun(bench, { startsNothing: true, ownServices: ['file'] });
    const clock = join(run.system.dir, 'clock');
    const setClock = (shiftMs: number) => writeFileSync(clock, String(shiftMs));
    setClock(0);
    const env = setClockEnv(clock);
    run.sourceEnv = env;
    run.collectorEnv = env;
    await run.startAll(2);
    const retention = await run.start('retention', { ...env, MERGE_CRON: '*/2 * * * * *' }).waitReady(SOON.timeoutMs);
    const monitor = await run.start('monitor', env).waitReady(SOON.timeoutMs);
    run.startLoad();
    const follower = openFollower(run, env);
    await follower.expectLines();
    for (const shiftMs of [-HOUR_MS, HOUR_MS]) {
      setClock(shiftMs);
      await run.load.waitConfirmed(500);
      await follower.expectLines();
      await expectRising('passes of retention', () => metricOf(retention, 'logwarren_retention_passes_total'));
      // Ahead of the right time, the monitor takes rightly dated records for old.
      if (shiftMs < 0)
        await expectRising('errors that count', () => metricOf(monitor, 'logwarren_monitor_errors_total'));
      await run.recovered();
    }
    setClock(0);
    const report = await run.finish();
    expectBalanced(report);
    return { report, seen: `1 h back, 2 h ahead; ${follower.lines} lines of files that were rotated and removed` };
  },
};

/** A file that is written to, rotated, written to again, and removed as soon as its lines are stored. */
function openFollower(run: FaultRun, env: Record<string, string>) {
  const path = join(run.system.dir, 'followed.log');
  let lines = 0;
  const write = (to: string) => {
    // Dated by a right clock: searches end now.
    const time = new Date().toISOString();
    const line = (number: number) =>
      `${JSON.stringify({ time, service: 'file', message: `line ${number}`, number })}\n`;
    appendFileSync(to, Array.from({ length: LINES }, (_, i) => line(lines + i)).join(''));
    lines += LINES;
  };
  write(path);
  run.system.start('source', ['--no-http', path], {
    ...env,
    SOURCE_NAME: 'files',
    SOURCE_STATE_DIR: join(run.system.dir, 'files'),
  });
  const stored = async () => (await run.system.findAll('service=file')).length;
  const isStored = async () => (await stored()) >= lines;
  return {
    get lines() {
      return lines;
    },
    async expectLines() {
      write(path);
      // Only an open file can be followed to its new name.
      await waitFor('lines of a file are stored', isStored, SOON);
      renameSync(path, `${path}.1`);
      write(`${path}.1`);
      write(path);
      await waitFor('lines of a file and of the one before it are stored', isStored, SOON);
      expect(await stored(), 'each line once').toBe(lines);
      rmSync(`${path}.1`);
    },
  };
}

async function expectRising(what: string, read: () => Promise<number>): Promise<void> {
  const before = await read();
  await waitFor(`${what} go on`, async () => (await read()) > before, SOON);
}
