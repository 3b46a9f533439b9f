import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NearbyFiles } from './nearby-files.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'logwarren-nearby-'));
  mkdirSync(join(directory, 'logs', 'old'), { recursive: true });
  mkdirSync(join(directory, 'archive'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('files are found in the folder, below it and beside it', async () => {
  const paths = ['logs/a.log', 'logs/old/a.log.1', 'archive/a.log.2'].map((path) => join(directory, path));
  for (const path of paths) writeFileSync(path, 'one\n');
  const nearby = new NearbyFiles();
  const [own, below, beside] = paths;
  expect((await nearby.below(own as string)).map(({ path }) => path)).toEqual([own, below]);
  expect((await nearby.beside(own as string)).map(({ path }) => path)).toEqual([beside]);
});

// Looking for 130 rotated files listed their folder 130 times: a minute on a busy machine, before the first line was
// read.
test('a folder is listed once for all files that are looked for in it', async () => {
  const nearby = new NearbyFiles();
  const first = await nearby.below(join(directory, 'logs', 'a.log'));
  writeFileSync(join(directory, 'logs', 'b.log'), 'one\n');
  expect(await nearby.below(join(directory, 'logs', 'b.log'))).toBe(first);
  expect(await new NearbyFiles().below(join(directory, 'logs', 'b.log'))).toHaveLength(1);
});
