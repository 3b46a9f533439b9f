import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addProcessEntry, addRunEntry, stopLeftovers } from './run-directory.ts';

let directory: string;
let child: ChildProcess;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'logwarren-run-'));
  child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
  await once(child, 'spawn');
});

afterEach(() => {
  child.kill('SIGKILL');
  rmSync(directory, { recursive: true });
});

test('what an earlier start left running is stopped and named', async () => {
  addProcessEntry(directory, 'collector', child.pid ?? 0);
  expect(await stopLeftovers(directory)).toEqual(['collector']);
  await expect.poll(() => child.signalCode).toBe('SIGTERM');
  expect(readdirSync(directory)).toEqual([]);
});

test('a process that only has the number of one that is gone is left alone', async () => {
  addRunEntry(directory, { name: 'collector', pid: child.pid ?? 0, identity: 'of another time' });
  expect(await stopLeftovers(directory)).toEqual([]);
  expect([child.exitCode, child.signalCode]).toEqual([null, null]);
  expect(readdirSync(directory)).toEqual([]);
});

test('the guardian stops what was started when the start is killed', async () => {
  addProcessEntry(directory, 'collector', child.pid ?? 0);
  const script = `
    import { startGuardian } from ${JSON.stringify(join(import.meta.dirname, 'guardian.ts'))};
    startGuardian(${JSON.stringify(directory)});
    console.log('guarded');
    setInterval(() => {}, 1000);`;
  const start = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(start.stdout, 'data');
  start.kill('SIGKILL');
  await expect.poll(() => child.signalCode).toBe('SIGTERM');
  await expect.poll(() => readdirSync(directory)).toEqual([]);
}, 30_000);
