import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { type App, startApp } from '../harness/apps/start-app.ts';
import { type QueuedRecord, takeQueued } from '../harness/broker/queued-records.ts';
import { openTestVhost, type TestVhost } from '../harness/broker/vhost.ts';
import { waitFor } from '../harness/wait-for.ts';
import { isHeader, RotatingLog } from './rotating-log.ts';

/** The log that the tests of a file rotate, and the records that came of it; new for each test. */
export const rotated = {} as { vhost: TestVhost; folder: string; log: RotatingLog; queued: QueuedRecord[] };

/** Opens a vhost before the tests of a file, and a folder with a log before each. */
export function useRotatedFile(): void {
  beforeAll(async () => {
    rotated.vhost = await openTestVhost();
  });
  afterAll(() => rotated.vhost[Symbol.asyncDispose]());
  beforeEach(() => {
    rotated.folder = mkdtempSync(join(tmpdir(), 'logwarren-rotation-'));
    rotated.log = new RotatingLog(join(rotated.folder, 'logs', 'shop.log'));
    rotated.queued = [];
  });
  afterEach(async () => {
    await takeQueued(rotated.vhost);
    rmSync(rotated.folder, { recursive: true });
  });
}

/** Starts a source that follows the file. */
export function follow(url = rotated.vhost.url): App {
  const env = {
    AMQP_URL: url,
    SOURCE_STATE_DIR: join(rotated.folder, 'state'),
    SOURCE_FLUSH_MS: '100',
    SHUTDOWN_MS: '10000',
  };
  return startApp('source', env, ['--no-http', '--format', 'raw', rotated.log.path]);
}

/** Takes what has come from the queue; returns everything so far, each record once. */
export async function collect(): Promise<QueuedRecord[]> {
  const known = new Set(rotated.queued.map(({ id }) => id));
  rotated.queued.push(...(await takeQueued(rotated.vhost)).records.filter(({ id }) => !known.has(id)));
  return rotated.queued;
}

/** True for a record that reports lost bytes. */
export const isLoss = ({ attributes }: QueuedRecord) => attributes?.['logwarren.lost.reason'] !== undefined;

/** Numbers of the lines of records; -1 for one that was never written. */
const numbersOf = (records: readonly QueuedRecord[]) =>
  records
    .filter((record) => !isLoss(record) && !isHeader(record.message))
    .map(({ message }) => rotated.log.lines.indexOf(message));

/** Waits until the lines from one number to another have arrived. */
export async function arrived(...ranges: [from: number, to: number][]): Promise<void> {
  const wanted = ranges.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i));
  const lacks = () => wanted.filter((number) => !numbersOf(rotated.queued).includes(number));
  const detail = () => `lacks ${lacks().length} of ${wanted.length} lines: ${lacks().slice(0, 5)} …`;
  await waitFor('the lines', async () => (await collect()) && lacks().length === 0, { timeoutMs: 60_000, detail });
}

/**
 * Nothing is there twice, and the bytes of what is not there are those that were reported, one ERROR for each file.
 *
 * @param errorCount 1 without lost lines when nobody can know whether there were any: 0 bytes, said as "an unknown number"
 */
export function expectAccount(source: App, lostLines: number, errorCount = lostLines > 0 ? 1 : 0): void {
  const numbers = numbersOf(rotated.queued);
  expect(numbers).toHaveLength(new Set(numbers).size);
  expect(numbers).not.toContain(-1);
  const lost = rotated.log.lines.filter((_, number) => !numbers.includes(number));
  expect(lost).toHaveLength(lostLines);
  const lostBytes = lost.reduce((sum, line) => sum + line.length + 1, 0);
  const errors = source.logs.filter(({ level }) => level === 'error');
  expect(errors.reduce((sum, { bytes }) => sum + Number(bytes), 0)).toBe(lostBytes);
  const told = rotated.queued.filter(isLoss).map(({ attributes }) => Number(attributes?.['logwarren.lost.bytes']));
  expect(told.reduce((sum, bytes) => sum + bytes, 0)).toBe(lostBytes);
  expect(errors).toHaveLength(errorCount);
  for (const error of errors) expect(error).toMatchObject({ path: rotated.log.path, reason: expect.any(String) });
}
