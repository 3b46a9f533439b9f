import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fingerprintOf } from '../bytes/fingerprint.ts';
import { type FoundFile, look } from '../finding/find-files.ts';
import { NearbyFiles } from '../identity/nearby-files.ts';
import { newEntry } from '../identity/new-entry.ts';
import { findRestWhenSettled } from './find-rest.ts';

let directory: string;
let path: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'logwarren-rest-'));
  path = join(directory, 'logs', 'shop.log');
  mkdirSync(join(directory, 'logs'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Rotation continues: by the time when a file of the list is opened, it has its next name. */
class RotatingFiles extends NearbyFiles {
  readonly #rotate: () => void;

  constructor(rotate: () => void) {
    super();
    this.#rotate = rotate;
  }

  override async below(of: string): Promise<FoundFile[]> {
    const files = await super.below(of);
    this.#rotate();
    return files;
  }
}

const TEXT = 'a line that was read, long enough to be known by\n'.repeat(3);

async function entryOfRead() {
  writeFileSync(path, TEXT);
  const bytes = Buffer.from(TEXT);
  const entry = newEntry((await look(path)) as FoundFile, bytes, bytes.length);
  entry.tail = fingerprintOf(bytes);
  return entry;
}

test('a file that gets its next name at every look is found when rotation pauses', async () => {
  const entry = await entryOfRead();
  renameSync(path, `${path}.1`);
  let number = 1;
  const rotate = () => {
    if (number < 10) renameSync(`${path}.${number}`, `${path}.${++number}`);
  };
  const ready = await findRestWhenSettled(
    entry,
    () => false,
    () => new RotatingFiles(rotate),
  );
  await ready?.bytes.close();
  expect(ready?.file.path).toBe(`${path}.10`);
});

test('a file that is nowhere is looked for once when nothing is renamed', async () => {
  const entry = await entryOfRead();
  rmSync(path);
  let looks = 0;
  const createNearby = () => {
    looks += 1;
    return new NearbyFiles();
  };
  expect(await findRestWhenSettled(entry, () => false, createNearby)).toBeUndefined();
  expect(looks).toBe(1);
});

/** Looks for a missing file, while another process makes a file at each look that takes this long. */
async function looksWhileMaking(name: (look: number) => string, everyMs: number): Promise<number> {
  const entry = await entryOfRead();
  renameSync(path, join(directory, 'kept'));
  let looks = 0;
  const createNearby = () =>
    new RotatingFiles(() => writeFileSync(join(directory, 'logs', name(++looks)), 'of another file\n'));
  const find = findRestWhenSettled(
    entry,
    (file) => file.path.endsWith('kept'),
    createNearby,
    () => looks * everyMs,
  );
  expect(await find).toBeUndefined();
  return looks;
}

test.each([
  ['once while files come that are not of its rotation', (look: number) => `upload-${look}`, 0, 1],
  ['again while files come that may be its own', (look: number) => `shop.log.${look}`, 0, 20],
  ['for five seconds at most', (look: number) => `shop.log.${look}`, 500, 10],
])('a file that is nowhere is looked for %s', async (_, name, everyMs, looks) => {
  expect(await looksWhileMaking(name, everyMs)).toBe(looks);
});

test('a copy in a folder beside that of the file is the rest of it if it was made since, and has its bytes', async () => {
  const entry = await entryOfRead();
  // Its inode stays in use.
  renameSync(path, join(directory, 'kept'));
  mkdirSync(join(directory, 'other'));
  const other = join(directory, 'other', 'shop.log.1');
  writeFileSync(other, TEXT.replace('line', 'word'));
  const find = () => findRestWhenSettled(entry, () => false);
  expect(await find()).toBeUndefined();
  writeFileSync(other, TEXT);
  appendFileSync(other, 'one more\n');
  const ready = await find();
  await ready?.bytes.close();
  expect(ready?.file.path).toBe(other);
  entry.seenMs += 60_000;
  expect(await find()).toBeUndefined();
});
