import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createLogger, Readiness } from '@logwarren/common';
import type { LogBatch } from '@logwarren/contract';
import { JOINER_VERSION } from '@logwarren/contract/formats';
import { type OpenBatch, openBatch } from '@logwarren/contract/testing';
import { type FormatSet, readFormats } from '@logwarren/own-formats';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSourceMetrics } from '../metrics/source-metrics.ts';
import { claimStateDirectory } from '../state/state-directory.ts';
import { CheckpointError } from '../state/state-file.ts';
import { GrowingBytes } from './files/bytes/growing-bytes.ts';
import type { FileInputOptions } from './files/file-input-options.ts';
import { MAX_LONG_LINES } from './files/reading/long-lines.ts';
import { openFileInput } from './files.ts';

const SOON = { timeout: 60_000, interval: 5 };

/** A broker that confirms when the test says so. */
class FakeBroker {
  readonly batches: OpenBatch[] = [];
  readonly confirms: (() => void)[] = [];
  isConfirming = true;
  accepting = true;

  send(batch: LogBatch, giveUp: AbortSignal): Promise<void> {
    this.batches.push(openBatch(batch));
    if (this.isConfirming) return Promise.resolve();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.confirms.push(resolve);
    giveUp.addEventListener('abort', () => reject(giveUp.reason));
    return promise;
  }

  get messages(): string[] {
    return this.batches.flatMap((batch) => batch.records.map(({ message }) => message));
  }

  get ids(): string[] {
    return this.batches.map(({ id }) => id);
  }
}

let directory: string;
let broker: FakeBroker;
let log: string;
const opened: { crash: () => Promise<void> }[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'logwarren-files-'));
  log = join(directory, 'shop.log');
  broker = new FakeBroker();
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const each of opened.splice(0)) await each.crash();
  rmSync(directory, { recursive: true });
});

async function follow(patterns = [log], options: Partial<FileInputOptions> = {}) {
  const giveUp = new AbortController();
  const logger = createLogger('test', 'silent' as never);
  const failures: unknown[] = [];
  await using opening = new AsyncDisposableStack();
  const state = { directory: join(directory, 'state'), isGiven: true, log: logger };
  const claimed = opening.use(await claimStateDirectory(state));
  const fileInput = await openFileInput({
    patterns,
    start: 'beginning',
    pollMs: 10,
    flushMs: 15,
    state: claimed,
    parser: { format: 'raw' },
    sender: {
      get accepting() {
        return broker.accepting;
      },
      send: (batch) => broker.send(batch, giveUp.signal),
    },
    metrics: createSourceMetrics(new Registry()),
    log: logger,
    readiness: new Readiness(logger),
    giveUp: giveUp.signal,
    onFailure: (error) => failures.push(error),
    ...options,
  });
  opening.use(fileInput);
  const input = opening.move();
  const crash = async () => {
    giveUp.abort(new Error('crash'));
    await input[Symbol.asyncDispose]();
    expect(failures).toEqual([]);
  };
  const stop = async () => {
    await input[Symbol.asyncDispose]();
    expect(failures).toEqual([]);
  };
  opened.push({ crash });
  return { crash, stop };
}

async function seen(...messages: unknown[]) {
  await vi.waitFor(() => expect(broker.messages).toEqual(messages), SOON);
}

test('records are read as the file grows, in order', async () => {
  writeFileSync(log, 'one\ntwo\n');
  await follow();
  await seen('one', 'two');
  appendFileSync(log, 'three\n');
  await seen('one', 'two', 'three');
  expect(broker.batches[0]?.service).toBe('shop');
});

const realNow = Date.now.bind(Date);

/** Lets the wall clock be ahead of the real one from now on. */
function setClock(aheadMs: number): void {
  vi.spyOn(Date, 'now').mockImplementation(() => realNow() + aheadMs);
}

test('a wall clock that is set back or ahead delays nothing: neither reading nor rotation', async () => {
  writeFileSync(log, 'one\n');
  await follow();
  await seen('one');
  setClock(-3_600_000);
  appendFileSync(log, 'two\n');
  await seen('one', 'two');
  renameSync(log, `${log}.1`);
  writeFileSync(log, 'four\n');
  appendFileSync(`${log}.1`, 'three\n');
  await seen('one', 'two', 'three', 'four');
  setClock(3_600_000);
  appendFileSync(log, 'five\n');
  await seen('one', 'two', 'three', 'four', 'five');
});

test('a file that appears later is read from its beginning, also when others start at their end', async () => {
  writeFileSync(log, 'old\nlast');
  await follow([log, join(directory, '*.txt')], { start: 'end' });
  const later = join(directory, 'later.txt');
  appendFileSync(log, ' line\n');
  await seen('last line');
  writeFileSync(later, 'new\n');
  await seen('last line', 'new');
});

test('a file renamed by rotation is read to its end before the new one', async () => {
  writeFileSync(log, 'one\n');
  await follow();
  await seen('one');
  renameSync(log, `${log}.1`);
  writeFileSync(log, 'four\n');
  appendFileSync(`${log}.1`, 'two\nthree without an end');
  await seen('one', 'two', 'three without an end', 'four');
});

test('several rotations while the broker is away lose nothing and keep the order', async () => {
  broker.isConfirming = false;
  writeFileSync(log, 'one\n');
  await follow();
  await vi.waitFor(() => expect(broker.messages).toEqual(['one']), SOON);
  for (const name of ['two', 'three', 'four']) {
    renameSync(log, `${log}.${name}`);
    writeFileSync(log, `${name}\n`);
    await vi.waitFor(() => expect(broker.messages).toContain(name), SOON);
  }
  await seen('one', 'two', 'three', 'four');
});

test('a file under a glob keeps its place when rotation renames it', async () => {
  writeFileSync(log, 'one\n');
  await follow([`${log}*`]);
  await seen('one');
  renameSync(log, `${log}.1`);
  writeFileSync(log, 'two\n');
  await seen('one', 'two');
});

test('a truncated file is read again from its beginning, after the record that was still open', async () => {
  writeFileSync(log, 'one\ntwo\n');
  await follow([log], { flushMs: 60_000 });
  await seen('one');
  truncateSync(log);
  await seen('one', 'two');
  appendFileSync(log, 'three\nfour\n');
  await seen('one', 'two', 'three');
});

test('a file that was truncated and has grown beyond its old size is noticed', async () => {
  writeFileSync(log, 'one\n');
  await follow();
  await seen('one');
  writeFileSync(log, 'another beginning\nand more\n');
  await seen('one', 'another beginning', 'and more');
});

test('nothing is read twice after a stop', async () => {
  writeFileSync(log, 'one\n');
  const { stop } = await follow();
  await seen('one');
  await stop();
  appendFileSync(log, 'two\n');
  await follow();
  await seen('one', 'two');
});

test('chunks that were not confirmed are published again with the same ids, whatever was added since', async () => {
  writeFileSync(log, 'INFO one\nError: boom\n    at run (a.js:1:1)\n');
  broker.isConfirming = false;
  const { crash } = await follow();
  await vi.waitFor(() => expect(broker.messages).toHaveLength(2), SOON);
  await crash();
  const before = broker.batches.splice(0);
  appendFileSync(log, '    at main (a.js:2:2)\nthree\n');
  broker.isConfirming = true;
  await follow([log], { parser: { format: 'auto', service: 'other', forceService: true } });
  await vi.waitFor(() => expect(broker.messages).toContain('three'), SOON);
  expect(broker.batches.slice(0, before.length)).toEqual(before);
});

test('the offset does not move over a chunk that waits for its confirm', async () => {
  writeFileSync(log, 'one\n');
  broker.isConfirming = false;
  const { crash } = await follow();
  await vi.waitFor(() => expect(broker.batches).toHaveLength(1), SOON);
  appendFileSync(log, 'two\n');
  await vi.waitFor(() => expect(broker.batches).toHaveLength(2), SOON);
  broker.confirms[1]?.();
  await crash();
  const ids = broker.ids;
  broker.isConfirming = true;
  await follow();
  await vi.waitFor(() => expect(broker.ids).toEqual([...ids, ...ids]), SOON);
});

test('a file that was rotated while nobody read is finished first', async () => {
  writeFileSync(log, 'one\n');
  const { stop } = await follow();
  await seen('one');
  await stop();
  appendFileSync(log, 'two\n');
  renameSync(log, join(directory, 'archived'));
  writeFileSync(log, 'three\n');
  await follow();
  await seen('one', 'two', 'three');
});

test('another file with the inode of a known one is read from its beginning', async () => {
  writeFileSync(log, 'one\n');
  const { stop } = await follow();
  await seen('one');
  await stop();
  // Same inode, other content, longer than the offset.
  writeFileSync(log, 'a new life\n');
  await follow();
  await seen('one', expect.stringContaining('An unknown number of bytes'), 'a new life');
});

test('one file under several names is read once', async () => {
  writeFileSync(log, 'one\n');
  symlinkSync(log, join(directory, 'link.log'));
  await follow([join(directory, '*.log'), log]);
  await seen('one');
  appendFileSync(log, 'two\n');
  await seen('one', 'two');
});

test('compressed files are skipped, by name and by content', async () => {
  writeFileSync(`${log}.2.gz`, gzipSync('no'));
  writeFileSync(`${log}.3`, gzipSync('no'));
  writeFileSync(log, 'yes\n');
  await follow([`${log}*`]);
  await seen('yes');
});

test('a name with glob characters that exists is taken as it is', async () => {
  const odd = join(directory, 'odd[1]*.log');
  writeFileSync(odd, 'odd\n');
  await follow([odd]);
  await seen('odd');
});

test('a large file arrives whole and in order', async () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i} ${'x'.repeat(80)}`);
  writeFileSync(log, `${lines.join('\n')}\n`);
  await follow();
  await vi.waitFor(() => expect(broker.messages.length).toBe(lines.length), SOON);
  expect(broker.messages).toEqual(lines);
});

test.each(['utf16le', 'utf16be'] as const)(
  'a file of UTF-16 (%s) is read on where it was left, again after a crash',
  async (order) => {
    const encoded = (text: string) =>
      order === 'utf16le' ? Buffer.from(text, 'utf16le') : Buffer.from(text, 'utf16le').swap16();
    writeFileSync(log, encoded('\uFEFFgrößer\r\nĊrna Ā\r\n'));
    const first = await follow();
    await seen('größer', 'Ċrna Ā');
    broker.isConfirming = false;
    appendFileSync(log, encoded('😀 three\r\n'));
    await seen('größer', 'Ċrna Ā', '😀 three');
    await first.crash();
    broker = new FakeBroker();
    appendFileSync(log, encoded('four\r\n'));
    await follow();
    await seen('😀 three', 'four');
  },
);

test('a file of UTF-16 that is followed from its end begins with a whole line', async () => {
  writeFileSync(log, Buffer.from('\uFEFFone\r\ntwo\r\n', 'utf16le'));
  await follow([log], { start: 'end' });
  appendFileSync(log, Buffer.from('three\r\n', 'utf16le'));
  await seen('three');
});

test('a silent service of docker compose does not hold up the others in a file that grows', async () => {
  writeFileSync(log, 'db-1  | once\n');
  await follow();
  const timer = setInterval(() => appendFileSync(log, 'web-1 | again\n'), 5);
  await vi.waitFor(() => expect(broker.messages).toContain('db-1  | once'), SOON);
  clearInterval(timer);
  expect(broker.messages.length).toBeLessThan(50);
});

test('a range of version 3 that was pending is joined again by its rules', async () => {
  const lines = ['stderr F Error: x', 'stdout F out', 'stderr F     at a (b.js:1:2)'];
  const wrapped = lines.map((text) => `2026-05-14T10:00:00.123456789Z ${text}`);
  writeFileSync(log, `${wrapped.join('\n')}\n`);
  broker.isConfirming = false;
  const { crash } = await follow();
  await seen(`${wrapped[0]}\n${wrapped[2]}`, wrapped[1] ?? '');
  await crash();
  const file = join(directory, 'state', 'files.json');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/"joiner":\d+/g, '"joiner":3'));
  broker = new FakeBroker();
  await follow();
  await seen(...wrapped);
});

test('columns that a header names are not those of the file after it was truncated', async () => {
  const line = '2026-03-09 08:15:30 503 GET /orders';
  writeFileSync(log, `#Fields: date time sc-status cs-method cs-uri-stem\n${line}\n`);
  const auto = { parser: { format: 'auto' as const } };
  const first = await follow([log], auto);
  await vi.waitFor(() => expect(broker.messages).toContain('GET /orders 503'), SOON);
  broker = new FakeBroker();
  writeFileSync(log, `${line}\n`);
  await vi.waitFor(() => expect(broker.messages).toHaveLength(1), SOON);
  const [message] = broker.messages;
  expect(message).toContain('503 GET /orders');
  await first.stop();
  appendFileSync(log, `${line}\n`);
  await follow([log], auto);
  await seen(message as string, message as string);
});

test('columns that a header names are known after a restart, and in the middle of a file', async () => {
  const line = (minute: string) => `2026-03-09 08:${minute}:30 503 GET /orders`;
  writeFileSync(log, `#Fields: date time sc-status cs-method cs-uri-stem\n${line('15')}\n`);
  const auto = { parser: { format: 'auto' as const } };
  const first = await follow([log], auto);
  await vi.waitFor(() => expect(broker.messages).toContain('GET /orders 503'), SOON);
  await first.stop();
  broker = new FakeBroker();
  appendFileSync(log, `${line('16')}\n`);
  broker.isConfirming = false;
  const second = await follow([log], auto);
  await seen('GET /orders 503');
  await second.crash();
  const ids = broker.ids;
  broker = new FakeBroker();
  const third = await follow([log], auto);
  await seen('GET /orders 503');
  expect(broker.ids).toEqual(ids);
  await third.stop();
  rmSync(join(directory, 'state'), { recursive: true });
  broker = new FakeBroker();
  await follow([log], { ...auto, start: 'end' });
  appendFileSync(log, `${line('17')}\n`);
  await seen('GET /orders 503');
});

test('the time above an event of the general log of MariaDB holds after a restart and a crash, but is not that of the head', async () => {
  const event = (id: number) => `\t\t     ${id} Query\tselect ${id}\n`;
  const read = (id: number) => `${id} Query\tselect ${id}`;
  writeFileSync(log, `261130  9:43:31\t     3 Query\tselect 3\n${event(4)}`);
  const auto = { parser: { format: 'auto' as const } };
  const first = await follow([log], auto);
  await seen(read(3), read(4));
  await first.stop();
  broker = new FakeBroker();
  appendFileSync(log, event(5));
  broker.isConfirming = false;
  const second = await follow([log], auto);
  await seen(read(5));
  await second.crash();
  broker = new FakeBroker();
  const third = await follow([log], auto);
  await seen(read(5));
  await third.stop();
  rmSync(join(directory, 'state'), { recursive: true });
  broker = new FakeBroker();
  await follow([log], { ...auto, start: 'end' });
  appendFileSync(log, event(6));
  await seen(event(6).trimEnd());
});

describe('what the lines of a file teach about its layout', () => {
  const auto = { parser: { format: 'auto' as const } };
  const head = (at: number) => `2026-03-09 08:15:${at} INFO [shop] saved`;
  const odd = (at: number) => `2026-03-09 08:15:${at} status ERROR it broke`;
  const lines = (count: number, line: (at: number) => string) =>
    Array.from({ length: count }, (_, index) => `${line(10 + index)}\n`).join('');
  const services = () => broker.batches.flatMap(({ records, service }) => records.map(() => service));
  const state = () => join(directory, 'state', 'files.json');
  const read = (count: number) => vi.waitFor(() => expect(services()).toHaveLength(count), SOON);

  test('holds behind a restart, and for a range that is read again', async () => {
    writeFileSync(log, lines(20, head));
    const first = await follow([log], auto);
    await read(20);
    await first.stop();
    broker = new FakeBroker();
    broker.isConfirming = false;
    appendFileSync(log, lines(1, odd));
    const second = await follow([log], auto);
    await read(1);
    expect(services()).toEqual(['shop']);
    await second.crash();
    const { batches } = broker;
    broker = new FakeBroker();
    appendFileSync(log, lines(6, odd));
    await follow([log], auto);
    await read(7);
    expect(broker.batches[0]).toEqual(batches[0]);
    expect(services().slice(-3)).toEqual(['status', 'status', 'status']);
  });

  test('makes an object without a time a part of the record above, behind a restart and in a range that is read again, too', async () => {
    const messages = () => broker.batches.flatMap(({ records }) => records.map(({ message }) => message));
    writeFileSync(log, lines(20, head));
    const first = await follow([log], auto);
    await read(20);
    await first.stop();
    broker = new FakeBroker();
    broker.isConfirming = false;
    appendFileSync(log, `${head(50)}\n{"level":"error"}\n${head(51)}\n`);
    const second = await follow([log], auto);
    await read(2);
    expect(messages()[0]).toMatch(/\n\{"level":"error"\}$/);
    await second.crash();
    const { batches } = broker;
    broker = new FakeBroker();
    await follow([log], auto);
    await read(2);
    expect(broker.batches).toEqual(batches);
    broker = new FakeBroker();
    writeFileSync(log, `${head(52)}\n{"level":"error"}\n`);
    await read(2);
  });

  test('does not change a range that an older build has read', async () => {
    writeFileSync(log, lines(20, head) + lines(1, odd));
    broker.isConfirming = false;
    const first = await follow([log], auto);
    await read(21);
    expect(services()).not.toContain('status');
    await first.crash();
    const before = JSON.parse(readFileSync(state(), 'utf8'));
    for (const file of before.files) {
      delete file.layouts;
      for (const pending of file.pending) delete pending.layouts;
    }
    writeFileSync(state(), JSON.stringify(before));
    broker = new FakeBroker();
    await follow([log], auto);
    await read(21);
    expect(services()).toContain('status');
  });

  test('is forgotten when the file begins anew', async () => {
    writeFileSync(log, lines(40, head));
    await follow([log], auto);
    await read(40);
    broker = new FakeBroker();
    writeFileSync(log, lines(1, odd));
    await read(1);
    expect(services()).toEqual(['status']);
  });

  test('of a newer build is refused and left as it is', async () => {
    writeFileSync(log, lines(2, head));
    const first = await follow([log], auto);
    await read(2);
    await first.stop();
    const newer = readFileSync(state(), 'utf8').replaceAll(/"layouts":\{"version":\d+/g, '"layouts":{"version":99');
    expect(newer).toContain('99');
    writeFileSync(state(), newer);
    await expect(follow([log], auto)).rejects.toThrow(/^the layout state of a file in .*files\.json has format 99/);
    expect(readFileSync(state(), 'utf8')).toBe(newer);
  });
});

test('a binary file is skipped with a warning, the others are read', async () => {
  const lines: string[] = [];
  const logger = createLogger('test', 'silent' as never);
  logger.warn = ((fields: { reason: string }, text: string) => void lines.push(`${fields.reason}: ${text}`)) as never;
  writeFileSync(join(directory, 'wtmp.log'), readFileSync(process.execPath).subarray(0, 4096));
  writeFileSync(log, 'one\n');
  await follow([join(directory, '*.log')], { log: logger });
  await seen('one');
  expect(lines).toEqual(['is a binary file: File is skipped.']);
});

test('a file that is there is not forgotten, whatever the clock says', async () => {
  writeFileSync(log, 'one\n');
  setClock(-40 * 86_400_000);
  await (await follow()).stop();
  setClock(0);
  await follow();
  appendFileSync(log, 'two\n');
  await seen('one', 'two');
});

test('a checkpoint of a build before this one is read: what it lacks is not taken for a loss', async () => {
  writeFileSync(log, 'one\n');
  const first = await follow();
  await seen('one');
  await first.stop();
  const file = join(directory, 'state', 'files.json');
  const { version, files } = JSON.parse(readFileSync(file, 'utf8'));
  expect(files[0]).toMatchObject({ tail: { bytes: 4 }, sizeBytes: 4 });
  const known = ['id', 'path', 'firstPath', 'device', 'inode', 'madeNs', 'fingerprint', 'offset', 'pending', 'seenMs'];
  const old = Object.fromEntries(known.map((key) => [key, files[0][key]]));
  const gone = { ...old, id: 'gone', inode: '1', offset: 9 };
  writeFileSync(file, JSON.stringify({ version, files: [old, gone] }));
  appendFileSync(log, 'two\n');
  await follow();
  await seen('one', 'two');
});

test('a loss is reported again with the same id until the broker has it', async () => {
  writeFileSync(log, 'one\n');
  broker.isConfirming = false;
  const first = await follow();
  await seen('one');
  await first.crash();
  rmSync(log);
  const told: OpenBatch[] = [];
  for (const isConfirming of [false, true]) {
    broker = new FakeBroker();
    broker.isConfirming = isConfirming;
    const next = await follow();
    await vi.waitFor(() => expect(broker.batches).toHaveLength(1), SOON);
    told.push(...broker.batches);
    await (isConfirming ? next.stop() : next.crash());
  }
  expect(told[0]?.records[0]?.message).toContain(
    `At least 4 bytes of ${log} were lost before the source read them: the file is gone; last seen at `,
  );
  expect(told[1]).toEqual(told[0]);
  broker = new FakeBroker();
  await (await follow()).stop();
  expect(broker.batches).toEqual([]);
});

test('a file that is begun anew while no source runs is reported once as having lost an unknown number of bytes', async () => {
  writeFileSync(log, 'one\ntwo\n');
  const first = await follow();
  await seen('one', 'two');
  await first.stop();
  writeFileSync(log, 'new\n');
  const told = `An unknown number of bytes of ${log} may have been lost before the source read them: the file was overwritten or made anew; last seen at T with 8 bytes, all of them sent; anything written later is unknown`;
  const second = await follow();
  const withoutTime = () => broker.messages.map((message) => message.replace(/last seen at \S+/, 'last seen at T'));
  await vi.waitFor(() => expect(withoutTime().sort()).toEqual([told, 'new', 'one', 'two'].sort()), SOON);
  const record = broker.batches.find(({ severity }) => severity === 'WARN');
  expect(record).toMatchObject({
    service: 'shop',
    records: [{ attributes: { 'logwarren.lost.reason': 'overwritten' } }],
  });
  await second.stop();
  appendFileSync(log, 'newer\n');
  await follow();
  await vi.waitFor(() => expect(broker.messages).toContain('newer'), SOON);
  expect(broker.messages).toHaveLength(5);
});

/** Gives older copies the next numbers, copies the log and truncates it. */
function copyTruncate(): void {
  for (let i = 9; i >= 1; i--) if (existsSync(`${log}.${i}`)) renameSync(`${log}.${i}`, `${log}.${i + 1}`);
  copyFileSync(log, `${log}.1`);
  truncateSync(log);
}

const longLines = (life: string) => [1, 2, 3].map((i) => `line ${i} of ${life}, which is as long as lines are`);
const writeLife = (life: string) => appendFileSync(log, `${longLines(life).join('\n')}\n`);

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
  utimesSync(`${log}.1`, 1, 1);
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
  writeFileSync(log, '');
  await (await follow()).stop();
  writeLife('life 1');
  copyTruncate();
  writeLife('life 2');
  await follow();
  await seen(...['life 1', 'life 2'].flatMap(longLines));
});

test('a life that is copied and truncated between the looks at its length and at its bytes is read from its copy', async () => {
  writeFileSync(log, '');
  await follow();
  const { readOn } = GrowingBytes.prototype;
  const reading = vi.spyOn(GrowingBytes.prototype, 'readOn').mockImplementation(function (this: GrowingBytes, ...read) {
    if (read[0].length > 0 && !existsSync(`${log}.1`)) {
      copyTruncate();
      writeLife('b');
    }
    return readOn.apply(this, read);
  });
  writeLife('a');
  await seen(...longLines('a'), ...longLines('b'));
  expect(reading).toHaveBeenCalled();
});

test('a short file that is copied and truncated before it is read has lost nothing', async () => {
  writeFileSync(log, 'one\n');
  await (await follow()).stop();
  const isRead = broker.messages.length > 0;
  copyTruncate();
  appendFileSync(log, 'another\n');
  await follow();
  await seen('one', 'another');
  expect(isRead).toBe(false);
});

test('a copy that a glob names is not read, but what its original loses by truncation is read from it', async () => {
  const lines = Array.from({ length: 9 }, (_, i) => `line ${i} of a file that is copied and truncated`);
  writeFileSync(log, `${lines.slice(0, 3).join('\n')}\n`);
  const first = await follow([`${log}*`]);
  await seen(...lines.slice(0, 3));
  copyFileSync(log, `${log}.1`);
  appendFileSync(log, `${lines[3]}\n`);
  await seen(...lines.slice(0, 4));
  await first.stop();
  appendFileSync(log, `${lines[4]}\n`);
  copyFileSync(log, `${log}.1`);
  writeFileSync(log, `${lines[5]}\n`);
  await follow([`${log}*`]);
  await seen(...lines.slice(0, 6));
});

test('a file that looks like a copy, and goes on otherwise, is read', async () => {
  const other = join(directory, 'shop-1.log');
  writeFileSync(log, 'starting\nworker 1 is ready\n');
  await follow([join(directory, '*.log')]);
  await seen('starting', 'worker 1 is ready');
  writeFileSync(other, 'starting\n');
  await new Promise((resolve) => setTimeout(resolve, 50));
  appendFileSync(other, 'worker 2 is ready\n');
  await seen('starting', 'worker 1 is ready', 'starting', 'worker 2 is ready');
});

test('checkpoint and directory are for their owner alone, also those that others could read', async () => {
  const state = join(directory, 'state');
  const modes = () => [state, join(state, 'files.json')].map((path) => (statSync(path).mode & 0o777).toString(8));
  writeFileSync(log, 'one\n');
  await (await follow()).stop();
  expect(modes()).toEqual(['700', '600']);
  chmodSync(state, 0o755);
  chmodSync(join(state, 'files.json'), 0o644);
  await (await follow()).stop();
  expect(modes()).toEqual(['700', '600']);
});

test('a checkpoint of a newer build is refused and left as it is', async () => {
  writeFileSync(log, 'one\n');
  await (await follow()).stop();
  const file = join(directory, 'state', 'files.json');
  const newer = '{"version":2,"files":{"in":"another shape"}}';
  writeFileSync(file, newer);
  await expect(follow()).rejects.toThrow(
    /^the checkpoint .*files\.json has format 2, this build knows formats up to 1/,
  );
  expect(readFileSync(file, 'utf8')).toBe(newer);
});

test('a range that another build has read gives the records that it gave there', async () => {
  const lines = ['{"a":1}', '  {"a":2}', '{"a":3}', '  {"a":4}', '{"a":5}'];
  writeFileSync(log, `${lines.join('\n')}\n`);
  broker.isConfirming = false;
  const { crash } = await follow();
  await seen(...lines);
  await crash();
  const file = join(directory, 'state', 'files.json');
  const written = readFileSync(file, 'utf8');
  expect(written).toContain(`"joiner":${JOINER_VERSION}`);
  const restart = async (text: string, messages: string[]) => {
    writeFileSync(file, text);
    broker = new FakeBroker();
    broker.isConfirming = false;
    const again = await follow();
    await seen(...messages);
    await again.crash();
  };
  await restart(written, lines);
  // As builds wrote it that put indented lines to the line above, whatever stands in them.
  await restart(written.replaceAll(/"joiner":\d+,/g, ''), [
    lines.slice(0, 2).join('\n'),
    lines.slice(2, 4).join('\n'),
    ...lines.slice(4),
  ]);
  writeFileSync(file, written.replaceAll(/"joiner":\d+/g, '"joiner":99'));
  await expect(follow()).rejects.toThrow(/^a pending range in .*files\.json has format 99/);
});

/** The formats of a file of them. */
function formatsOf(text: string): FormatSet {
  const read = readFormats(text, 0);
  return 'formats' in read ? read.formats : expect.fail(JSON.stringify(read.faults));
}

test('a range that was read by an own format gives the same when the format has been edited, or is gone', async () => {
  const format = (start: string, severity: string) => `formats:
  - name: odd
    files: ['shop*']
    start: '^${start}'
    pattern: '..(?P<severity>\\w+) (?P<message>.*)'
    severity: { BAD: ${severity} }
    drop: [secret]`;
  writeFileSync(log, '> BAD one\nmore\n> BAD secret\n> BAD two\n- BAD three\n> BAD four\n');
  broker.isConfirming = false;
  const first = await follow([log], { formats: formatsOf(format('>', 'FATAL')) });
  await seen('one\nmore', 'two\n- BAD three', 'four');
  await first.crash();
  for (const formats of [formatsOf(format('-', 'WARN')), undefined]) {
    const before = broker.batches.splice(0);
    const next = await follow([log], { formats });
    await vi.waitFor(() => expect(broker.batches).toEqual(before), SOON);
    expect(before[0]?.severity).toBe('FATAL');
    await next.crash();
  }
  broker.batches.splice(0);
  broker.isConfirming = true;
  await follow([log], { formats: formatsOf(format('-', 'WARN')) });
  appendFileSync(log, '- BAD five\n> BAD six\n- BAD seven\n');
  await seen('one\nmore', 'two\n- BAD three', 'four', 'five\n> BAD six', 'seven');
  expect(broker.batches.at(-1)?.severity).toBe('WARN');
});

test('a damaged checkpoint is an error that says what to do', async () => {
  writeFileSync(log, 'one\n');
  await (await follow()).stop();
  const file = join(directory, 'state', 'files.json');
  expect(existsSync(file)).toBe(true);
  writeFileSync(file, '{"version":1,');
  await expect(follow()).rejects.toThrow(CheckpointError);
  await expect(follow()).rejects.toThrow(/damaged; move it away/);
});

/** JSON whose message has so many letters. */
function longJson(letters: number): string {
  const message = `HEAD ${'x'.repeat(letters)} TAIL`;
  return JSON.stringify({ time: '2024-05-14T10:00:00Z', level: 'error', message, order: 7 });
}

test('JSON up to the limit of HTTP is parsed before it is cut, however it is written', async () => {
  const line = longJson(7_000_000);
  writeFileSync(log, `first\n${line}\n`);
  await follow([log], { parser: { format: 'auto' } });
  await vi.waitFor(() => expect(broker.messages).toHaveLength(2), SOON);
  for (let at = 0; at < line.length; at += 1_500_000) {
    appendFileSync(log, line.slice(at, at + 1_500_000));
    await new Promise((resolve) => setImmediate(resolve));
  }
  appendFileSync(log, '\nlast\n');
  await vi.waitFor(() => expect(broker.messages).toHaveLength(4), SOON);
  const long = broker.batches.filter(({ severity }) => severity === 'ERROR').flatMap(({ records }) => records);
  expect(long).toHaveLength(2);
  for (const { attributes, message, timestamp } of long) {
    expect(message).toMatch(/^HEAD x+… \[cut, 7000010 bytes\] …x+ TAIL$/);
    expect(attributes).toEqual({ order: 7, 'log.truncated': 'message' });
    expect(timestamp).toBe(Date.UTC(2024, 4, 14, 10));
  }
});

test('more open lines than there are buffers for are cut, and nothing of them is lost', async () => {
  const logs = Array.from({ length: MAX_LONG_LINES + 2 }, (_, i) => join(directory, `${i}.log`));
  for (const path of logs) writeFileSync(path, 'x'.repeat(900_000));
  await follow([join(directory, '*.log')], { flushMs: 1_000 });
  const lengths = () =>
    broker.messages.map((message) => Number(/cut, (\d+) bytes/.exec(message)?.[1] ?? message.length));
  await vi.waitFor(() => expect(lengths().length).toBeGreaterThanOrEqual(2), SOON);
  for (const path of logs) appendFileSync(path, '\n');
  await vi.waitFor(() => expect(lengths().reduce((sum, length) => sum + length, 0)).toBe(logs.length * 900_000), SOON);
  const whole = lengths().filter((length) => length === 900_000);
  expect(whole.length).toBeGreaterThanOrEqual(MAX_LONG_LINES);
});

test('the path of a pod gives service and attributes, which a restart keeps although the file is renamed', async () => {
  const pod = join(directory, 'prod_shop-1_0f3c1b9e-7a52-4c1d-9b7e-5d2f8a1c6e40', 'web');
  mkdirSync(pod, { recursive: true });
  const path = join(pod, '2.log');
  writeFileSync(
    path,
    '2024-05-14T10:00:00Z stdout F one\n2024-05-14T10:00:01Z stderr F {"service":"pay","msg":"two"}\n',
  );
  const { crash } = await follow([join(directory, '*', '*', '*.log*')], { parser: { format: 'auto' } });
  await vi.waitFor(() => expect([...broker.messages].sort()).toEqual(['one', 'two']), SOON);
  await crash();
  renameSync(path, `${path}.20240514-100100`);
  appendFileSync(`${path}.20240514-100100`, '2024-05-14T10:00:02Z stdout F three\n');
  await follow([join(directory, '*', '*', '*.log*')], { parser: { format: 'auto' } });
  await vi.waitFor(() => expect(broker.messages).toContain('three'), SOON);
  const named = new Map(
    broker.batches.flatMap(({ records, service }) => records.map(({ message }) => [message, service])),
  );
  expect(Object.fromEntries(named)).toEqual({ one: 'web', two: 'pay', three: 'web' });
  for (const { attributes } of broker.batches.flatMap(({ records }) => records))
    expect(attributes).toMatchObject({
      ...{ 'k8s.namespace.name': 'prod', 'k8s.pod.name': 'shop-1', 'k8s.container.name': 'web' },
      ...{ 'k8s.pod.uid': '0f3c1b9e-7a52-4c1d-9b7e-5d2f8a1c6e40', 'k8s.container.restart_count': 2 },
    });
});
