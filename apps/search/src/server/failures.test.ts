import { AppError } from '@logwarren/common';
import { anyText } from '@logwarren/contract/testing';
import { StoreUnavailableError } from '@logwarren/store';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { createQueryServer, ID, serveReader } from '../test-server.ts';

const { app, asked } = await createQueryServer();
afterAll(() => app.close());

test('MongoDB away is 503 with Retry-After and without its reason', async () => {
  const away = async () => {
    throw new StoreUnavailableError('cannot search', new Error('10.1.2.3:27017 refused'));
  };
  await using server = await serveReader({ find: away, get: away, count: away });
  for (const url of ['/logs', `/logs/${ID}`, '/logs/stats']) {
    const response = await server.inject(url);
    expect([response.statusCode, response.headers['retry-after'], response.json().error.code]).toEqual([
      503,
      '5',
      'store-unavailable',
    ]);
    expect(response.body).not.toContain('10.1.2.3');
  }
});

test('an unexpected error is 500 and tells nothing', async () => {
  const fail = async () => {
    throw new TypeError('secret internals');
  };
  await using server = await serveReader({ find: fail });
  const response = await server.inject('/logs');
  expect(response.statusCode).toBe(500);
  expect(response.body).toBe('{"error":{"code":"internal-error","message":"the search failed; its log says why"}}');
});

test('an error of another part of the product is not mistaken for one of the store', async () => {
  const fail = async () => {
    throw new AppError('something-else', 'x');
  };
  await using server = await serveReader({ find: fail });
  expect((await server.inject('/logs')).statusCode).toBe(500);
});

test('no query string makes a 500', async () => {
  const names = fc.oneof(
    fc.constantFrom(
      'severity',
      'minSeverity',
      'service',
      'from',
      'to',
      'q',
      'text',
      'traceId',
      'limit',
      'order',
      'cursor',
    ),
    fc.constantFrom('__proto__', 'constructor', 'toString', 'severity[$ne]', 'limit[]', ''),
    fc.string({ unit: 'grapheme' }),
  );
  const values = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    anyText(),
    fc.constantFrom(
      'ERROR',
      'now',
      'now-999999999w',
      '999999999w',
      '9'.repeat(22),
      '8640000000000001',
      '-271821-04-20',
    ),
    fc.stringMatching(/^[\d.:TZ+-]{1,30}$/),
    fc.json().map((json) => Buffer.from(json).toString('base64url')),
    fc
      .tuple(
        fc.constantFrom('asc', 'desc'),
        fc.double({ noNaN: true }),
        fc.maxSafeInteger(),
        fc.constantFrom(ID, '', 'g'),
      )
      .map((cursor) => Buffer.from(JSON.stringify(cursor)).toString('base64url')),
  );
  const paths = fc.oneof(
    fc.constantFrom('/logs', '/logs/stats', `/logs/${ID}`),
    fc.string({ unit: 'grapheme', maxLength: 20 }).map((id) => `/logs/${encodeURIComponent(id)}`),
  );
  await fc.assert(
    fc.asyncProperty(paths, fc.array(fc.tuple(names, values), { maxLength: 4 }), async (path, query) => {
      const pairs = query.map(
        ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value.toWellFormed())}`,
      );
      const response = await app.inject(`${path}?${pairs.join('&')}`);
      expect([200, 400, 404]).toContain(response.statusCode);
      if (response.statusCode === 400) {
        for (const { problem } of response.json().error.details ?? [])
          expect(problem).not.toMatch(/zod|expected|undefined/);
      }
      const latest = asked.at(-1);
      for (const ms of [latest?.fromMs, latest?.toMs, latest?.cursor?.timestamp]) {
        if (ms !== undefined) expect(Number.isFinite(new Date(ms).getTime())).toBe(true);
      }
    }),
    { numRuns: 100 },
  );
});

test('raw bytes as a query string make no 500 either', async () => {
  await fc.assert(
    fc.asyncProperty(fc.stringMatching(/^[!-~]{0,80}$/), async (query) => {
      const response = await app.inject(`/logs?${query.replaceAll('#', '')}`);
      expect([200, 400]).toContain(response.statusCode);
    }),
  );
});
