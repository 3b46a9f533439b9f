import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createChunkParser } from '../../../formats/chunk-parser.ts';
import type { FileEntry } from '../checkpoint/checkpoint-state.ts';
import { look } from '../finding/find-files.ts';
import { FollowedFile } from '../following/follow-file.ts';
import { newEntry } from '../identity/new-entry.ts';
import { openFound } from '../identity/open-found.ts';
import { CHUNK_BYTES } from './file-chunks.ts';
import { LongLines } from './long-lines.ts';

/** Lines on which a faulty joiner fails, and lines on which it does not, in a file that is followed. */

let directory: string;
let path: string;
const scratch = Buffer.alloc(CHUNK_BYTES);
const failures: unknown[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'logwarren-fault-'));
  path = join(directory, 'shop.log');
  failures.length = 0;
});
afterEach(() => rmSync(directory, { recursive: true }));

const parser = createChunkParser({ format: 'raw', fallbackService: 'shop' });
const faulty: typeof parser = {
  ...parser,
  createJoiner(version, runs) {
    const joiner = parser.createJoiner(version, runs);
    const push = (line: string) => {
      if (line === 'bad') throw new Error('a fault of the joiner');
      return joiner.push(line);
    };
    const timedRuns = { get: () => joiner.timedRuns };
    const own = { push: { value: push }, flush: { value: () => joiner.flush() }, timedRuns };
    return Object.create(joiner, own) as typeof joiner;
  },
};

async function follow(entry?: FileEntry): Promise<FollowedFile> {
  const found = await look(path);
  if (typeof found !== 'object') throw new Error('BUG: the test has no file');
  const opened = await openFound(found, entry === undefined ? [] : [entry]);
  if (typeof opened !== 'object') throw new Error('BUG: the test cannot open its file');
  const before = (entry && opened.recognised.get(entry)) ?? Buffer.alloc(0);
  return new FollowedFile({ ...opened, before }, entry ?? newEntry(found, opened.head), {
    ...{ parser: faulty, parserFor: () => faulty, pollMs: 10, flushMs: 0, longLines: new LongLines() },
    onUnjoined: (error) => failures.push(error),
    onBareReturns: () => failures.push('bare returns'),
    onReplaced: () => expect.fail('the file is the same'),
    isBegunAnew: async () => false,
    onRetired: () => {},
  });
}

const textsOf = async (file: FollowedFile, nowMs: number) => (await file.look(nowMs, scratch))?.texts;

test('lines that the joiner fails on are records of their own, once, and the file goes on behind them', async () => {
  writeFileSync(path, 'one\nbad\ntwo\n');
  const file = await follow();
  expect(await textsOf(file, 0)).toEqual(['one', 'bad', 'two']);
  expect(failures).toEqual([new Error('a fault of the joiner')]);
  appendFileSync(path, 'three\n');
  expect(await textsOf(file, 1_000)).toEqual(['three']);
  expect(await textsOf(file, 2_000)).toBeUndefined();
  await file.bytes.close();
});

test('such a range is read in the same way by the next process, also when its joiner has no fault', async () => {
  writeFileSync(path, 'one\nbad\n\tat two\n');
  const first = await follow();
  expect(await textsOf(first, 0)).toEqual(['one', 'bad', '\tat two']);
  await first.bytes.close();
  const second = await follow(first.entry);
  expect(await textsOf(second, 0)).toEqual(['one', 'bad', '\tat two']);
  expect(await textsOf(second, 1_000)).toBeUndefined();
  expect(failures).toHaveLength(1);
  await second.bytes.close();
});

test.each([
  ['end with a carriage return alone', 'one\rtwo\rthree\r', ['bare returns']],
  ['end with CRLF', 'one\r\ntwo\r\n', []],
  ['are drawn over, as those of a progress bar', '10 %\r20 %\r30 %\r\ndone\n', []],
  ['have no end yet', 'one', []],
])('lines that %s are reported once or not at all', async (_, text, told) => {
  writeFileSync(path, text);
  const file = await follow();
  for (const nowMs of [0, 1_000, 2_000]) await file.look(nowMs, scratch);
  appendFileSync(path, text);
  for (const nowMs of [3_000, 4_000, 5_000]) await file.look(nowMs, scratch);
  expect(failures).toEqual(told);
  await file.bytes.close();
});
