import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { look } from '../finding/find-files.ts';
import { newEntry } from '../identity/new-entry.ts';
import { missedFiles } from './missed-files.ts';

/**
 * Names of the files that may have had the path, when the file before them was written to last at a moment.
 *
 * @param folder that rotation moves files to
 */
async function missedAfter(writtenMs: number, folder = 'old'): Promise<string[]> {
  const directory = mkdtempSync(join(tmpdir(), 'logwarren-missed-'));
  try {
    const path = join(directory, 'shop.log');
    const old = resolve(directory, folder);
    mkdirSync(old, { recursive: true });
    writeFileSync(path, 'one\n');
    const file = await look(path);
    if (typeof file !== 'object') throw new Error('BUG: the test has no file');
    const seenMs = Date.now();
    writeFileSync(join(old, '00002.done'), 'two\n');
    renameSync(path, join(old, '00001.done'));
    utimesSync(join(old, '00001.done'), writtenMs / 1000, writtenMs / 1000);
    const missed = await missedFiles(path, newEntry(file, Buffer.from('one\n')), { seenMs });
    return missed.filter(({ inode }) => inode !== file.inode).map((each) => each.path.slice(old.length + 1));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test.each(['old', '.'])('a file beside the one that was moved to folder %s may have had its path', async (folder) => {
  expect(await missedAfter(Date.now(), folder)).toEqual(['00002.done']);
});

test.each(['old', '.'])(
  'a file made long before the one that was moved to folder %s was written to last never had its path',
  async (folder) => {
    expect(await missedAfter(Date.now() + 60_000, folder)).toEqual([]);
  },
);

test('a file that svlogd has named after its time had the path `current`, though the one before it is deleted', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'logwarren-missed-'));
  try {
    const path = join(directory, 'current');
    const name = '@4000000067a3c1d41b00d3f4.s';
    writeFileSync(path, 'one\n');
    const file = await look(path);
    if (typeof file !== 'object') throw new Error('BUG: the test has no file');
    renameSync(path, join(directory, 'kept'));
    writeFileSync(join(directory, name), 'two\n');
    rmSync(join(directory, 'kept'));
    const missed = await missedFiles(path, newEntry(file, Buffer.from('one\n')), { seenMs: Date.now() });
    expect(missed.map((each) => each.path)).toEqual([join(directory, name)]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

/** Changes a file; when it was made shows only in another tick of the clock. */
async function changedLater(path: string) {
  utimesSync(path, 0, 0);
  const file = await look(path);
  if (typeof file !== 'object' || file.madeNs === undefined) throw new Error('the file was made in this tick');
  return { ...file, madeNs: file.madeNs };
}

/**
 * Names of the files that may have had the path since the file before them was made.
 *
 * @param madeMs when that was, counted from the last change of the compressed file and from the moment at which the
 * other was made
 */
async function missedSince(madeMs: number): Promise<string[]> {
  const directory = mkdtempSync(join(tmpdir(), 'logwarren-missed-'));
  try {
    const path = join(directory, 'shop.log');
    writeFileSync(path, '');
    writeFileSync(`${path}.1`, 'two\n');
    writeFileSync(`${path}.2.gz`, gzipSync('one\n'));
    const made = await vi.waitFor(() => changedLater(`${path}.1`), { timeout: 10_000, interval: 1 });
    await vi.waitFor(() => changedLater(`${path}.2.gz`), { timeout: 10_000, interval: 1 });
    const file = await look(path);
    if (typeof file !== 'object') throw new Error('BUG: the test has no file');
    const beforeNs = BigInt(made.madeNs) + BigInt(madeMs) * 1_000_000n;
    const writtenSeconds = Number(beforeNs) / 1e9 - madeMs / 1000;
    utimesSync(`${path}.2.gz`, writtenSeconds, writtenSeconds);
    const before = { ...newEntry(file, Buffer.alloc(0)), inode: '1', madeNs: String(beforeNs) };
    const missed = await missedFiles(path, before, { seenMs: Date.now() });
    return missed.map((each) => each.path.slice(path.length)).toSorted();
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test('files may have had the path that were made or finished within the tick of the clock that dates the one before', async () => {
  expect(await missedSince(0)).toEqual(['.1', '.2.gz']);
});

test('files that were made or finished before the one that had the path are not after it', async () => {
  expect(await missedSince(5_000)).toEqual([]);
});
