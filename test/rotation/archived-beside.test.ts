import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '../harness/wait-for.ts';
import { allLines, arrived, errors, followed, messages, start, useFollowedLog, write } from './followed-log.ts';
import type { RunningSource } from './random/source-in-process.ts';

/** Files that are renamed and compressed in a folder beside their own (`compress` and `olddir ../archive` of logrotate). */

useFollowedLog();
beforeEach(() => mkdirSync(join(followed.directory, 'archive')));

const inArchive = (name: string) => join(followed.directory, 'archive', name);

/** Compresses as gzip and zstd do: the packed file has the time of the plain one, which is deleted. */
function pack(plain: string, ending: string): void {
  const { atime, mtime } = statSync(plain);
  const bytes = readFileSync(plain);
  writeFileSync(`${plain}${ending}`, ending === '.gz' ? gzipSync(bytes) : zstdCompressSync(bytes));
  utimesSync(`${plain}${ending}`, atime, mtime);
  rmSync(plain);
}

/** Names of the last rotation of several and, where rotation renumbers, of those before it. */
const NAMES: Record<string, (rotation: number, last: number) => string> = {
  'a number': (rotation, last) => `shop.log.${last - rotation + 1}`,
  'a day': (rotation) => `shop.log-2026112${rotation}`,
  'a number before the extension': (rotation, last) => `shop.${last - rotation + 1}.log`,
  'a day before the extension': (rotation) => `shop-2026112${rotation}.log`,
};

/** Rotates a file as one of several times. */
function rotate(rotation: number, name: (rotation: number, last: number) => string, ending: string): void {
  for (let older = 1; older < rotation; older++) {
    const [from, to] = [rotation - 1, rotation].map((last) => inArchive(`${name(older, last)}${ending}`));
    if (from !== undefined && to !== undefined && from !== to) renameSync(from, to);
  }
  const rotated = inArchive(name(rotation, rotation));
  renameSync(followed.path, rotated);
  pack(rotated, ending);
  awaitLaterTime(`${rotated}${ending}`);
}

/** Files with names of days are put in order by their times: those of the next file must be later ones, to the millisecond. */
function awaitLaterTime(rotated: string): void {
  const probe = join(followed.directory, 'probe');
  do writeFileSync(probe, 'now');
  while (statSync(probe).mtimeMs <= Math.ceil(statSync(rotated).mtimeMs) + 1);
}

/** Writes five lines, and starts a source that reads them. */
async function startReading(): Promise<RunningSource> {
  write(5);
  const source = await start();
  await arrived(4);
  return source;
}

/** Another source reads on: all lines came once and in order, and nothing was reported. */
async function expectAllRead(): Promise<void> {
  const source = await start();
  await arrived(followed.count - 1);
  await source.stop();
  expect(messages()).toEqual(allLines());
  expect(errors()).toEqual([]);
}

const ENDS: Record<string, (source: RunningSource) => Promise<void>> = {
  stopped: (source) => source.stop(),
  killed: (source) => source.kill(),
};

describe.each(Object.keys(ENDS))('while a source is %s', (end) => {
  describe.each(['.gz', '.zst'])('files compressed to %s in a folder beside', (ending) => {
    describe.each(Object.keys(NAMES))('with %s', (naming) => {
      it.each([1, 2, 5])('are read after %i rotations', async (rotations) => {
        const first = await startReading();
        await ENDS[end]?.(first);
        write(3);
        for (let rotation = 1; rotation <= rotations; rotation++) {
          rotate(rotation, NAMES[naming] as (typeof NAMES)[string], ending);
          write(3);
        }
        await expectAllRead();
      });
    });
  });
});

it('archives of other services in the folder to which a file was compressed are left alone', async () => {
  const first = await startReading();
  await first.stop();
  const others = ['shop.err.log.1', 'shop-web.log.1', 'orders.log.1', 'myshop.log.1', 'shop-2.log'];
  for (const name of others) {
    writeFileSync(inArchive(name), `${name} is the log of another service\n`.repeat(5));
    pack(inArchive(name), '.gz');
  }
  for (const rotation of [1, 2]) {
    rotate(rotation, NAMES['a day'] as (typeof NAMES)[string], '.gz');
    write(3);
  }
  await expectAllRead();
});

it('archives of a service whose file has the same name, in another folder beside, are left alone', async () => {
  const first = await startReading();
  await first.stop();
  mkdirSync(join(followed.directory, 'other'));
  for (const day of [21, 22]) {
    const archive = join(followed.directory, 'other', `shop.log-202611${day}`);
    writeFileSync(archive, `the log of another service on day ${day}\n`.repeat(5));
    pack(archive, '.gz');
  }
  for (const rotation of [1, 2]) {
    rotate(rotation, NAMES['a day'] as (typeof NAMES)[string], '.gz');
    write(3);
  }
  await expectAllRead();
});

it.each(['.gz', '.zst'])(
  'files are read that came and went to a folder beside as %s between two looks',
  async (ending) => {
    const source = await startReading();
    write(3);
    // In one turn of this process, so that the source in it looks before or after.
    for (const rotation of [1, 2, 3]) {
      rotate(rotation, NAMES['a day'] as (typeof NAMES)[string], ending);
      write(3);
    }
    await arrived(followed.count - 1);
    await source.stop();
    expect(messages()).toEqual(allLines());
    expect(errors()).toEqual([]);
  },
);

it('files are read that were compressed to a folder beside after the one before them was read to its end', async () => {
  const first = await startReading();
  rotate(1, NAMES['a day'] as (typeof NAMES)[string], '.gz');
  await waitFor('the file is missed', () =>
    followed.received.log.some(({ text }) => text.startsWith('File was renamed or')),
  );
  await first.stop();
  for (const rotation of [2, 3]) {
    write(3);
    rotate(rotation, NAMES['a day'] as (typeof NAMES)[string], '.gz');
  }
  write(3);
  await expectAllRead();
});

it('files are read of which the last one in the folder beside is not compressed yet', async () => {
  const first = await startReading();
  await first.stop();
  for (const rotation of [1, 2, 3]) {
    write(3);
    rotate(rotation, NAMES['a day'] as (typeof NAMES)[string], '.gz');
  }
  write(3);
  renameSync(followed.path, inArchive('shop.log-20261124'));
  write(3);
  await expectAllRead();
});

it.each(['a day', 'a number'])(
  'files after one that is deleted, in a folder beside with %s, are reported as lost',
  async (naming) => {
    const first = await startReading();
    await first.stop();
    const name = NAMES[naming] as (typeof NAMES)[string];
    rotate(1, name, '.gz');
    rmSync(inArchive(`${name(1, 1)}.gz`));
    write(3);
    renameSync(followed.path, inArchive(name(1, 1)));
    pack(inArchive(name(1, 1)), '.gz');
    write(3);
    const second = await start();
    await arrived(followed.count - 1);
    await second.stop();
    expect(messages()).toEqual(allLines().filter((_, number) => number < 5 || number > 7));
    expect(errors()).toMatchObject([
      { fields: { path: followed.path, detail: expect.stringMatching(/anything written later is unknown$/) } },
    ]);
  },
);
