import { afterAll, expect, test } from 'vitest';
import { createQueryServer, ID, serveReader } from '../test-server.ts';

const { app } = await createQueryServer();
afterAll(() => app.close());

test('more searches than allowed at once are answered 429 with Retry-After', async () => {
  const held = Promise.withResolvers<void>();
  const find = async () => {
    await held.promise;
    return { records: [], next: null, complete: true };
  };
  await using server = await serveReader({ find }, 2);
  const running = [server.inject('/logs'), server.inject('/logs')].map((response) =>
    response.then((r) => r.statusCode),
  );
  await new Promise(setImmediate);
  const refused = await server.inject('/logs');
  expect([refused.statusCode, refused.headers['retry-after'], refused.json().error.code]).toEqual([
    429,
    '1',
    'too-many-searches',
  ]);
  held.resolve();
  expect(await Promise.all(running)).toEqual([200, 200]);
  expect((await server.inject('/logs')).statusCode).toBe(200);
});

test.each([
  ['POST', '/logs', 405, 'method-not-allowed'],
  ['DELETE', `/logs/${ID}`, 405, 'method-not-allowed'],
  ['OPTIONS', '/logs', 405, 'method-not-allowed'],
  ['GET', '/nothing', 404, 'not-found'],
  ['GET', '/logs/%zz', 400, 'bad-request'],
] as const)('%s %s is %i in the same shape', async (method, url, status, code) => {
  const response = await app.inject({ method, url });
  expect(response.statusCode).toBe(status);
  expect(response.json()).toEqual({ error: { code, message: expect.any(String) } });
  if (status === 405) expect(response.headers.allow).toBe('GET, HEAD');
});

test('every answer has strict headers and none allows another origin', async () => {
  for (const url of ['/', '/logs', '/logs?x=1', '/nothing', '/openapi.json', '/docs/', '/docs/js/scalar.js']) {
    const { headers } = await app.inject({ url, headers: { origin: 'https://evil.example' } });
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  }
});

test.each([
  ['/stats', 'did you mean /logs/stats?'],
  ['/log', 'did you mean /logs?'],
  ['/metrics', 'it is on the health port'],
  ['/nowhere', '/ names the paths'],
])('%s is told where to look', async (path, advice) => {
  expect((await app.inject(path)).json().error.message).toContain(advice);
});
