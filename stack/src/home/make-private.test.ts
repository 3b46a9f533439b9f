import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startProcess } from '../processes/managed-process.ts';
import { takeHome } from '../processes/single-instance.ts';

let directory: string;
let umask: number;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'logwarren-home-'));
  umask = process.umask(0);
});
afterEach(() => {
  process.umask(umask);
  rmSync(directory, { recursive: true });
});

const modeOf = (...path: string[]) => (statSync(join(directory, ...path)).mode & 0o777).toString(8);

test('what a process logs and writes is for its owner alone, whatever the umask', async () => {
  const args = [
    '-e',
    'require("fs").writeFileSync(process.argv[1], "data"); console.log("line")',
    join(directory, 'data'),
  ];
  const runDir = join(directory, 'run');
  const logFile = join(directory, 'logs', 'x.log');
  await using child = startProcess({ name: 'x', command: process.execPath, args, env: process.env, logFile, runDir });
  expect(['run', 'logs', join('logs', 'x.log'), join('run', 'x.json')].map((path) => modeOf(path))).toEqual([
    '700',
    '700',
    '600',
    '600',
  ]);
  await child.exited;
  expect(modeOf('data')).toBe('600');
  expect(readFileSync(logFile, 'utf8')).toContain('line');
});

test('a home and what is in it are closed to others at the start, programs and links apart', () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'logwarren-other-'));
  chmodSync(elsewhere, 0o755);
  const home = join(directory, 'home');
  for (const room of ['logs', 'mongod', 'programs']) {
    mkdirSync(join(home, room), { recursive: true, mode: 0o755 });
    writeFileSync(join(home, room, 'file'), '', { mode: 0o755 });
  }
  symlinkSync(elsewhere, join(home, 'source'));
  using _home = takeHome(home);
  expect(['logs', 'mongod', 'programs'].map((room) => modeOf('home', room))).toEqual(['700', '700', '755']);
  expect(['logs', 'mongod', 'programs'].map((room) => modeOf('home', room, 'file'))).toEqual(['700', '700', '755']);
  expect(modeOf('home', 'stack.json')).toBe('600');
  expect((statSync(elsewhere).mode & 0o777).toString(8)).toBe('755');
  rmSync(elsewhere, { recursive: true });
});

test.each(['/proc/x', import.meta.filename])('a home that cannot be one is told as such: %s', (home) => {
  expect(() => takeHome(home)).toThrow(/cannot keep data in .* \(LOGWARREN_HOME\)/);
});
