import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { metricOf } from '../../harness/apps/app-metrics.ts';
import { expectBalanced } from '../account.ts';
import type { FaultRow } from '../fault-row.ts';
import { openFaultRun, sleep } from '../fault-run.ts';

const KILLS = 4;
const LINES_PER_KILL = 3_000;

export const sourceKilled: FaultRow = {
  row: '3a',
  name: 'a source killed with -9, and the program that logs to it as well, lose nothing that was confirmed',
  async run(bench) {
    await using run = await openFaultRun(bench);
    for (let kill = 0; kill < KILLS; kill++) {
      run.startLoad();
      await run.load.waitConfirmed(300);
      await sleep(bench.random() * 200);
      const victims = kill % 2 === 0 ? [run.kill(run.source)] : [run.load.kill(), run.kill(run.source)];
      await Promise.all(victims);
      await run.startSource();
      await run.source.waitReady();
      await run.load.kill();
    }
    run.startLoad();
    await run.recovered();
    const report = await run.finish();
    expectBalanced(report);
    return { report, seen: `${KILLS} kills` };
  },
};

export const fileSourceKilled: FaultRow = {
  row: '3b',
  name: 'a source killed with -9 while it follows a file reads on, and each line is stored once',
  async run(bench) {
    await using run = await openFaultRun(bench, { recordsPerSecond: 50 });
    run.startLoad();
    const path = join(run.system.dir, 'followed.log');
    let lines = 0;
    const write = (count: number) => {
      const line = (sequence: number) =>
        `${JSON.stringify({ service: 'file', severity: 'INFO', message: `line ${sequence}`, sequence })}\n`;
      appendFileSync(path, Array.from({ length: count }, (_, i) => line(lines + i)).join(''));
      lines += count;
    };
    const follow = () => run.system.start('source', ['--no-http', path], { SOURCE_POLL_MS: '20' });
    for (let kill = 0; kill < KILLS; kill++) {
      write(LINES_PER_KILL);
      const victim = follow();
      await victim.waitForLog(({ dependency }) => dependency === 'checkpoint');
      await sleep(bench.random() * 150);
      write(LINES_PER_KILL);
      await run.kill(victim);
    }
    await using last = follow();
    const stored = async () => {
      const found = await run.system.findAll('service=file');
      return found.map(({ attributes }) => Number(attributes?.sequence));
    };
    await expect.poll(async () => new Set(await stored()).size, { timeout: 60_000, interval: 500 }).toBe(lines);
    expect(await stored(), 'each line once').toHaveLength(lines);
    expect(await metricOf(last, 'logwarren_broker_confirmed_total')).toBeGreaterThan(0);
    return { seen: `${KILLS} kills, ${lines} lines` };
  },
};
