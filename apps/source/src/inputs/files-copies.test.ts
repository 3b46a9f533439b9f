import { appendFileSync, copyFileSync, existsSync, renameSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { GrowingBytes } from './files/bytes/growing-bytes.ts';
import { FollowedFile } from './files/following/follow-file.ts';
import { FollowedFiles } from './files/following/followed-files.ts';
import { TrackedFiles } from './files/track-files.ts';
import { follow, input, SOON, seen, useFileInput } from './test-file-input.ts';

useFileInput();

/** Gives older copies the next numbers, copies the log and truncates it. */
function copyTruncate(): void {
  for (let i = 9; i >= 1; i--)
    if (existsSync(`${input.log}.${i}`)) renameSync(`${input.log}.${i}`, `${input.log}.${i + 1}`);
  copyFileSync(input.log, `${input.log}.1`);
  truncateSync(input.log);
}

const longLines = (life: string) => [1, 2, 3].map((i) => `line ${i} of ${life}, which is as long as lines are`);
const writeLife = (life: string) => appendFileSync(input.log, `${longLines(life).join('\n')}\n`);

test.each([1, 2])('lines that were found and not read yet are read from copies after %i truncations', async (times) => {
  writeLife('life 0');
  await follow();
  for (let life = 1; life <= times; life++) {
    copyTruncate();
    writeLife(`life ${life}`);
  }
  await seen(...['life 0', 'life 1', 'life 2'].slice(0, times + 1).flatMap(longLines));
});

test('a life between two truncations that nobody saw is read from its copy, others are not', async () => {
  writeLife('life of long ago');
  copyTruncate();
  utimesSync(`${input.log}.1`, 1, 1);
  writeLife('life 0');
  await follow();
  await seen(...longLines('life 0'));
  for (const life of ['life 1', 'life 2']) {
    copyTruncate();
    writeLife(life);
  }
  await seen(...['life 0', 'life 1', 'life 2'].flatMap(longLines));
});

test('a life that began and ended while no source ran, behind an empty file, is read from its copy', async () => {
  writeFileSync(input.log, '');
  await (await follow()).stop();
  writeLife('life 1');
  copyTruncate();
  writeLife('life 2');
  await follow();
  await seen(...['life 1', 'life 2'].flatMap(longLines));
});

test('a life that is copied and truncated between the looks at its length and at its bytes is read from its copy', async () => {
  writeFileSync(input.log, '');
  await follow();
  const { readOn } = GrowingBytes.prototype;
  const reading = vi.spyOn(GrowingBytes.prototype, 'readOn').mockImplementation(function (this: GrowingBytes, ...read) {
    if (read[0].length > 0 && !existsSync(`${input.log}.1`)) {
      copyTruncate();
      writeLife('b');
    }
    return readOn.apply(this, read);
  });
  writeLife('a');
  await seen(...longLines('a'), ...longLines('b'));
  expect(reading).toHaveBeenCalled();
});

/** Waits until a whole scan has seen what is there now. */
async function scanned(): Promise<void> {
  const scans = vi.spyOn(TrackedFiles.prototype, 'scan');
  // The second of them begins behind the end of the first.
  await vi.waitFor(() => expect(scans.mock.calls.length).toBeGreaterThan(2), SOON);
  scans.mockRestore();
}

test('a copy is the rest of its file also when a scan finds it before anybody looks at the file', async () => {
  const looks = vi.spyOn(FollowedFile.prototype, 'look').mockResolvedValue(undefined);
  writeLife('life 0');
  await follow();
  copyTruncate();
  writeLife('life 1');
  renameSync(input.log, join(input.directory, 'archived'));
  writeLife('life 2');
  await scanned();
  looks.mockRestore();
  await seen(...['life 0', 'life 1', 'life 2'].flatMap(longLines));
});

test('a new file that is copied and truncated while a scan looks for those before it loses nothing', async () => {
  writeLife('life 0');
  await follow();
  await seen(...longLines('life 0'));
  const { entryOf } = FollowedFiles.prototype;
  vi.spyOn(FollowedFiles.prototype, 'entryOf').mockImplementation(function (this: FollowedFiles, open) {
    if (open.file.path === input.log && !existsSync(`${input.log}.1`)) {
      copyTruncate();
      writeLife('life 2');
    }
    return entryOf.call(this, open);
  });
  renameSync(input.log, `${input.log}.2`);
  writeLife('life 1');
  await seen(...['life 0', 'life 1', 'life 2'].flatMap(longLines));
});

test('a copy that a scan finds after its file has lost its path is not read', async () => {
  writeLife('life 0');
  await follow([`${input.log}*`]);
  await seen(...longLines('life 0'));
  const looks = vi.spyOn(FollowedFile.prototype, 'look').mockResolvedValue(undefined);
  const copy = join(input.directory, 'copy');
  copyFileSync(input.log, copy);
  truncateSync(input.log);
  renameSync(input.log, join(input.directory, 'archived'));
  writeLife('life 1');
  await scanned();
  renameSync(copy, `${input.log}.1`);
  await scanned();
  looks.mockRestore();
  await seen(...['life 0', 'life 1'].flatMap(longLines));
  await scanned();
  writeLife('life 2');
  await seen(...['life 0', 'life 1', 'life 2'].flatMap(longLines));
});

test('a short file that is copied and truncated before it is read has lost nothing', async () => {
  writeFileSync(input.log, 'one\n');
  await (await follow()).stop();
  const isRead = input.broker.messages.length > 0;
  copyTruncate();
  appendFileSync(input.log, 'another\n');
  await follow();
  await seen('one', 'another');
  expect(isRead).toBe(false);
});

test('a copy that a glob names is not read, but what its original loses by truncation is read from it', async () => {
  const lines = Array.from({ length: 9 }, (_, i) => `line ${i} of a file that is copied and truncated`);
  writeFileSync(input.log, `${lines.slice(0, 3).join('\n')}\n`);
  const first = await follow([`${input.log}*`]);
  await seen(...lines.slice(0, 3));
  copyFileSync(input.log, `${input.log}.1`);
  appendFileSync(input.log, `${lines[3]}\n`);
  await seen(...lines.slice(0, 4));
  await first.stop();
  appendFileSync(input.log, `${lines[4]}\n`);
  copyFileSync(input.log, `${input.log}.1`);
  writeFileSync(input.log, `${lines[5]}\n`);
  await follow([`${input.log}*`]);
  await seen(...lines.slice(0, 6));
});

test('a file that looks like a copy, and goes on otherwise, is read', async () => {
  const other = join(input.directory, 'shop-1.log');
  writeFileSync(input.log, 'starting\nworker 1 is ready\n');
  await follow([join(input.directory, '*.log')]);
  await seen('starting', 'worker 1 is ready');
  writeFileSync(other, 'starting\n');
  await new Promise((resolve) => setTimeout(resolve, 50));
  appendFileSync(other, 'worker 2 is ready\n');
  await seen('starting', 'worker 1 is ready', 'starting', 'worker 2 is ready');
});
