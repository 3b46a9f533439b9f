import {
  chmodSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@logwarren/common';
import fc from 'fast-check';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSpoolMetrics } from '../metrics/spool-metrics.ts';
import { openSpool, type Spool } from './spool.ts';
import { encodeEntry } from './spool-entry.ts';

const MIB = 1024 * 1024;

let directory: string;
let registry: Registry;
const lines: { msg: string; cutBytes?: number }[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'logwarren-spool-'));
  lines.length = 0;
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function open(folder = directory, maxBytes = MIB): Promise<Spool> {
  registry = new Registry();
  const log = createLogger('test', 'silent');
  const note = (fields: object, msg: string) => void lines.push({ ...fields, msg });
  Object.assign(log, { warn: note, error: note });
  return openSpool({ directory: folder, maxBytes, log, metrics: createSpoolMetrics(registry, maxBytes) });
}

function encoded(messageId: string, sizeBytes = 10, position = 1) {
  const headers = { count: 1, source: 'web-1', run: 'r1', service: 'shop', position };
  const body = Buffer.alloc(sizeBytes, messageId);
  const message = { routingKey: 'INFO.shop', body, messageId, timestampMs: 0, headers };
  const entry = { message, records: 1, sinceMs: 1_000 };
  return { entry, bytes: encodeEntry(entry) };
}

/** Takes everything, oldest first, without removing it. */
async function takeAll(spool: Spool): Promise<string[]> {
  const ids: string[] = [];
  for (let taken = await spool.take(); taken !== undefined; taken = await spool.take()) {
    ids.push(...[...taken.entries].map(({ message }) => message.messageId));
  }
  return ids;
}

const files = (folder = directory) => readdirSync(folder).sort();

describe('a spool', () => {
  test('gives messages back in order over all its files, those of a former process first', async () => {
    const ids = Array.from({ length: 9 }, (_, i) => String(i));
    await using first = await open();
    for (const id of ids.slice(0, 6)) await first.append([encoded(id, MIB / 20)]);
    expect(files().length).toBeGreaterThan(1);
    await first[Symbol.asyncDispose]();
    await using second = await open();
    await second.append(ids.slice(6).map((id) => encoded(id)));
    expect(await takeAll(second)).toEqual(ids);
    expect(second.waitingBytes).toBe(0);
  });

  test('counts its bytes, files, records and the age of the oldest, and forgets what is removed', async () => {
    await using spool = await open();
    const one = encoded('1');
    await spool.append([one, encoded('2')]);
    expect(spool.state).toEqual({ bytes: 2 * one.bytes.length, segments: 1, records: 2, oldestMs: 1_000 });
    expect(spool.roomBytes).toBe(MIB - 2 * one.bytes.length);
    expect(await registry.metrics()).toMatch(/^logwarren_source_spool_records 2$/m);
    const taken = await spool.take();
    await spool.append([encoded('3')]);
    if (taken !== undefined) await spool.remove(taken.segment);
    expect(spool.state.records).toBe(1);
    expect(await takeAll(spool)).toEqual(['3']);
  });

  test('gives each message the last number of its stream on disk', async () => {
    await using spool = await open();
    await spool.append([1, 2, 3].map((position) => encoded(String(position), 10, position)));
    const taken = await spool.take();
    const headers = [...(taken?.entries ?? [])].map(({ message }) => message.headers);
    expect(headers).toMatchObject([{ position: 1, until: 3 }, { position: 2, until: 3 }, { position: 3 }]);
    expect(headers[2]).not.toHaveProperty('until');
  });

  test('resolves only when the disk has confirmed', async () => {
    await using spool = await open();
    const file = await openFile(join(directory, 'any'), 'w');
    await file.close();
    const synced = Promise.withResolvers<void>();
    const datasync = vi.spyOn(Object.getPrototypeOf(file), 'datasync').mockImplementation(() => synced.promise);
    try {
      let isSafe = false;
      const appended = spool.append([encoded('1')]).then(() => {
        isSafe = true;
      });
      await vi.waitUntil(() => datasync.mock.calls.length > 0, { timeout: 60_000 });
      await new Promise(setImmediate);
      expect(isSafe).toBe(false);
      expect(spool.state.records).toBe(0);
      synced.resolve();
      await appended;
      expect(spool.state.records).toBe(1);
    } finally {
      datasync.mockRestore();
    }
  });

  test('belongs to one process', async () => {
    await using _spool = await open();
    await expect(open()).rejects.toMatchObject({ code: 'state-directory-in-use' });
  });

  test('that cannot be written to names the wrong variable', async () => {
    await expect(open('/dev/null/spool')).rejects.toMatchObject({
      code: 'spool-unusable',
      message: expect.stringContaining('SOURCE_SPOOL_DIR'),
    });
  });

  test('of a newer build is refused, and nothing of it is changed', async () => {
    const spool = await open();
    await spool.append([encoded('1')]);
    await spool[Symbol.asyncDispose]();
    const newer = join(directory, '000000000002.spool');
    writeFileSync(newer, 'LWs2 and what only a newer build can read');
    const before = files().map((name) => readFileSync(join(directory, name), 'latin1'));
    await expect(open()).rejects.toMatchObject({ code: 'format-unknown', message: expect.stringContaining(newer) });
    expect(files().map((name) => readFileSync(join(directory, name), 'latin1'))).toEqual(before);
  });

  test('is for its owner alone, also where others could read it before', async () => {
    const modes = () => [directory, ...files().map((name) => join(directory, name))].map((path) => statSync(path).mode);
    const spool = await open();
    await spool.append([encoded('1')]);
    await spool[Symbol.asyncDispose]();
    expect(modes().map((mode) => (mode & 0o777).toString(8))).toEqual(['700', '600']);
    chmodSync(directory, 0o755);
    for (const name of files()) chmodSync(join(directory, name), 0o644);
    await using _again = await open();
    expect(modes().map((mode) => (mode & 0o777).toString(8))).toEqual(['700', '600']);
  });

  test('reports how many bytes it has cut off a torn end', async () => {
    const spool = await open();
    const { bytes } = encoded('1');
    await spool.append([encoded('1'), encoded('2')]);
    await spool[Symbol.asyncDispose]();
    truncateSync(join(directory, files()[0] as string), bytes.length + 7);
    await using again = await open();
    expect(await takeAll(again)).toEqual(['1']);
    expect(lines).toMatchObject([{ cutBytes: 7, msg: expect.stringContaining('cut off') }]);
    expect(await registry.metrics()).toMatch(/^logwarren_source_spool_bytes_cut_total 7$/m);
  });
});

test('a crash at any byte leaves a beginning of the appended messages, with all synced ones', async () => {
  const groups = fc.array(fc.array(fc.nat(60_000), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(groups, fc.nat(), async (sizes, at) => {
      const folder = mkdtempSync(join(directory, 'run-'));
      const crashed = mkdtempSync(join(directory, 'crash-'));
      const spool = await open(folder);
      const appended: string[] = [];
      /** The last file with its bytes, and the number of messages, that the append before the last had synced. */
      let synced = { file: '', bytes: 0, count: 0 };
      for (const [index, group] of sizes.entries()) {
        const ids = group.map((_, i) => `${index}-${i}`);
        if (index === sizes.length - 1 && index > 0) {
          const file = files(folder).at(-1) as string;
          synced = { file, bytes: statSync(join(folder, file)).size, count: appended.length };
        }
        await spool.append(group.map((size, i) => encoded(ids[i] as string, size)));
        appended.push(...ids);
      }
      await spool[Symbol.asyncDispose]();
      for (const file of files(folder)) copyFileSync(join(folder, file), join(crashed, file));
      // Part of the last append's write is lost; a file that it made may be empty.
      const last = files(crashed).at(-1) as string;
      const [from, to] = [last === synced.file ? synced.bytes : 0, statSync(join(crashed, last)).size];
      truncateSync(join(crashed, last), from + (at % (to - from + 1)));
      await using again = await open(crashed);
      const read = await takeAll(again);
      expect(read).toEqual(appended.slice(0, read.length));
      expect(read.length).toBeGreaterThanOrEqual(synced.count);
    }),
    { numRuns: 25 },
  );
});
