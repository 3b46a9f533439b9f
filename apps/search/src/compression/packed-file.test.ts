import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import type { App } from '../routes/route-context.ts';
import { compressAnswers } from '../server/compress-answers.ts';
import { type Packers, packFile, sendPacked } from './packed-file.ts';

const TEXT = Buffer.from('a script that is long enough to be packed. '.repeat(100));
const PATH = '/script.js';

/** A server of one file whose type says text, with the compression of all other answers; counts how often it packs. */
async function serve(failures = 0) {
  const made: string[] = [];
  const pack = (encoding: string) => async () => {
    made.push(encoding);
    if (made.length <= failures) throw new Error('out of memory');
    return Buffer.from(`packed as ${encoding}`);
  };
  const packers: Packers = { br: pack('br'), zstd: pack('zstd'), gzip: pack('gzip') };
  const file = packFile(TEXT, packers);
  const app = fastify() as unknown as App;
  await compressAnswers(app, [PATH]);
  app.get(PATH, async (request, reply) => {
    reply.type('text/javascript');
    return await sendPacked(request, reply, file);
  });
  const ask = (headers: Record<string, string>) => app.inject({ url: PATH, headers });
  return { made, ask, [Symbol.asyncDispose]: () => app.close() };
}

test.each([
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip, zstd', 'zstd'],
  ['zstd', 'zstd'],
  ['gzip', 'gzip'],
  ['*', 'br'],
  ['br;q=0, *', 'zstd'],
  ['*;q=0, gzip', 'gzip'],
])('to clients that take %j it is packed once', async (takes, encoding) => {
  await using server = await serve();
  for (let request = 0; request < 3; request++) {
    const { body, headers } = await server.ask({ 'accept-encoding': takes });
    expect(body).toBe(`packed as ${encoding}`);
    expect(headers).toMatchObject({ 'content-encoding': encoding, 'content-length': String(body.length) });
  }
  expect(server.made).toEqual([encoding]);
});

test.each(['identity', 'deflate', '*;q=0', 'br;q=0'])('to clients that take %j it goes as it is', async (takes) => {
  await using server = await serve();
  const { rawPayload, headers } = await server.ask({ 'accept-encoding': takes });
  expect(rawPayload.equals(TEXT)).toBe(true);
  expect(headers['content-encoding']).toBeUndefined();
  expect(server.made).toEqual([]);
});

test('each encoding has an ETag of its own, and no other is answered 304', async () => {
  await using server = await serve();
  const tags = new Map<string, string>();
  for (const takes of ['br', 'zstd', 'gzip', 'identity']) {
    tags.set(takes, String((await server.ask({ 'accept-encoding': takes })).headers.etag));
  }
  expect(new Set(tags.values()).size).toBe(4);
  for (const [takes, tag] of tags) {
    for (const given of [tag, `W/${tag}`, `"other", ${tag}`]) {
      expect((await server.ask({ 'accept-encoding': takes, 'if-none-match': given })).statusCode).toBe(304);
    }
    const others = [...tags.values()].filter((each) => each !== tag).join(', ');
    expect((await server.ask({ 'accept-encoding': takes, 'if-none-match': others })).statusCode).toBe(200);
  }
});

test('a packing that failed is tried again', async () => {
  await using server = await serve(1);
  const first = await server.ask({ 'accept-encoding': 'br' });
  expect(first.statusCode).toBe(500);
  expect(first.headers['content-encoding']).toBeUndefined();
  expect((await server.ask({ 'accept-encoding': 'br' })).body).toBe('packed as br');
  expect(server.made).toEqual(['br', 'br']);
});
