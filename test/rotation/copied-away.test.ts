import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '../harness/wait-for.ts';
import { arrived, errors, followed, losses, messages, records, start, useFollowedLog, write } from './followed-log.ts';
import { lineOf } from './random/written-log.ts';

/** Files that are truncated when they were copied to another folder, or not at all. */

useFollowedLog();
beforeEach(() => mkdirSync(join(followed.directory, 'archive')));

describe.each(['.1', '.1.gz'])('a file that is copied to a folder beside its own as %s and truncated', (suffix) => {
  const rotate = () => {
    const copy = join(followed.directory, 'archive', `shop.log${suffix}`);
    if (suffix.endsWith('.gz')) writeFileSync(copy, gzipSync(readFileSync(followed.path)));
    else copyFileSync(followed.path, copy);
    truncateSync(followed.path);
  };

  it.each(['while a source follows it', 'while none does'])('has lost nothing, %s', async (when) => {
    write(5);
    let source = await start();
    await arrived(4);
    if (when === 'while none does') await source.stop();
    write(3);
    rotate();
    write(2);
    if (when === 'while none does') source = await start();
    await arrived(9);
    await source.stop();
    expect(messages()).toEqual(Array.from({ length: 10 }, (_, number) => lineOf(number)));
    expect(errors()).toEqual([]);
  });
});

describe('a file that is truncated without a copy near it', () => {
  it('may have lost lines when a program wrote to it all the time: that is said once', async () => {
    write(1);
    const source = await start();
    // Between any two looks at the file this is called at least once.
    const writer = setInterval(() => write(1), 1);
    try {
      await waitFor('looks that have seen it grow', () => records().length > 10);
      truncateSync(followed.path);
      const next = followed.count + 20;
      await waitFor('the loss is told', () => losses().length > 0);
      await waitFor('later lines', () => messages().includes(lineOf(next)));
    } finally {
      clearInterval(writer);
    }
    await arrived(followed.count - 1);
    await source.stop();
    expect(losses()).toMatchObject([{ path: followed.path, reason: 'truncated', isAtLeast: true }]);
    expect(errors()).toHaveLength(1);
    expect(errors()[0]?.fields).toMatchObject({
      path: followed.path,
      detail: expect.stringMatching(/^it was being written to, and no/),
    });
    expect(new Set(messages()).size).toBe(messages().length);
  });

  it('has lost nothing when nobody wrote to it', async () => {
    write(5);
    const source = await start();
    await arrived(4);
    truncateSync(followed.path);
    write(1);
    await arrived(5);
    await source.stop();
    expect(errors()).toEqual([]);
  });
});

it('a file that was empty when it was seen last is found among those that were compressed since', async () => {
  writeFileSync(followed.path, '');
  const first = await start();
  await waitFor('the file is known', () => followed.received.log.some(({ text }) => text.startsWith('File is new')));
  await first.stop();
  write(3);
  renameSync(followed.path, `${followed.path}.1`);
  write(3);
  writeFileSync(`${followed.path}.2.gz`, gzipSync(readFileSync(`${followed.path}.1`)));
  // As gzip does: by its time it comes before the next one.
  const { atime, mtime } = statSync(`${followed.path}.1`);
  utimesSync(`${followed.path}.2.gz`, atime, mtime);
  rmSync(`${followed.path}.1`);
  renameSync(followed.path, `${followed.path}.1`);
  write(3);
  const second = await start();
  await arrived(8);
  await second.stop();
  expect(messages()).toEqual(Array.from({ length: 9 }, (_, number) => lineOf(number)));
  expect(errors()).toEqual([]);
});
