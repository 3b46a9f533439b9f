import { PassThrough } from 'node:stream';
import { createLogger } from '@logwarren/common';
import type { LogBatch } from '@logwarren/contract';
import type { FormatName } from '@logwarren/contract/formats';
import { type OpenBatch, openBatch } from '@logwarren/contract/testing';
import { Registry } from 'prom-client';
import { beforeEach, expect, test, vi } from 'vitest';
import { RecordGatherer } from '../batching/gather-records.ts';
import { createChunkParser } from '../formats/chunk-parser.ts';
import { createSourceMetrics } from '../metrics/source-metrics.ts';
import { openStdinInput } from './stdin.ts';

const SOON = { timeout: 60_000, interval: 5 };

let stream: PassThrough;
let messages: string[];
let services: string[];
let confirm: (batch: OpenBatch) => Promise<void>;
const onEnd = vi.fn();
const onFailure = vi.fn();

beforeEach(() => {
  stream = new PassThrough();
  messages = [];
  services = [];
  confirm = () => Promise.resolve();
  onEnd.mockReset();
  onFailure.mockReset();
});

function open(format: FormatName = 'raw') {
  const send = (sent: LogBatch) => {
    const batch = openBatch(sent);
    services.push(...batch.records.map(() => batch.service));
    messages.push(...batch.records.map(({ message }) => message));
    return confirm(batch);
  };
  return openStdinInput({
    stream,
    parser: createChunkParser({ format, fallbackService: 'stdin' }),
    records: new RecordGatherer({ accepting: true, send }),
    flushMs: 10,
    metrics: createSourceMetrics(new Registry()),
    log: createLogger('test', 'silent'),
    giveUp: new AbortController().signal,
    onEnd,
    onFailure,
  });
}

test('lines are published, however the stream cuts them, and the end is reported after the last confirm', async () => {
  const gate = Promise.withResolvers<void>();
  confirm = () => gate.promise;
  open();
  stream.write('one\ntw');
  stream.write('o\nthree');
  stream.end();
  await vi.waitFor(() => expect(messages).toEqual(['one', 'two', 'three']), SOON);
  expect(onEnd).not.toHaveBeenCalled();
  gate.resolve();
  await vi.waitFor(() => expect(onEnd).toHaveBeenCalledExactlyOnceWith({ lines: 3, records: 3 }), SOON);
});

test('JSON of many MiB is one record with its own time and severity', async () => {
  const batches: OpenBatch[] = [];
  confirm = async (batch) => void batches.push(batch);
  open('auto');
  const line = JSON.stringify({
    time: '2024-05-14T10:00:00Z',
    level: 'error',
    msg: `HEAD ${'x'.repeat(5_000_000)} TAIL`,
  });
  for (let at = 0; at < line.length; at += 65_536) {
    stream.write(line.slice(at, at + 65_536));
    await vi.waitFor(() => expect(stream.readableLength).toBe(0), SOON);
  }
  stream.end('\nnext\n');
  await vi.waitFor(() => expect(messages).toHaveLength(2), SOON);
  expect(messages[0]).toMatch(/^HEAD x+… \[cut, 5000010 bytes\] …x+ TAIL$/);
  expect(batches[0]).toMatchObject({ severity: 'ERROR', records: [{ timestamp: Date.UTC(2024, 4, 14, 10) }] });
});

test('facts that its lines teach apply to all later lines', async () => {
  open('auto');
  for (let count = 1; count <= 6; count++) {
    stream.write('2026-03-09 08:15:30 INFO [shop] saved\n');
    await vi.waitFor(() => expect(messages).toHaveLength(count), SOON);
  }
  stream.end('2026-03-09 08:15:30 connection error: timeout\n');
  await vi.waitFor(() => expect(onEnd).toHaveBeenCalledOnce(), SOON);
  expect(services).toEqual(new Array(7).fill('stdin'));
});

test('a silent service of docker compose does not hold up the others', async () => {
  open();
  stream.write('db-1  | once\n');
  const timer = setInterval(() => stream.write('web-1 | again\n'), 3);
  await vi.waitFor(() => expect(messages).toContain('db-1  | once'), SOON);
  clearInterval(timer);
  expect(messages.length).toBeLessThan(50);
  stream.end();
  await vi.waitFor(() => expect(onEnd).toHaveBeenCalledOnce(), SOON);
});

test('UTF-16 is recognised by its mark, however the stream cuts it', async () => {
  open();
  const bytes = Buffer.from('\uFEFFgrößer\r\n😀\r\n', 'utf16le');
  for (let at = 0; at < bytes.length; at += 3) stream.write(bytes.subarray(at, at + 3));
  stream.end();
  await vi.waitFor(() => expect(messages).toEqual(['größer', '😀']), SOON);
});

test('a record that nothing follows is published while the stream stays open', async () => {
  open();
  stream.write('one\n');
  await vi.waitFor(() => expect(messages).toEqual(['one']), SOON);
});

test('stopping publishes what was read and does not count as the end', async () => {
  const input = open();
  stream.write('one\ntwo');
  await vi.waitFor(() => expect(stream.readableLength).toBe(0), SOON);
  await input[Symbol.asyncDispose]();
  expect(messages).toEqual(['one', 'two']);
  expect(onEnd).not.toHaveBeenCalled();
});

test('records that cannot be published are a failure', async () => {
  confirm = () => Promise.reject(new Error('gone'));
  open();
  stream.end('one\n');
  await vi.waitFor(() => expect(onFailure).toHaveBeenCalledOnce(), SOON);
  expect(onEnd).not.toHaveBeenCalled();
});

test('reading pauses while too much waits for its confirm', async () => {
  const gate = Promise.withResolvers<void>();
  confirm = () => gate.promise;
  open();
  const line = `${'x'.repeat(99_999)}\n`;
  let written = 0;
  while (written < 400 && (stream.write(line) || (await drained()))) written += 1;
  expect(written * line.length).toBeLessThan(12 * 1024 * 1024);
  gate.resolve();
  await vi.waitFor(() => expect(stream.writableNeedDrain).toBe(false), SOON);

  /** False if the reader has stopped. */
  async function drained(): Promise<boolean> {
    return Promise.race([
      new Promise<boolean>((resolve) => stream.once('drain', () => resolve(true))),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 100)),
    ]);
  }
});
