import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { waitFor } from '../harness/wait-for.ts';
import { allLines, arrived, errors, followed, messages, start, useFollowedLog, write } from './followed-log.ts';

/** Rotation that keeps few generations, or none: the file that was followed is deleted with the oldest of them. */

useFollowedLog();

/** Renames the generations as logrotate does, newest last; only so many are kept. */
const rotate = (name: (number: number) => string, kept: number) => {
  const at = (number: number) => (number === 0 ? followed.path : join(dirname(followed.path), name(number)));
  for (let number = kept; number >= 0; number--) if (existsSync(at(number))) renameSync(at(number), at(number + 1));
  rmSync(at(kept + 1), { force: true });
};

it.each([
  ['shop.log.1', (number: number) => `shop.log.${number}`],
  ['shop.1.log', (number: number) => `shop.${number}.log`],
])('generations named like %s are read when the file before them is deleted in between', async (_, name) => {
  write(3);
  const source = await start();
  await waitFor('the first lines', () => followed.received.has(2));
  // At once: no look comes between, and the file that is followed is the one that is deleted.
  for (let i = 0; i < 3; i++) {
    write(3);
    rotate(name, 2);
  }
  write(3);
  await waitFor('all lines', () => messages().length >= followed.count);
  await source.stop();
  expect(messages()).toEqual(allLines());
  expect(errors()).toEqual([]);
});

describe('generations that were read and sent', () => {
  const KEPT = 2;
  const name = (number: number) => `shop.log.${number}`;

  const followGenerations = async () => {
    write(3);
    const source = await start();
    for (let i = 0; i < KEPT; i++) {
      await arrived(followed.count - 1);
      rotate(name, KEPT);
      write(3);
    }
    await arrived(followed.count - 1);
    await waitFor('the checkpoint', () => offsets().length === KEPT + 1 && offsets().every((offset) => offset > 0));
    return source;
  };
  const offsets = () => {
    const { files } = JSON.parse(readFileSync(join(followed.directory, 'state', 'files.json'), 'utf8')) as {
      files: { offset: number; pending: unknown[] }[];
    };
    return files.map(({ offset, pending }) => (pending.length === 0 ? offset : 0));
  };

  it.each(['stopped', 'killed'])('are no loss when they are deleted while the source is %s', async (how) => {
    const source = await followGenerations();
    await (how === 'stopped' ? source.stop() : source.kill());
    rotate(name, KEPT);
    write(3);
    const next = await start();
    await arrived(followed.count - 1);
    await next.stop();
    expect(messages()).toEqual(allLines());
    expect(errors()).toEqual([]);
  });

  it('are no loss beside the file that was followed last, which is one of an unknown size', async () => {
    await (await followGenerations()).stop();
    for (let i = 0; i <= KEPT; i++) {
      write(3);
      rotate(name, KEPT);
    }
    write(3);
    const next = await start();
    await arrived(followed.count - 1);
    await next.stop();
    expect(errors().map(({ fields }) => fields)).toMatchObject([
      { path: followed.path, bytes: 0, reason: 'overwritten' },
    ]);
  });
});
