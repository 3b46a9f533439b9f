import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, createGunzip, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { createLogger } from '@logwarren/common';
import type { LogRecord } from '@logwarren/contract';
import type { LogPage } from '@logwarren/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LogReader } from '../../apps/search/src/queries/store-functions.ts';
import { listen } from '../../apps/search/src/server/server.ts';
import { createTestServer } from '../../apps/search/src/test-server.ts';

/** Answers are packed for clients that take it, and what comes bit by bit still does. */

const RECORDS = Array.from({ length: 500 }, (_, index): LogRecord => {
  const id = `019aa5c2-7f31-7b1e-9c44-${index.toString(16).padStart(12, '0')}`;
  const message = `order ${index * 7919} of customer ${index * 104_729} accepted in ${index % 97} ms`;
  const timestamp = Date.parse('2026-11-21T10:15:30Z') + index * 37;
  return { id, timestamp, observedAt: timestamp, service: 'checkout', severity: 'INFO', severityNumber: 9, message };
});
const CURSOR = { timestamp: 1, id: RECORDS[0]?.id, order: 'desc' } as unknown as LogPage['next'];

const DECODERS: Record<string, (bytes: Buffer) => Buffer> = {
  zstd: zstdDecompressSync,
  br: brotliDecompressSync,
  gzip: gunzipSync,
};

const resources = new AsyncDisposableStack();
let url: string;
/** Lets the second page of an export come. */
let goOn: () => void;

beforeAll(async () => {
  const { promise: second, resolve } = Promise.withResolvers<void>();
  goOn = resolve;
  const find = async ({ cursor, limit }: Parameters<LogReader['find']>[0]): Promise<LogPage> => {
    if (limit !== 5_000) return { records: RECORDS.slice(0, limit), next: null, complete: true };
    if (cursor === undefined) return { records: RECORDS.slice(0, 1), next: CURSOR, complete: true };
    await second;
    return { records: RECORDS.slice(1, 3), next: null, complete: true };
  };
  const log = createLogger('test', 'silent');
  const reader = { moment: async () => '1795262400-5', find } as unknown as LogReader;
  const app = await createTestServer({ reader, log });
  resources.defer(() => app.close());
  url = await listen(app, { host: '127.0.0.1', port: 0, isGiven: true, log });
});
afterAll(() => resources.disposeAsync());

async function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<IncomingMessage> {
  const asked = request(`${url}${path}`, { headers, method }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return response;
}

describe('an answer above 1 KiB', () => {
  test.each([
    ['zstd, br, gzip', 'zstd'],
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['gzip;q=0', undefined],
    ['identity', undefined],
    ['', undefined],
  ])('to a client that takes %j is packed as %s', async (takes, encoding) => {
    const response = await ask('/logs?limit=500', { 'accept-encoding': takes });
    const bytes = await buffer(response);
    expect(response.headers['content-encoding']).toBe(encoding);
    const text = (encoding === undefined ? bytes : (DECODERS[encoding]?.(bytes) ?? bytes)).toString();
    expect(JSON.parse(text).records).toHaveLength(500);
    if (encoding === undefined) return;
    expect(response.headers.vary?.toLowerCase()).toContain('accept-encoding');
    expect(bytes.length).toBeLessThan(text.length / 5);
  });

  test('says for HEAD that it differs by what the client takes, and no length that GET would not have', async () => {
    const response = await ask('/logs?limit=500', { 'accept-encoding': 'gzip' }, 'HEAD');
    expect(response.statusCode).toBe(200);
    expect(response.headers.vary).toContain('accept-encoding');
    expect(response.headers['content-length']).toBeUndefined();
    expect(await buffer(response)).toHaveLength(0);
  });

  test('the description of the API is packed, too; a small answer is not', async () => {
    const takes = { 'accept-encoding': 'gzip' };
    const described = await ask('/openapi.json', takes);
    expect(described.headers['content-encoding']).toBe('gzip');
    expect(JSON.parse(gunzipSync(await buffer(described)).toString()).openapi).toBe('3.1.0');
    const small = await ask('/logs?limit=1', takes);
    expect(small.headers['content-encoding']).toBeUndefined();
    expect(JSON.parse((await buffer(small)).toString()).records).toHaveLength(1);
  });
});

test('an export that is packed on the way comes as it is written', async () => {
  const response = await ask('/logs/export', { 'accept-encoding': 'gzip, br, zstd' });
  expect(response.headers['content-encoding']).toBe('gzip');
  const text = response.pipe(createGunzip()).setEncoding('utf8');
  let read = '';
  text.on('data', (piece: string) => (read += piece));
  // The search goes on; what it has found so far is here.
  await expect.poll(() => read, { timeout: 60_000 }).toContain(RECORDS[0]?.message);
  expect(read).not.toContain(RECORDS[1]?.message);
  goOn();
  await once(text, 'end');
  expect(read.trimEnd().split('\n').at(-1)).toContain('"records":3');
});

describe('the script of the API reference', () => {
  test.each([
    ['br, gzip', 'br', 1_100_000],
    ['gzip', 'gzip', 1_300_000],
    ['zstd', 'zstd', 1_300_000],
    ['*', 'br', 1_100_000],
    ['', undefined, 5_000_000],
  ])('to a client that takes %j is packed once', async (takes, encoding, most) => {
    const response = await ask('/docs/js/scalar.js', { 'accept-encoding': takes });
    const bytes = await buffer(response);
    expect(response.headers['content-encoding']).toBe(encoding);
    expect(response.headers['content-type']).toContain('javascript');
    expect(Number(response.headers['content-length'])).toBe(bytes.length);
    expect(bytes.length).toBeLessThan(most);
    const script = encoding === undefined ? bytes : (DECODERS[encoding]?.(bytes) ?? bytes);
    expect(script.length).toBeGreaterThan(4_000_000);
  });

  test('is not sent again to a browser that has it', async () => {
    const first = await ask('/docs/js/scalar.js', { 'accept-encoding': 'br' }, 'HEAD');
    const { etag = '' } = first.headers;
    expect(etag).toMatch(/^"[\w-]{22}-br"$/);
    const again = await ask('/docs/js/scalar.js', { 'accept-encoding': 'br', 'if-none-match': etag });
    expect(again.statusCode).toBe(304);
    expect(again.headers.vary).toContain('accept-encoding');
    expect(await buffer(again)).toHaveLength(0);
    const other = await ask('/docs/js/scalar.js', { 'accept-encoding': 'br', 'if-none-match': '"other"' });
    expect(other.statusCode).toBe(200);
    other.destroy();
  });
});
