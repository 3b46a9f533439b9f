import { createHash } from 'node:crypto';
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readState } from '../../apps/source/src/inputs/files/checkpoint/checkpoint-state.ts';
import { waitFor } from '../harness/wait-for.ts';
import { Received, startSource } from './random/source-in-process.ts';

/**
 * Between the moments when logrotate copies a file and truncates it, lines are written and read that its copy lacks: what the
 * copy has was read, too.
 */

let directory: string;
let path: string;
let received: Received;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'logwarren-late-'));
  path = join(directory, 'logs', 'shop.log');
  mkdirSync(join(directory, 'logs'));
  received = new Received();
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(directory, { recursive: true });
});

const lineOf = (number: number) => `${number} ${createHash('sha512').update(String(number)).digest('base64')}`;
const linesOf = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `${lineOf(from + index)}\n`).join('');
const messages = () => [...received.batches.values()].flatMap(({ batch }) => batch.records.map((each) => each.message));
const arrived = (number: number) => waitFor(`line ${number}`, () => messages().includes(lineOf(number)));

it.each([
  ['which a pattern names', '*.log*', 5],
  ['which no pattern names', '*.log', 5],
  ['longer than the first kilobyte', '*.log', 400],
])('a copy that lacks the last lines that were read, %s', async (_, pattern, count) => {
  writeFileSync(path, linesOf(0, 2));
  const source = await startSource(directory, [join(directory, 'logs', pattern)], received);
  await arrived(1);
  appendFileSync(path, linesOf(2, count));
  await arrived(count - 1);
  copyFileSync(path, `${path}.1`);
  appendFileSync(path, linesOf(count, count + 1));
  await arrived(count);
  truncateSync(path);
  await waitFor('the truncation is seen', () => received.log.some(({ text }) => text.includes('truncated')));
  appendFileSync(path, linesOf(count + 1, count + 3));
  await arrived(count + 2);
  // A look more, at a folder that has changed.
  writeFileSync(join(directory, 'logs', 'other.log'), linesOf(9_000, 9_001));
  appendFileSync(path, linesOf(count + 3, count + 4));
  await arrived(count + 3);
  await source.stop();
  const sent = messages().filter((message) => message !== lineOf(9_000));
  expect(sent).toEqual(Array.from({ length: count + 4 }, (_, number) => lineOf(number)));
});

it('is remembered, also when nobody has looked at its file for two minutes', async () => {
  writeFileSync(path, linesOf(0, 5));
  const source = await startSource(directory, [path], received);
  await arrived(4);
  copyFileSync(path, `${path}.1`);
  appendFileSync(path, linesOf(5, 6));
  await arrived(5);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 120_000 });
  truncateSync(path);
  await waitFor('the truncation is seen', () => received.log.some(({ text }) => text.includes('truncated')));
  appendFileSync(path, linesOf(6, 7));
  await arrived(6);
  await source.stop();
  const { files } = await readState(join(directory, 'state', 'files.json'));
  expect(files.filter(({ isDone }) => isDone).map(({ offset }) => offset)).toContain(linesOf(0, 5).length);
});
