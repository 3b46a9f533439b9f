import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '../harness/wait-for.ts';
import { Received, startSource } from './random/source-in-process.ts';
import { lineOf } from './random/written-log.ts';

/** Rotation that keeps few generations, or none: the file that was followed is deleted with the oldest of them. */

let directory: string;
let path: string;
let received: Received;
let count: number;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'logwarren-deleted-'));
  path = join(directory, 'logs', 'shop.log');
  mkdirSync(dirname(path));
  received = new Received();
  count = 0;
});
afterEach(() => rmSync(directory, { recursive: true }));

const write = () => {
  for (let i = 0; i < 3; i++) appendFileSync(path, `${lineOf(count++)}\n`);
};
/** Renames the generations as logrotate does, newest last; only so many are kept. */
const rotate = (name: (number: number) => string, kept: number) => {
  const at = (number: number) => (number === 0 ? path : join(dirname(path), name(number)));
  for (let number = kept; number >= 0; number--) if (existsSync(at(number))) renameSync(at(number), at(number + 1));
  rmSync(at(kept + 1), { force: true });
};
const messages = () =>
  [...received.batches.values()].flatMap(({ batch, lost }) =>
    lost === undefined ? batch.records.map(({ message }) => message) : [],
  );
const errors = () => received.log.filter(({ level }) => level === 'error');
const allLines = () => Array.from({ length: count }, (_, number) => lineOf(number));

it.each([
  ['shop.log.1', (number: number) => `shop.log.${number}`],
  ['shop.1.log', (number: number) => `shop.${number}.log`],
])('generations named like %s are read when the file before them is deleted in between', async (_, name) => {
  write();
  const source = await startSource(directory, [path], received);
  await waitFor('the first lines', () => received.has(2));
  // At once: no look comes between, and the file that is followed is the one that is deleted.
  for (let i = 0; i < 3; i++) {
    write();
    rotate(name, 2);
  }
  write();
  await waitFor('all lines', () => messages().length >= count);
  await source.stop();
  expect(messages()).toEqual(allLines());
  expect(errors()).toEqual([]);
});

describe('generations that were read and sent', () => {
  const KEPT = 2;
  const name = (number: number) => `shop.log.${number}`;
  const isThere = (number: number) => waitFor(`line ${number}`, () => received.has(number));

  const followGenerations = async () => {
    write();
    const source = await startSource(directory, [path], received);
    for (let i = 0; i < KEPT; i++) {
      await isThere(count - 1);
      rotate(name, KEPT);
      write();
    }
    await isThere(count - 1);
    await waitFor('the checkpoint', () => offsets().length === KEPT + 1 && offsets().every((offset) => offset > 0));
    return source;
  };
  const offsets = () => {
    const { files } = JSON.parse(readFileSync(join(directory, 'state', 'files.json'), 'utf8')) as {
      files: { offset: number; pending: unknown[] }[];
    };
    return files.map(({ offset, pending }) => (pending.length === 0 ? offset : 0));
  };

  it.each(['stopped', 'killed'])('are no loss when they are deleted while the source is %s', async (how) => {
    const source = await followGenerations();
    await (how === 'stopped' ? source.stop() : source.kill());
    rotate(name, KEPT);
    write();
    const next = await startSource(directory, [path], received);
    await isThere(count - 1);
    await next.stop();
    expect(messages()).toEqual(allLines());
    expect(errors()).toEqual([]);
  });

  it('are no loss beside the file that was followed last, which is one of an unknown size', async () => {
    await (await followGenerations()).stop();
    for (let i = 0; i <= KEPT; i++) {
      write();
      rotate(name, KEPT);
    }
    write();
    const next = await startSource(directory, [path], received);
    await isThere(count - 1);
    await next.stop();
    expect(errors().map(({ fields }) => fields)).toMatchObject([{ path, bytes: 0, reason: 'overwritten' }]);
  });
});
