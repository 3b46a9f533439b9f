import { fromColumns, type LogBatch } from '@logwarren/contract';
import { createTextReader } from '@logwarren/own-formats';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createChunkParser } from '../../../formats/chunk-parser.ts';
import { createSourceMetrics } from '../../../metrics/source-metrics.ts';
import { CHUNK_BYTES } from './file-chunks.ts';
import { ChunkPublisher, type ChunkPublisherOptions } from './publish-chunks.ts';

const MIB = 1024 * 1024;

/** A publisher whose batches are confirmed by the test, in any order. */
function publisher() {
  const confirms: (() => void)[] = [];
  const offsets: number[] = [];
  const metrics = createSourceMetrics(new Registry());
  const parser = createChunkParser({ format: 'raw', fallbackService: 'shop' });
  const options = {
    sender: { send: () => new Promise<void>((resolve) => confirms.push(resolve)) },
    checkpoint: { save: async () => {} },
    metrics,
    parserFor: () => parser,
    signal: new AbortController().signal,
    onProgress() {},
    onFailure(error: unknown) {
      throw error;
    },
  } as unknown as ChunkPublisherOptions;
  const chunks = new ChunkPublisher(options);
  let position = 0;
  const publish = (bytes: number) => {
    const pending = { start: position, end: position + bytes, readAtMs: 1, parser: parser.settings };
    position = pending.end;
    const texts = ['2026-11-21T10:00:00Z shop INFO x'];
    chunks.publish({ entry: { id: 'f', firstPath: 'f' }, pending, texts }, () => void offsets.push(pending.end));
  };
  const bytesInFlight = async () => (await metrics.chunkBytesInFlight.get()).values[0]?.value ?? 0;
  return { chunks, publish, confirms, offsets, bytesInFlight, options };
}

test('a text that the parser fails on is a record of its text, which is said once for each file', async () => {
  const parser = createChunkParser({ format: 'auto', fallbackService: 'shop' }, undefined, (settings) => {
    const reader = createTextReader(settings);
    const parse: typeof reader.parse = (text, ...more) => {
      if (text.includes('bad')) throw new Error('a fault of the parser');
      return reader.parse(text, ...more);
    };
    return { ...reader, parse };
  });
  const sent: LogBatch[] = [];
  const errors: object[] = [];
  const log = { error: (fields: object) => errors.push(fields) };
  const send = async (batch: LogBatch) => void sent.push(batch);
  const chunks = new ChunkPublisher({
    ...publisher().options,
    sender: { send },
    log,
    parserFor: () => parser,
  } as never);
  for (const start of [0, 10]) {
    const pending = { start, end: start + 10, readAtMs: 1, parser: parser.settings };
    const texts = ['2026-11-21T10:00:00Z ERROR good', '2026-11-21T10:00:00Z ERROR bad'];
    chunks.publish({ entry: { id: 'f', firstPath: '/logs/shop.log' }, pending, texts }, () => {});
  }
  await chunks.settle();
  const messages = sent.flatMap(({ records }) => fromColumns(records).map(({ message }) => message));
  expect(messages.sort()).toEqual(['2026-11-21T10:00:00Z ERROR bad', '2026-11-21T10:00:00Z ERROR bad', 'good', 'good']);
  expect(errors).toEqual([{ path: '/logs/shop.log', reason: 'a fault of the parser' }]);
});

test('bytes under way stay below 4 MiB and one chunk, whatever chunks are confirmed first', async () => {
  const { chunks, publish, confirms, offsets, bytesInFlight } = publisher();
  let most = 0;
  const readOn = async () => {
    while (chunks.hasRoom) {
      publish(CHUNK_BYTES - 1);
      most = Math.max(most, await bytesInFlight());
    }
  };
  await readOn();
  for (let i = 0; i < 5; i++) {
    await expect.poll(() => confirms.length).toBeGreaterThan(0);
    // The newest one: the first stays, and with it the offset of the file.
    confirms.pop()?.();
    await expect.poll(() => offsets.length).toBe(i + 1);
    await expect.poll(() => chunks.hasRoom).toBe(true);
    await readOn();
  }
  expect(most).toBeGreaterThan(4 * MIB);
  expect(most).toBeLessThan(5 * MIB);
  // This much more than the oldest chunk has been read: more than was ever under way.
  expect(Math.max(...offsets)).toBeGreaterThan(5 * MIB);
});
