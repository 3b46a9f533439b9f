import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { createLogger } from '@logwarren/common';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createQueryLimit } from '../../apps/search/src/queries/query-limits.ts';
import { createSearchMetrics } from '../../apps/search/src/routes/search-metrics.ts';
import { listen } from '../../apps/search/src/server/server.ts';
import { createTestServer } from '../../apps/search/src/test-server.ts';
import { startApp } from '../harness/apps/start-app.ts';
import { openTcpProxy } from '../harness/broker/tcp-proxy.ts';
import { freshDatabase } from '../harness/store/test-store.ts';
import { waitFor } from '../harness/wait-for.ts';

test('while MongoDB is away searches are answered 503 at once or soon, and work again without a restart', async () => {
  await using database = freshDatabase();
  await using proxy = await openTcpProxy(database.url, false);
  await using search = await startApp('search', { MONGO_URL: proxy.url, SEARCH_BUDGET_MS: '500' }).waitListening();
  const statusOf = async () => {
    const response = await fetch(`${search.url}/logs?text=x`, { signal: AbortSignal.timeout(60_000) });
    if (response.status === 503) {
      expect(response.headers.get('retry-after')).toBe('5');
      expect(await response.json()).toMatchObject({ error: { code: 'store-unavailable' } });
    }
    return response.status;
  };
  expect(await statusOf(), 'before MongoDB was ever there').toBe(503);
  expect((await fetch(`${search.healthUrl}/readyz`)).status).toBe(503);
  await proxy.open();
  await search.waitReady();
  expect(await statusOf()).toBe(200);
  await proxy.shut();
  expect(await statusOf(), 'after MongoDB went away').toBe(503);
  await waitFor('the service says that it is not ready', async () => !(await fetch(`${search.healthUrl}/readyz`)).ok);
  await proxy.open();
  await waitFor('searches work again', async () => (await statusOf()) === 200);
});

test('a port in use ends the service with one line that names the variable', async () => {
  await using database = freshDatabase();
  const blocker = createServer().listen(0, '127.0.0.1');
  await once(blocker, 'listening');
  const port = String((blocker.address() as { port: number }).port);
  await using search = startApp('search', { MONGO_URL: database.url, SEARCH_PORT: port });
  expect((await search.exited).code).toBe(1);
  blocker.close();
  const fatal = search.logs.filter(({ level }) => level === 'fatal');
  expect(fatal).toHaveLength(1);
  expect(fatal[0]).toMatchObject({
    code: 'listen-failed',
    msg: expect.stringMatching(new RegExp(`127.0.0.1:${port}.*in use.*SEARCH_PORT`)),
  });
});

test('a wrong configuration ends the service with code 78 and every fault in one line', async () => {
  await using search = startApp('search', {
    SEARCH_BUDGET_MS: 'long',
    SEARCH_MAX_CONCURRENT: '0',
    MONGO_URL: 'localhost',
  });
  expect((await search.exited).code).toBe(78);
  expect(search.logs).toHaveLength(1);
  expect(search.logs[0]?.msg).toMatch(/MONGO_URL.*SEARCH_BUDGET_MS.*SEARCH_MAX_CONCURRENT/);
});

const ID = '019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011';

/** A server over a reader whose searches end only when they are aborted. */
async function serveHangingSearch() {
  const signals: AbortSignal[] = [];
  const hang = async ({ signal }: { signal?: AbortSignal | undefined }) => {
    if (signal === undefined) throw new Error('a query without a signal');
    signals.push(signal);
    await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    throw new Error('unreachable');
  };
  const registry = new Registry();
  const queryLimit = createQueryLimit(10);
  const app = await createTestServer({
    reader: {
      moment: async () => `${Math.floor(Date.now() / 1000)}-5`,
      find: hang,
      get: async () => undefined,
      count: hang,
      histogram: hang,
      serviceHistogram: hang,
      silent: hang,
      facets: hang,
      since: hang,
      fields: hang,
      patterns: hang,
      context: hang,
    },
    queryLimit,
    metrics: createSearchMetrics(registry, () => queryLimit.running),
    budgetMs: 60_000,
  });
  const url = new URL(
    await listen(app, { host: '127.0.0.1', port: 0, isGiven: true, log: createLogger('test', 'silent') }),
  );
  return { app, url, signals, queryLimit, registry, [Symbol.asyncDispose]: () => app.close() };
}

async function send(url: URL, text: string): Promise<Socket> {
  const socket = connect(Number(url.port), url.hostname);
  socket.on('error', () => {});
  socket.setEncoding('utf8');
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}

test('a client that leaves takes its query with it', async () => {
  await using server = await serveHangingSearch();
  for (const path of [
    '/logs',
    '/logs/stats',
    '/logs/overview',
    '/logs/histogram',
    '/logs/facets',
    '/logs/fields',
    '/logs/patterns',
    `/logs/${ID}/context`,
  ]) {
    const socket = await send(server.url, `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await waitFor('the query runs', () => server.queryLimit.running === 1);
    expect(server.signals.at(-1)?.aborted).toBe(false);
    socket.destroy();
    await waitFor('the query is aborted', () => server.queryLimit.running === 0);
    expect(server.signals.at(-1)?.reason).toMatchObject({ code: 'client-gone' });
  }
  await waitFor('all are counted', async () => {
    const metric = await server.registry.getSingleMetric('logwarren_search_requests_total')?.get();
    return metric?.values.filter(({ labels }) => labels.status === 499).length === 8;
  });
});

test.each([
  ['no HTTP at all', 'HELLO\r\n\r\n', 400, 'bad-request'],
  ['a header too long', `GET /logs HTTP/1.1\r\nHost: localhost\r\nx-long: ${'x'.repeat(20_000)}\r\n\r\n`, 431, ''],
  [
    'a path that cannot be decoded',
    'GET /logs/%ff%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    400,
    'bad-request',
  ],
  ['another method', 'PURGE /logs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 405, 'method-not-allowed'],
])('%s is answered in the one shape', async (_what, request, status, code) => {
  await using server = await serveHangingSearch();
  const socket = await send(server.url, request);
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  const body = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')));
  expect(body).toEqual({ error: { code: code || expect.any(String), message: expect.any(String) } });
  expect(answer.toLowerCase()).toContain('x-content-type-options: nosniff');
});

test('SIGTERM lets the answer under way finish', async () => {
  await using database = freshDatabase();
  await using search = await startApp('search', { MONGO_URL: database.url }).waitReady();
  const answers = Array.from({ length: 20 }, () => fetch(`${search.url}/logs/stats`).then(({ status }) => status));
  const first = await Promise.race(answers);
  search.kill('SIGTERM');
  expect(first).toBe(200);
  const settled = await Promise.allSettled(answers);
  // A connection that was not accepted yet may be refused; an answer that began is whole.
  for (const each of settled) if (each.status === 'fulfilled') expect([200, 429, 503]).toContain(each.value);
  expect(await search.exited).toEqual({ code: 0, signal: null });
});
