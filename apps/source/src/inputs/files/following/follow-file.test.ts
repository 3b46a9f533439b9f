import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createChunkParser } from '../../../formats/chunk-parser.ts';
import { look } from '../finding/find-files.ts';
import { newEntry } from '../identity/new-entry.ts';
import { openFound } from '../identity/open-found.ts';
import { LongLines } from '../reading/long-lines.ts';
import { FollowedFile } from './follow-file.ts';
import type { Replaced } from './replaced-file.ts';
import { letRest, wakeIfChanged } from './waiting-files.ts';
import { WriterPace } from './writer-pace.ts';

let directory: string;
let path: string;
let nowMs = 0;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'logwarren-follow-'));
  path = join(directory, 'shop.log');
});
afterEach(() => rmSync(directory, { recursive: true }));

async function follow(replaced: Replaced[]): Promise<FollowedFile> {
  const file = await look(path);
  const opened = typeof file === 'object' ? await openFound(file, []) : undefined;
  if (typeof opened !== 'object') throw new Error('BUG: the test has no file');
  const parser = createChunkParser({ format: 'raw', fallbackService: 'shop' });
  const options = {
    parser,
    parserFor: () => parser,
    pollMs: 250,
    flushMs: 0,
    longLines: new LongLines(),
    onUnjoined: () => {},
    onBareReturns: () => {},
    onReplaced: async (_: FollowedFile, what: Replaced) => {
      replaced.push(what);
      return { rest: undefined, last: undefined };
    },
    isBegunAnew: async () => false,
    onRetired: () => {},
  };
  const ready = { ...opened, before: Buffer.alloc(0) };
  return new FollowedFile(ready, newEntry(opened.file, opened.head), options, new WriterPace(() => nowMs));
}

/** Looks at the file as a scan does while the broker is away. */
async function measure(file: FollowedFile, looks: number, write: () => void = () => {}): Promise<void> {
  for (let count = 0; count < looks; count++) {
    write();
    nowMs += 250;
    await file.measure(nowMs);
  }
}

test.each([
  ['is written to at every look', 0, 10],
  ['has been quiet for ten looks', 10, 0],
])('while nothing is read of it, a file that %s', async (_, quietLooks, grownLooks) => {
  writeFileSync(path, 'the first line\n');
  const replaced: Replaced[] = [];
  const file = await follow(replaced);
  await file.look(nowMs, Buffer.alloc(1024 * 1024));
  await measure(file, 30, () => appendFileSync(path, 'a line more\n'));
  await measure(file, quietLooks);
  truncateSync(path, 0);
  await measure(file, 1);
  await file.bytes.close();
  expect(replaced.map(({ pace }) => pace.grownLooks)).toEqual([grownLooks]);
});

test('a file that is truncated between the look at its length and the read is truncated, not overwritten', async () => {
  writeFileSync(path, 'the first line\n');
  const replaced: Replaced[] = [];
  const file = await follow(replaced);
  await file.look(nowMs, Buffer.alloc(1024 * 1024));
  appendFileSync(path, 'a line more\n');
  const { stat } = file.bytes;
  file.bytes.stat = async () => {
    file.bytes.stat = stat;
    const state = await file.bytes.stat();
    truncateSync(path, 0);
    return state;
  };
  await file.look(nowMs, Buffer.alloc(1024 * 1024));
  await file.bytes.close();
  expect(replaced.map(({ reason }) => reason)).toEqual(['truncated']);
});

test('a file at rest that grows between a scan and its measuring is seen by the next scan', async () => {
  writeFileSync(path, 'the first line\n');
  const file = await follow([]);
  for (let looks = 0; looks < 20 && Number.isFinite(file.nextLookMs); looks++) {
    nowMs += 250;
    await file.look(nowMs, Buffer.alloc(1024 * 1024));
    letRest(file);
  }
  expect(file.nextLookMs).toBe(Number.POSITIVE_INFINITY);
  appendFileSync(path, 'a line more\n');
  await measure(file, 1);
  const found = await look(path);
  if (typeof found !== 'object') throw new Error('BUG: the test has no file');
  wakeIfChanged(file, found, 1);
  await file.bytes.close();
  expect(file.nextLookMs).toBe(0);
});
