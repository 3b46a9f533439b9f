import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createChunkParser } from '../../../formats/chunk-parser.ts';
import type { ByteSource } from '../bytes/byte-source.ts';
import { readHead } from '../bytes/fingerprint.ts';
import { GrowingBytes } from '../bytes/growing-bytes.ts';
import { look } from '../finding/find-files.ts';
import { FollowedFile } from '../following/follow-file.ts';
import type { Replaced } from '../following/replaced-file.ts';
import { CHUNK_BYTES } from '../reading/file-chunks.ts';
import { LongLines } from '../reading/long-lines.ts';
import { newEntry } from './new-entry.ts';
import { openFound } from './open-found.ts';
import { hasBytesOf } from './same-bytes.ts';

/** A file system that identifies open files by path, as FUSE does: it opens the file anew by its path for each call. */

let directory: string;
let path: string;
const replaced: Replaced[] = [];
const scratch = Buffer.alloc(CHUNK_BYTES);

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'logwarren-by-path-'));
  path = join(directory, 'logs', 'shop.log');
  mkdirSync(join(directory, 'logs'));
  mkdirSync(join(directory, 'far', 'away'), { recursive: true });
  replaced.length = 0;
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Shows the file that the path names now, like an open file after a rename on the server. */
function openByPath(): ByteSource {
  const { ino } = statSync(path);
  return {
    isFixed: false,
    isByPath: true,
    damage: undefined,
    async stat() {
      const now = statSync(path, { throwIfNoEntry: false });
      return { sizeBytes: now?.size ?? 0, modifiedMs: now?.mtimeMs ?? 0, isOther: now?.ino !== ino };
    },
    async read(buffers, position) {
      const bytes = readFileSync(path).subarray(position);
      let count = 0;
      for (const buffer of buffers) count += bytes.copy(buffer, 0, count);
      return count;
    },
    close: async () => {},
  };
}

async function follow(): Promise<FollowedFile> {
  const file = await look(path);
  if (typeof file !== 'object') throw new Error('BUG: the test has no file');
  const bytes = openByPath();
  const head = await readHead(bytes);
  const ready = { file, bytes: new GrowingBytes(bytes), head, before: Buffer.alloc(0) };
  const parser = createChunkParser({ format: 'raw', fallbackService: 'shop' });
  return new FollowedFile(ready, newEntry(file, head), {
    ...{
      parser,
      parserFor: () => parser,
      pollMs: 10,
      flushMs: 0,
      longLines: new LongLines(),
      onUnjoined() {},
      onBareReturns() {},
    },
    onReplaced: async (_file, what) => {
      replaced.push(what);
      return { rest: undefined, last: undefined };
    },
    isBegunAnew: async () => false,
    onRetired: () => {},
  });
}

/** Texts from a number of looks, a second apart. */
async function textsOf(file: FollowedFile, looks: number, fromMs = 0): Promise<string[]> {
  const texts: string[] = [];
  for (let nowMs = fromMs; nowMs < fromMs + looks * 1_000; nowMs += 1_000)
    texts.push(...((await file.look(nowMs, scratch))?.texts ?? []));
  return texts;
}

test.each([
  ['shorter', 'new\n'],
  ['longer', 'a line of the file that has the path now\nand another one\n'],
])('a file whose handle shows a %s one that has its path now is read on under its new name', async (_, now) => {
  writeFileSync(path, 'one\ntwo\n');
  const file = await follow();
  expect(await textsOf(file, 2)).toEqual(['one', 'two']);
  appendFileSync(path, 'three\n');
  renameSync(path, `${path}.1`);
  writeFileSync(path, now);
  expect(await textsOf(file, 4, 10_000)).toEqual(['three']);
  expect(replaced).toEqual([]);
  await file.bytes.close();
});

test('a file whose handle shows another one, and which is nowhere, is given up once, with the bytes seen of it', async () => {
  writeFileSync(path, 'one\ntwo\n');
  const file = await follow();
  expect(await textsOf(file, 2)).toEqual(['one', 'two']);
  appendFileSync(path, 'three\n');
  await file.noteUnread();
  // In a place that is never searched, so that no other file gets its inode.
  renameSync(path, join(directory, 'far', 'away', 'gone'));
  writeFileSync(path, 'the next one\n');
  expect(await textsOf(file, 10, 10_000)).toEqual([]);
  expect(file.isGone).toBe(true);
  expect(replaced).toMatchObject([{ reason: 'deleted', unreadBytes: 6 }]);
});

test('bytes that a handle shows of another file are not held for its own', async () => {
  writeFileSync(path, 'one\n'.repeat(40));
  const file = await follow();
  renameSync(path, `${path}.1`);
  writeFileSync(path, 'two\n'.repeat(40));
  const bytes = openByPath();
  const found = await look(path);
  if (typeof found !== 'object') throw new Error('BUG: the test has no file');
  const opened = { file: found, bytes: new GrowingBytes(bytes), head: await readHead(bytes), recognised: new Map() };
  expect(await hasBytesOf(file.bytes, opened)).toBe(false);
});

const openNames = () => readdirSync('/proc/self/fd').length;

// The source looks at it again and again, so it once ran out of descriptors.
test.runIf(process.platform === 'linux')('a file that cannot be read is closed', async () => {
  const file = await look('/proc/self/mem');
  if (typeof file !== 'object') return expect.fail(String(file));
  const before = openNames();
  for (let i = 0; i < 20; i++) expect(await openFound(file, [])).toContain('EIO');
  expect(openNames()).toBeLessThan(before + 10);
});
