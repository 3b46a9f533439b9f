import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { App } from '../harness/apps/start-app.ts';
import { openTcpProxy } from '../harness/broker/tcp-proxy.ts';
import { waitFor } from '../harness/wait-for.ts';
import { arrived, collect, expectAccount, follow, isLoss, rotated, useRotatedFile } from './rotated-file.ts';

/**
 * Kinds of rotation, each while a source follows the file and while none does: every line arrives once, or the bytes of those
 * that do not are reported, to the byte.
 */

useRotatedFile();

async function stopped(source: App): Promise<void> {
  source.kill('SIGTERM');
  expect((await source.exited).code).toBe(0);
}

/** Kinds of rotation after which every line is still somewhere; lines are written before and after. */
const KEPT: Record<string, (write: (count: number) => void) => void> = {
  'renamed, and made anew': (write) => {
    rotated.log.rename('.1');
    write(20);
  },
  'rotated twice': (write) => {
    rotated.log.rename('.2');
    write(20);
    rotated.log.rename('.1');
    write(20);
  },
  'moved to a folder that no pattern names': (write) => {
    rotated.log.moveAway();
    write(20);
  },
  'moved three times to a folder below, under numbers': (write) => {
    for (const number of [1, 2, 3]) {
      rotated.log.moveBelow(`0000${number}.done`);
      write(20);
    }
  },
  'renamed three times to times in TAI64N, as by multilog and svlogd': (write) => {
    for (const nanoseconds of ['0a5f1c2e', '1b00d3f4', '2c9a7b10']) {
      rotated.log.renameTo(`@4000000067a3c1d4${nanoseconds}.s`);
      write(20);
    }
  },
  'renamed three times in its folder, under unrelated names with numbers': (write) => {
    for (const number of [1, 2, 3]) {
      rotated.log.renameTo(`run-${number}.txt`);
      write(20);
    }
  },
  'compressed by gzip': (write) => {
    rotated.log.compress('.gz');
    write(20);
  },
  'compressed by zstd': (write) => {
    rotated.log.compress('.zst');
    write(20);
  },
  'compressed three times, with the number before the extension': (write) => {
    for (const number of [3, 2, 1]) {
      rotated.log.packAs(`shop.${number}.log.gz`);
      write(20);
    }
  },
  'compressed three times, with the day before the extension': (write) => {
    for (const day of [28, 29, 30]) {
      rotated.log.packAs(`shop-202611${day}.log.gz`);
      write(20);
    }
  },
  'copied and truncated': (write) => {
    rotated.log.copyTruncate();
    write(20);
  },
  'copied and truncated twice': (write) => {
    rotated.log.copyTruncate();
    write(20);
    rotated.log.copyTruncate();
    write(20);
  },
};

/** Kinds that leave nothing of what was there. */
const DESTROYED: Record<string, () => void> = {
  'truncated and grown again with the same first kilobyte': () => {
    rotated.log.truncate();
    rotated.log.begin();
    rotated.log.write(60);
  },
  'overwritten with the same length': () => rotated.log.overwrite(),
  'deleted and made anew with the same inode and header': () => {
    rotated.log.recreate();
    rotated.log.write(60);
  },
  deleted: () => rotated.log.remove(),
};

describe('a file that is', () => {
  describe.each(Object.keys(KEPT))('%s', (kind) => {
    const rotate = () => KEPT[kind]?.((count) => rotated.log.write(count));

    it('while a source follows it', async () => {
      rotated.log.write(40);
      await using source = follow();
      await arrived([0, 40]);
      rotated.log.write(20);
      rotate();
      await arrived([0, rotated.log.lines.length]);
      rotated.log.write(20);
      await arrived([0, rotated.log.lines.length]);
      expectAccount(source, 0);
    });

    it('while none does', async () => {
      rotated.log.write(40);
      const first = follow();
      await arrived([0, 40]);
      await stopped(first);
      rotated.log.write(20);
      rotate();
      await using second = follow();
      await arrived([0, rotated.log.lines.length]);
      rotated.log.write(20);
      await arrived([0, rotated.log.lines.length]);
      expectAccount(second, 0);
    });
  });

  describe.each(Object.keys(DESTROYED))('%s', (kind) => {
    const rotate = () => DESTROYED[kind]?.();

    it('while a source follows it', async () => {
      rotated.log.begin();
      rotated.log.write(40);
      await using source = follow();
      await arrived([0, 40]);
      rotate();
      if (kind === 'deleted') rotated.log.write(10);
      await arrived([0, rotated.log.lines.length]);
      expectAccount(source, 0);
    });

    it('while none does, read to its end', async () => {
      rotated.log.begin();
      rotated.log.write(40);
      const first = follow();
      await arrived([0, 40]);
      await stopped(first);
      rotate();
      if (kind === 'deleted') rotated.log.write(10);
      await using second = follow();
      await arrived([0, rotated.log.lines.length]);
      await waitFor('the loss is told', async () => (await collect()).some(isLoss));
      expectAccount(second, 0, 1);
    });

    it('while none does, and not all of it was sent', async () => {
      rotated.log.begin();
      rotated.log.write(40);
      await using proxy = await openTcpProxy(rotated.vhost.url);
      const first = follow(proxy.url);
      await arrived([0, 40]);
      await proxy.shut();
      rotated.log.write(20);
      await waitFor(
        'the source has read the lines',
        () => pendingBytes() === 20 * ((rotated.log.lines[0] as string).length + 1),
      );
      await stopped(first);
      rotate();
      await using second = follow();
      await arrived([0, 40], [60, rotated.log.lines.length]);
      await waitFor('the loss is told', async () => (await collect()).some(isLoss));
      expectAccount(second, 20);
    });
  });
});

function pendingBytes(): number {
  const { files } = JSON.parse(readFileSync(join(rotated.folder, 'state', 'files.json'), 'utf8')) as {
    files: { pending: { start: number; end: number }[] }[];
  };
  return files.flatMap(({ pending }) => pending).reduce((sum, { start, end }) => sum + end - start, 0);
}
