import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type App, startApp } from '../harness/apps/start-app.ts';
import { type QueuedRecord, takeQueued } from '../harness/broker/queued-records.ts';
import { openTcpProxy } from '../harness/broker/tcp-proxy.ts';
import { openTestVhost, type TestVhost } from '../harness/broker/vhost.ts';
import { waitFor } from '../harness/wait-for.ts';
import { isHeader, RotatingLog } from './rotating-log.ts';

/**
 * Kinds of rotation, each while a source follows the file and while none does: every line arrives once, or the bytes of those
 * that do not are reported, to the byte.
 */

let vhost: TestVhost;
let folder: string;
let log: RotatingLog;
let queued: QueuedRecord[];

beforeAll(async () => {
  vhost = await openTestVhost();
});

afterAll(async () => {
  await vhost[Symbol.asyncDispose]();
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'logwarren-rotation-'));
  log = new RotatingLog(join(folder, 'logs', 'shop.log'));
  queued = [];
});

afterEach(async () => {
  await takeQueued(vhost);
  rmSync(folder, { recursive: true });
});

function follow(url = vhost.url): App {
  const env = { AMQP_URL: url, SOURCE_STATE_DIR: join(folder, 'state'), SOURCE_FLUSH_MS: '100', SHUTDOWN_MS: '10000' };
  return startApp('source', env, ['--no-http', '--format', 'raw', log.path]);
}

async function stopped(source: App): Promise<void> {
  source.kill('SIGTERM');
  expect((await source.exited).code).toBe(0);
}

async function collect(): Promise<QueuedRecord[]> {
  const known = new Set(queued.map(({ id }) => id));
  queued.push(...(await takeQueued(vhost)).records.filter(({ id }) => !known.has(id)));
  return queued;
}

const isLoss = ({ attributes }: QueuedRecord) => attributes?.['logwarren.lost.reason'] !== undefined;

const numbersOf = (records: readonly QueuedRecord[]) =>
  records
    .filter((record) => !isLoss(record) && !isHeader(record.message))
    .map(({ message }) => log.lines.indexOf(message));

/** Waits until the lines from one number to another have arrived. */
async function arrived(...ranges: [from: number, to: number][]): Promise<void> {
  const wanted = ranges.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i));
  const lacks = () => wanted.filter((number) => !numbersOf(queued).includes(number));
  const detail = () => `lacks ${lacks().length} of ${wanted.length} lines: ${lacks().slice(0, 5)} …`;
  await waitFor('the lines', async () => (await collect()) && lacks().length === 0, { timeoutMs: 60_000, detail });
}

/**
 * Nothing is there twice, and the bytes of what is not there are those that were reported, one ERROR for each file.
 *
 * @param errorCount 1 without lost lines when nobody can know whether there were any: 0 bytes, said as "an unknown number"
 */
function expectAccount(source: App, lostLines: number, errorCount = lostLines > 0 ? 1 : 0): void {
  const numbers = numbersOf(queued);
  expect(numbers).toHaveLength(new Set(numbers).size);
  expect(numbers).not.toContain(-1);
  const lost = log.lines.filter((_, number) => !numbers.includes(number));
  expect(lost).toHaveLength(lostLines);
  const lostBytes = lost.reduce((sum, line) => sum + line.length + 1, 0);
  const errors = source.logs.filter(({ level }) => level === 'error');
  expect(errors.reduce((sum, { bytes }) => sum + Number(bytes), 0)).toBe(lostBytes);
  const told = queued.filter(isLoss).map(({ attributes }) => Number(attributes?.['logwarren.lost.bytes']));
  expect(told.reduce((sum, bytes) => sum + bytes, 0)).toBe(lostBytes);
  expect(errors).toHaveLength(errorCount);
  for (const error of errors) expect(error).toMatchObject({ path: log.path, reason: expect.any(String) });
}

/** Kinds of rotation after which every line is still somewhere; lines are written before and after. */
const KEPT: Record<string, (write: (count: number) => void) => void> = {
  'renamed, and made anew': (write) => {
    log.rename('.1');
    write(20);
  },
  'rotated twice': (write) => {
    log.rename('.2');
    write(20);
    log.rename('.1');
    write(20);
  },
  'moved to a folder that no pattern names': (write) => {
    log.moveAway();
    write(20);
  },
  'moved three times to a folder below, under numbers': (write) => {
    for (const number of [1, 2, 3]) {
      log.moveBelow(`0000${number}.done`);
      write(20);
    }
  },
  'compressed by gzip': (write) => {
    log.compress('.gz');
    write(20);
  },
  'compressed by zstd': (write) => {
    log.compress('.zst');
    write(20);
  },
  'copied and truncated': (write) => {
    log.copyTruncate();
    write(20);
  },
  'copied and truncated twice': (write) => {
    log.copyTruncate();
    write(20);
    log.copyTruncate();
    write(20);
  },
};

/** Kinds that leave nothing of what was there. */
const DESTROYED: Record<string, () => void> = {
  'truncated and grown again with the same first kilobyte': () => {
    log.truncate();
    log.begin();
    log.write(60);
  },
  'overwritten with the same length': () => log.overwrite(),
  'deleted and made anew with the same inode and header': () => {
    log.recreate();
    log.write(60);
  },
  deleted: () => log.remove(),
};

describe('a file that is', () => {
  describe.each(Object.keys(KEPT))('%s', (kind) => {
    const rotate = () => KEPT[kind]?.((count) => log.write(count));

    it('while a source follows it', async () => {
      log.write(40);
      await using source = follow();
      await arrived([0, 40]);
      log.write(20);
      rotate();
      await arrived([0, log.lines.length]);
      log.write(20);
      await arrived([0, log.lines.length]);
      expectAccount(source, 0);
    });

    it('while none does', async () => {
      log.write(40);
      const first = follow();
      await arrived([0, 40]);
      await stopped(first);
      log.write(20);
      rotate();
      await using second = follow();
      await arrived([0, log.lines.length]);
      log.write(20);
      await arrived([0, log.lines.length]);
      expectAccount(second, 0);
    });
  });

  describe.each(Object.keys(DESTROYED))('%s', (kind) => {
    const rotate = () => DESTROYED[kind]?.();

    it('while a source follows it', async () => {
      log.begin();
      log.write(40);
      await using source = follow();
      await arrived([0, 40]);
      rotate();
      if (kind === 'deleted') log.write(10);
      await arrived([0, log.lines.length]);
      expectAccount(source, 0);
    });

    it('while none does, read to its end', async () => {
      log.begin();
      log.write(40);
      const first = follow();
      await arrived([0, 40]);
      await stopped(first);
      rotate();
      if (kind === 'deleted') log.write(10);
      await using second = follow();
      await arrived([0, log.lines.length]);
      await waitFor('the loss is told', async () => (await collect()).some(isLoss));
      expectAccount(second, 0, 1);
    });

    it('while none does, and not all of it was sent', async () => {
      log.begin();
      log.write(40);
      await using proxy = await openTcpProxy(vhost.url);
      const first = follow(proxy.url);
      await arrived([0, 40]);
      await proxy.shut();
      log.write(20);
      await waitFor(
        'the source has read the lines',
        () => pendingBytes() === 20 * ((log.lines[0] as string).length + 1),
      );
      await stopped(first);
      rotate();
      await using second = follow();
      await arrived([0, 40], [60, log.lines.length]);
      await waitFor('the loss is told', async () => (await collect()).some(isLoss));
      expectAccount(second, 20);
    });
  });

  it('renamed every 150 ms, faster than the poll', async () => {
    log.write(5);
    await using source = follow();
    await arrived([0, 5]);
    for (let life = 1; life <= 30; life++) {
      log.write(5);
      log.rename(`.${life}`);
      log.write(5);
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    await arrived([0, log.lines.length]);
    expectAccount(source, 0);
  });

  it('renamed again and again, while sources that follow it are killed', async () => {
    log.write(5);
    const sources = [follow()];
    await arrived([0, 5]);
    let life = 0;
    const rotate = async (times: number) => {
      for (let time = 0; time < times; time++) {
        log.write(5);
        log.rename(`.${++life}`);
        log.write(5);
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
    };
    for (const running of [3, 6, 9]) {
      await rotate(running);
      const source = sources.at(-1) as App;
      source.kill('SIGKILL');
      await source.exited;
      await rotate(7);
      sources.push(follow());
      // The next rotations meet one that starts.
    }
    await using last = sources.at(-1) as App;
    await rotate(5);
    await arrived([0, log.lines.length]);
    expectAccount(last, 0);
    expect(sources.flatMap(({ logs }) => logs).filter(({ level }) => level === 'error')).toEqual([]);
  });

  it.each(['.gz', '.zst'] as const)('renamed every 150 ms and compressed to %s behind that', async (packed) => {
    log.write(5);
    await using source = follow();
    await arrived([0, 5]);
    for (let life = 1; life <= 30; life++) {
      log.write(5);
      log.rename(`.${life}`);
      writeFileSync(log.path, '');
      await pause(life % 3 === 0 ? 0 : 40);
      log.pack(`.${life}`, packed);
      await pause(life % 2 === 0 ? 20 : 110);
      log.write(5);
    }
    await arrived([0, log.lines.length]);
    expectAccount(source, 0);
  });

  it.each(['.gz', '.zst'] as const)(
    'compressed to %s when it was read, before lives that nobody saw',
    async (packed) => {
      log.write(5);
      await using source = follow();
      await arrived([0, 5]);
      log.rename('.1');
      log.write(5);
      await arrived([0, 10]);
      whileStopped(source, () => {
        log.pack('.1', packed);
        for (const suffix of ['.2', '.3', '.4']) {
          log.rename(suffix);
          log.pack(suffix, packed);
          log.write(5);
        }
      });
      await arrived([0, log.lines.length]);
      log.write(5);
      await arrived([0, log.lines.length]);
      expectAccount(source, 0);
    },
  );

  it('moved three times to a folder below, under numbers, between two looks', async () => {
    log.write(5);
    await using source = follow();
    await arrived([0, 5]);
    whileStopped(source, () => {
      for (const number of [1, 2, 3]) {
        log.write(5);
        log.moveBelow(`0000${number}.done`);
      }
      log.write(1);
    });
    await arrived([0, log.lines.length]);
    expectAccount(source, 0);
  });
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Rotates while the source is at rest, so that it sees only what has become of all. */
function whileStopped(source: App, rotate: () => void): void {
  source.kill('SIGSTOP');
  rotate();
  source.kill('SIGCONT');
}

function pendingBytes(): number {
  const { files } = JSON.parse(readFileSync(join(folder, 'state', 'files.json'), 'utf8')) as {
    files: { pending: { start: number; end: number }[] }[];
  };
  return files.flatMap(({ pending }) => pending).reduce((sum, { start, end }) => sum + end - start, 0);
}
