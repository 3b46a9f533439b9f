import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePrivateDirectory, openPrivateFile, replacePrivateFile } from './private-files.ts';

let directory: string;
let umask: number;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'logwarren-private-'));
  umask = process.umask();
});
afterEach(() => {
  process.umask(umask);
  rmSync(directory, { recursive: true });
});

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe.each([0o000, 0o022, 0o277])('with umask %i', (mask) => {
  beforeEach(() => void process.umask(mask));

  it('a directory is made for its owner, and those above it too', () => {
    const path = join(directory, 'state');
    makePrivateDirectory(path, () => false);
    expect(modeOf(path)).toBe('700');
  });

  it('a file is for its owner, also one that others could read', async () => {
    const path = join(directory, 'log');
    await (await openPrivateFile(path, 'a')).close();
    expect(modeOf(path)).toBe('600');
    chmodSync(path, 0o644);
    await (await openPrivateFile(path, 'a')).close();
    expect(modeOf(path)).toBe('600');
  });

  it('a file that is replaced is for its owner, whatever a crash has left beside it', async () => {
    const path = join(directory, 'files.json');
    writeFileSync(`${path}.new`, 'torn');
    chmodSync(`${path}.new`, 0o666);
    await replacePrivateFile(path, 'whole');
    expect(modeOf(path)).toBe('600');
    expect(readFileSync(path, 'utf8')).toBe('whole');
  });
});

it('a directory that is there is closed to others only when all in it is ours', () => {
  const path = join(directory, 'shared');
  mkdirSync(path, { mode: 0o755 });
  chmodSync(path, 0o755);
  writeFileSync(join(path, 'ours'), '');
  writeFileSync(join(path, 'theirs'), '');
  makePrivateDirectory(path, (name) => name === 'ours');
  expect(modeOf(path)).toBe('755');
  rmSync(join(path, 'theirs'));
  makePrivateDirectory(path, (name) => name === 'ours');
  expect(modeOf(path)).toBe('700');
});

it('a directory that the system takes nowhere is an error at once, and so is a file in its place', () => {
  expect(() => makePrivateDirectory('/proc/logwarren/state', () => true)).toThrow(/ENOENT|EROFS|EACCES/);
  writeFileSync(join(directory, 'file'), '');
  expect(() => makePrivateDirectory(join(directory, 'file'), () => true)).toThrow('EEXIST');
  expect(() => makePrivateDirectory(join(directory, 'file', 'state'), () => true)).toThrow('ENOTDIR');
});

it('two that make the same directories at the same time both succeed', async () => {
  const module = new URL('./private-files.ts', import.meta.url).href;
  // Each waits for the other before every path, so that they meet.
  const script = `
    const { workerData: { directory, arrived }, parentPort } = require('node:worker_threads');
    import(${JSON.stringify(module)}).then(({ makePrivateDirectory }) => {
      const errors = [];
      for (let i = 0; i < 100; i++) {
        Atomics.add(arrived, i, 1);
        while (Atomics.load(arrived, i) < 2);
        try { makePrivateDirectory(directory + '/' + i + '/a/b', () => true); } catch (error) { errors.push(error.code); }
      }
      parentPort.postMessage(errors);
    });`;
  const arrived = new Int32Array(new SharedArrayBuffer(4 * 100));
  const race = async () => {
    const worker = new Worker(script, { eval: true, workerData: { directory, arrived } });
    return await new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject));
  };
  expect(await Promise.all([race(), race()])).toEqual([[], []]);
});
