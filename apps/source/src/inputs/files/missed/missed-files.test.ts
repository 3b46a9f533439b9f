import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { look } from '../finding/find-files.ts';
import { newEntry } from '../identity/new-entry.ts';
import { missedFiles } from './missed-files.ts';

/** Names of the files that may have had the path, when the file before them was written to last at a moment. */
async function missedAfter(writtenMs: number): Promise<string[]> {
  const directory = mkdtempSync(join(tmpdir(), 'logwarren-missed-'));
  try {
    const path = join(directory, 'shop.log');
    const old = join(directory, 'old');
    mkdirSync(old);
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

test('a file beside the one that was moved may have had its path', async () => {
  expect(await missedAfter(Date.now())).toEqual(['00002.done']);
});

test('a file that was made long before the one that was moved was written to last never had its path', async () => {
  expect(await missedAfter(Date.now() + 60_000)).toEqual([]);
});
