import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '../harness/wait-for.ts';
import { Received, startSource } from './random/source-in-process.ts';
import { lineOf } from './random/written-log.ts';

/** Files that are truncated when they were copied to another folder, or not at all. */

let directory: string;
let path: string;
let received: Received;
let count: number;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'logwarren-copied-away-'));
  path = join(directory, 'logs', 'shop.log');
  for (const folder of ['logs', 'archive']) mkdirSync(join(directory, folder));
  received = new Received();
  count = 0;
});
afterEach(() => rmSync(directory, { recursive: true }));

function write(lines: number): void {
  for (let i = 0; i < lines; i++) appendFileSync(path, `${lineOf(count++)}\n`);
}

const losses = () => [...received.batches.values()].flatMap(({ lost }) => lost ?? []);
const records = () => [...received.batches.values()].filter(({ lost }) => lost === undefined);
const messages = () => records().flatMap(({ batch }) => batch.records.map(({ message }) => message));
const arrived = (number: number) => waitFor(`line ${number}`, () => received.has(number));
const errors = () => received.log.filter(({ level }) => level === 'error');

describe.each(['.1', '.1.gz'])('a file that is copied to a folder beside its own as %s and truncated', (suffix) => {
  const rotate = () => {
    const copy = join(directory, 'archive', `shop.log${suffix}`);
    if (suffix.endsWith('.gz')) writeFileSync(copy, gzipSync(readFileSync(path)));
    else copyFileSync(path, copy);
    truncateSync(path);
  };

  it.each(['while a source follows it', 'while none does'])('has lost nothing, %s', async (when) => {
    write(5);
    let source = await startSource(directory, [path], received);
    await arrived(4);
    if (when === 'while none does') await source.stop();
    write(3);
    rotate();
    write(2);
    if (when === 'while none does') source = await startSource(directory, [path], received);
    await arrived(9);
    await source.stop();
    expect(messages()).toEqual(Array.from({ length: 10 }, (_, number) => lineOf(number)));
    expect(errors()).toEqual([]);
  });
});

describe('a file that is truncated without a copy near it', () => {
  it('may have lost lines when a program wrote to it all the time: that is said once', async () => {
    write(1);
    const source = await startSource(directory, [path], received);
    // Between any two looks at the file this is called at least once.
    const writer = setInterval(() => write(1), 1);
    try {
      await waitFor('looks that have seen it grow', () => records().length > 10);
      truncateSync(path);
      const next = count + 20;
      await waitFor('the loss is told', () => losses().length > 0);
      await waitFor('later lines', () => messages().includes(lineOf(next)));
    } finally {
      clearInterval(writer);
    }
    await arrived(count - 1);
    await source.stop();
    expect(losses()).toMatchObject([{ path, reason: 'truncated', isAtLeast: true }]);
    expect(errors()).toHaveLength(1);
    expect(errors()[0]?.fields).toMatchObject({
      path,
      detail: expect.stringMatching(/^it was being written to, and no/),
    });
    expect(new Set(messages()).size).toBe(messages().length);
  });

  it('has lost nothing when nobody wrote to it', async () => {
    write(5);
    const source = await startSource(directory, [path], received);
    await arrived(4);
    truncateSync(path);
    write(1);
    await arrived(5);
    await source.stop();
    expect(errors()).toEqual([]);
  });
});

it('a file that was empty when it was seen last is found among those that were compressed since', async () => {
  writeFileSync(path, '');
  const first = await startSource(directory, [path], received);
  await waitFor('the file is known', () => received.log.some(({ text }) => text.startsWith('File is new')));
  await first.stop();
  write(3);
  renameSync(path, `${path}.1`);
  write(3);
  writeFileSync(`${path}.2.gz`, gzipSync(readFileSync(`${path}.1`)));
  // As gzip does: by its time it comes before the next one.
  const { atime, mtime } = statSync(`${path}.1`);
  utimesSync(`${path}.2.gz`, atime, mtime);
  rmSync(`${path}.1`);
  renameSync(path, `${path}.1`);
  write(3);
  const second = await startSource(directory, [path], received);
  await arrived(8);
  await second.stop();
  expect(messages()).toEqual(Array.from({ length: 9 }, (_, number) => lineOf(number)));
  expect(errors()).toEqual([]);
});
