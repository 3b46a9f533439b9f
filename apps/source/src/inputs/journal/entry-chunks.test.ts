import { createLogger } from '@logwarren/common';
import { createTextReader } from '@logwarren/own-formats';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ChunkParser } from '../../formats/chunk-parser.ts';
import type { ChunkPublisher } from '../files/reading/publish-chunks.ts';
import { EntryChunks } from './entry-chunks.ts';

const FLUSH_MS = 1_000;
const SETTINGS = { format: 'auto', service: undefined, forceService: false, fallbackService: 'journal' } as const;
const TRACE = ['Traceback (most recent call last):', '  File "a.py", line 3, in pay', 'ValueError: no card'];

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Takes entries, and keeps the messages of their records. */
function createChunks() {
  const messages: string[][] = [];
  const publish: ChunkPublisher['publish'] = ({ texts }) => {
    for (const text of texts) messages.push(text.split('\n').map((line) => JSON.parse(line).MESSAGE));
  };
  const { createJoiner } = createTextReader({
    ...SETTINGS,
    attributes: {},
    timeZone: 'UTC',
    units: undefined,
    own: undefined,
  });
  const chunks = new EntryChunks({
    entry: { id: 'journal', cursor: undefined, pending: [], position: 0 } as never,
    name: 'journal',
    flushMs: FLUSH_MS,
    settings: SETTINGS as never,
    parserFor: () => ({ createJoiner }) as unknown as ChunkParser,
    publisher: { hasRoom: true, publish } as ChunkPublisher,
    log: createLogger('test', 'silent'),
  });
  let cursor = 0;
  const take = (process: string, message: string) => {
    cursor += 1;
    const time = { __CURSOR: String(cursor), __REALTIME_TIMESTAMP: String(Date.now() * 1000) };
    chunks.take(
      JSON.stringify({ ...time, _TRANSPORT: 'stdout', _STREAM_ID: process, _PID: process, MESSAGE: message }),
    );
  };
  return { take, messages };
}

test('a trace is whole although entries of other processes were held up earlier', async () => {
  const { take, messages } = createChunks();
  for (const _burst of [1, 2, 3]) {
    take('1', 'ready');
    take('2', TRACE[0] as string);
    await vi.advanceTimersByTimeAsync(60);
    for (const line of TRACE.slice(1)) take('2', line);
    await vi.advanceTimersByTimeAsync(60);
    take('1', 'ready');
    await vi.advanceTimersByTimeAsync(10 * FLUSH_MS);
  }
  expect(messages.filter(([first]) => first !== 'ready')).toEqual([TRACE, TRACE, TRACE]);
});
