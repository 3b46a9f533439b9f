import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { zstdDecompressSync } from 'node:zlib';
import { fastify } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { App } from '../routes/route-context.ts';
import { compressAnswers } from './compress-answers.ts';

/** Streams that must be sent as they are written, through the compression of all answers. */

const FIRST = `${'first '.repeat(300)}\n`;
const app = fastify() as unknown as App;
/** Types of streams that are packed: a CSV export says `compress: false`. */
const PACKED = ['application/json', 'text/csv; charset=utf-8'];
let stream: PassThrough;

beforeAll(async () => {
  await compressAnswers(app);
  app.get<{ Querystring: { type: string } }>('/stream', (request, reply) => {
    stream = new PassThrough();
    stream.write(FIRST);
    if (PACKED.includes(request.query.type)) stream.end();
    return reply.type(request.query.type).send(stream);
  });
  app.get('/large', async (_request, reply) => reply.header('vary', 'accept').send({ large: 'x'.repeat(2_000) }));
  await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => app.close());

async function ask(type: string): Promise<IncomingMessage> {
  const { port } = app.server.address() as { port: number };
  const path = `/stream?type=${encodeURIComponent(type)}`;
  const headers = { 'accept-encoding': 'zstd, br, gzip' };
  const asked = request({ host: '127.0.0.1', port, path, headers }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return response;
}

test.each(['text/event-stream; charset=utf-8', 'application/x-ndjson; charset=utf-8'])(
  'a stream of %s comes as it is written',
  async (type) => {
    const response = await ask(type);
    expect(response.headers['content-encoding']).toBeUndefined();
    response.setEncoding('utf8');
    // The stream has not ended: the data was sent without waiting for more.
    let read = '';
    response.on('data', (piece: string) => (read += piece));
    await expect.poll(() => read).toBe(FIRST);
    const ended = once(response, 'end');
    stream.end();
    await ended;
  },
);

test.each(PACKED)('a stream of %s is packed, as any answer of its type', async (type) => {
  const response = await ask(type);
  expect(response.headers['content-encoding']).toBe('zstd');
  expect(zstdDecompressSync(await buffer(response)).toString()).toBe(FIRST);
});

test.each([
  ['gzip;q=0, br;q=0, zstd;q=0, *;q=1', undefined],
  ['gzip;q=0, *', 'zstd'],
  ['gzip;q=0, br;q=0, *', 'zstd'],
  ['identity;q=1, gzip;q=0.5', undefined],
  ['identity', undefined],
  ['gzip', 'gzip'],
])('a client that takes %s gets %s, and caches are told', async (header, encoding) => {
  const { headers } = await app.inject({ url: '/large', headers: { 'accept-encoding': header } });
  expect(headers['content-encoding']).toBe(encoding);
  expect(headers.vary).toBe('accept, accept-encoding');
});

test('a cache is told of a bare answer for a client that names no encodings', async () => {
  const { headers } = await app.inject('/large');
  expect(headers['content-encoding']).toBeUndefined();
  expect(headers.vary).toContain('accept-encoding');
});
