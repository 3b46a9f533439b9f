import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { waitFor } from '../harness/wait-for.ts';
import { Received, startSource } from './random/source-in-process.ts';

/** Compressed copies that are cut off are read as far as they can be unpacked, and the loss is said once. */

let directory: string;
let path: string;
let received: Received;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'logwarren-damaged-'));
  path = join(directory, 'logs', 'shop.log');
  mkdirSync(join(directory, 'logs'));
  received = new Received();
});
afterEach(() => rmSync(directory, { recursive: true }));

const lineOf = (number: number) => `${number} ${createHash('sha512').update(String(number)).digest('base64')}`;
const linesOf = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `${lineOf(from + index)}\n`).join('');

const messages = () =>
  [...received.batches.values()].flatMap(({ batch, lost }) =>
    lost === undefined ? batch.records.map(({ message }) => String(message)) : [],
  );
const losses = () => [...received.batches.values()].filter(({ lost }) => lost !== undefined);

/** A compressed copy after a crash: its last bytes are missing. */
function pack(from: string, to: string, missingBytes: number): void {
  const bytes = readFileSync(from);
  const packed = to.endsWith('.gz') ? gzipSync(bytes) : zstdCompressSync(bytes);
  writeFileSync(to, packed.subarray(0, packed.length - missingBytes));
  rmSync(from);
}

/** Runs a source until it has sent a line and, if there is one to come, said the loss. */
async function runUntil(number: number, lossCount: number): Promise<void> {
  const source = await startSource(directory, [path], received);
  await waitFor(`line ${number}`, () => messages().includes(lineOf(number)) && losses().length >= lossCount);
  await source.stop();
}

it.each(['.gz', '.zst'])('a copy (%s) of a file that was read in part, cut off behind that', async (suffix) => {
  writeFileSync(path, linesOf(0, 40));
  await runUntil(39, 0);
  // More than zstd makes one block of.
  appendFileSync(path, linesOf(40, 4_000));
  pack(path, `${path}.1${suffix}`, 1_000);
  writeFileSync(path, linesOf(4_000, 4_001));
  await runUntil(4_000, 1);
  appendFileSync(path, linesOf(4_001, 4_002));
  await runUntil(4_001, 1);
  const whole = messages().filter((message) => message === lineOf(Number(message.split(' ')[0])));
  expect(new Set(whole).size).toBe(whole.length);
  expect(whole.length).toBeGreaterThanOrEqual(messages().length - 1);
  expect(whole).toContain(lineOf(4_000));
  expect(losses()).toHaveLength(1);
  expect(losses()[0]?.batch.records[0]?.message).toContain(`its compressed copy ${path}.1${suffix} is damaged`);
});

it('a copy of a file that nobody has seen, cut off', async () => {
  writeFileSync(path, linesOf(0, 40));
  await runUntil(39, 0);
  renameSync(path, `${path}.2`);
  writeFileSync(path, linesOf(40, 400));
  pack(path, `${path}.1.gz`, 1_000);
  writeFileSync(path, linesOf(400, 401));
  await runUntil(400, 1);
  appendFileSync(path, linesOf(401, 402));
  await runUntil(401, 1);
  const whole = messages().filter((message) => message === lineOf(Number(message.split(' ')[0])));
  expect(new Set(whole).size).toBe(whole.length);
  expect(whole).toEqual(expect.arrayContaining([lineOf(40), lineOf(100), lineOf(400)]));
  expect(losses()).toMatchObject([{ lost: { path, reason: 'deleted', bytes: 0, isAtLeast: true } }]);
});

it('a copy of a file that nobody has seen, of which nothing can be unpacked', async () => {
  writeFileSync(path, linesOf(0, 40));
  await runUntil(39, 0);
  renameSync(path, `${path}.2`);
  writeFileSync(`${path}.1.gz`, gzipSync('x').subarray(0, 10));
  writeFileSync(path, linesOf(40, 41));
  await runUntil(40, 1);
  appendFileSync(path, linesOf(41, 42));
  await runUntil(41, 1);
  expect(messages()).toHaveLength(42);
  expect(losses()).toMatchObject([{ lost: { path, reason: 'deleted', bytes: 0, isAtLeast: true } }]);
});

it('a copy of a file that nobody has seen, while it is being compressed', async () => {
  writeFileSync(path, linesOf(0, 40));
  await runUntil(39, 0);
  renameSync(path, `${path}.2`);
  const packed = gzipSync(linesOf(40, 400));
  const steps = 20;
  let written = Math.trunc(packed.length / 2);
  writeFileSync(`${path}.1.gz`, packed.subarray(0, written));
  writeFileSync(path, linesOf(400, 401));
  // Longer than the pauses between looks take that find renamed files.
  const writer = setInterval(() => {
    const end = written + Math.ceil(packed.length / 2 / steps);
    appendFileSync(`${path}.1.gz`, packed.subarray(written, end));
    written = end;
  }, 50);
  await runUntil(400, 0).finally(() => clearInterval(writer));
  expect(losses()).toEqual([]);
  expect(messages()).toEqual(Array.from({ length: 401 }, (_, number) => lineOf(number)));
});
