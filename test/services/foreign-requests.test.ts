import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createLogger, openHealthServer, Readiness } from '@logwarren/common';
import { DEFAULT_JSON_KEYS } from '@logwarren/contract';
import { Registry } from 'prom-client';
import { afterAll, describe, expect, test } from 'vitest';
import { createTestServer } from '../../apps/search/src/test-server.ts';
import { RecordGatherer } from '../../apps/source/src/batching/gather-records.ts';
import { createHttpApp } from '../../apps/source/src/inputs/http/create-http-app.ts';
import { createSourceMetrics } from '../../apps/source/src/metrics/source-metrics.ts';

/**
 * Every route of every port × a foreign `Host` and a foreign page. The routes are those that fastify was told of, so a new
 * one is in the table by itself; what answers behind the check is left out, for nothing here should get that far.
 */

const PROXY = 'logs.example.com';
const log = createLogger('test', 'silent');

interface Port {
  inject(request: object): Promise<{ statusCode: number; json(): { error: { code: string; message: string } } }>;
  close(): Promise<unknown>;
}

interface Route {
  method: string;
  url: string;
}

const PORTS: Record<string, { variable: string; open: () => Promise<Port> }> = {
  search: {
    variable: 'SEARCH_ALLOWED_HOSTS',
    open: async () => (await createTestServer({ host: '0.0.0.0', allowedHosts: [PROXY] })) as Port,
  },
  source: {
    variable: 'SOURCE_ALLOWED_HOSTS',
    open: async () =>
      createHttpApp({
        ...{ host: '0.0.0.0', port: 0, allowedHosts: [PROXY], log, metrics: createSourceMetrics(new Registry()) },
        records: new RecordGatherer({ accepting: true, send: async () => {} }),
        ...{ isAccepting: () => true, format: 'auto', jsonKeys: DEFAULT_JSON_KEYS, maxBodyBytes: 9_999 },
        ...{ maxBodyRecords: 9, maxRequests: 9, maxHeldBytes: 9_999, confirmMs: 5_000 },
      }) as Port,
  },
  health: {
    variable: 'HEALTH_ALLOWED_HOSTS',
    open: async () =>
      (await openHealthServer({
        ...{ host: '127.0.0.1', port: 0, isPortGiven: true, allowedHosts: [PROXY], log },
        ...{ readiness: new Readiness(log), metrics: new Registry() },
      })) as Port,
  },
};

/** Opens a port and lists its routes, also those of plugins. */
async function openPort(open: () => Promise<Port>): Promise<{ app: Port; routes: Route[] }> {
  const routes: Route[] = [];
  const watch = (message: unknown) => {
    const { fastify } = message as { fastify: { addHook(name: string, hook: (route: never) => void): void } };
    fastify.addHook('onRoute', ({ method, url }: { method: string | string[]; url: string }) => {
      for (const each of [method].flat()) routes.push({ method: each, url: url.replace('*', 'x').replaceAll(':', '') });
    });
  };
  subscribe('fastify.initialization', watch);
  try {
    return { app: await open(), routes };
  } finally {
    unsubscribe('fastify.initialization', watch);
  }
}

describe.each(Object.entries(PORTS))('the port of %s', async (_, { variable, open }) => {
  const { app, routes: found } = await openPort(open);
  afterAll(() => app.close());
  const isLong = ({ url }: Route) => url.startsWith('/logs/export') || url.startsWith('/logs/tail');
  // Behind the check the long ones answer 400, instead of beginning.
  const routes = found.map((route) => (isLong(route) ? { ...route, url: `${route.url}?no-such-parameter` } : route));
  const long = routes.filter(isLong);
  const changing = [...routes.filter(({ method }) => method !== 'GET' && method !== 'HEAD'), ...long];
  const send = async (route: Route, headers: Record<string, string | undefined>) => {
    const response = await app.inject({
      ...route,
      headers: { 'content-type': 'text/plain', ...headers },
      payload: 'FATAL',
    });
    return response.statusCode === 403 && route.method !== 'HEAD' ? response.json().error : response.statusCode;
  };
  const refused = (code: string) => expect.objectContaining({ code, message: expect.stringContaining(variable) });

  test('has routes', () => {
    expect(routes.length).toBeGreaterThanOrEqual(3);
  });

  test.each(routes)('$method $url asked under a foreign name is refused', async (route) => {
    for (const host of ['evil.example', `evil.example:8080`, 'localhost.evil.example', '127.0.0.1.evil.example', '[']) {
      for (const page of [{}, { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }]) {
        const answer = await send(route, { host, ...page });
        expect(answer, host).toEqual(route.method === 'HEAD' ? 403 : refused('host-not-allowed'));
      }
    }
  });

  test.skipIf(changing.length === 0).each(changing)('$method $url sent by a foreign page is refused', async (route) => {
    const host = 'localhost:8080';
    for (const page of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://localhost:3000' },
      { origin: 'http://127.0.0.1:8080' },
      { origin: 'http://evil.example', 'sec-fetch-site': 'none' },
      { origin: `chrome-extension://${PROXY}` },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
      {
        ...{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
        ...{ 'sec-fetch-user': '?1' },
      },
      { origin: 'http://localhost:8080', 'sec-fetch-site': 'cross-site' },
    ]) {
      expect(await send(route, { host, ...page }), JSON.stringify(page)).toEqual(refused('origin-not-allowed'));
    }
  });

  test.each(routes)('$method $url with a second name, or as of a proxy, is refused', async (route) => {
    const hosts = { host: ['localhost', 'evil.example'] } as unknown as Record<string, string>;
    const isHead = route.method === 'HEAD';
    expect(await send(route, hosts)).toEqual(isHead ? 403 : refused('host-not-allowed'));
  });

  test('its own page, a page behind the proxy, programs and probes are answered', async () => {
    const own = { 'sec-fetch-site': 'same-origin' };
    for (const headers of [
      { host: 'localhost:8080' },
      { host: 'LOCALHOST.' },
      { host: '127.0.0.1:8080', origin: 'http://127.0.0.1:8080', ...own },
      { host: '[::1]:8080', origin: 'http://[::1]:8080', ...own },
      { host: '10.1.2.3' },
      { host: '10.1.2.3:80', origin: 'http://10.1.2.3' },
      { host: PROXY, origin: `https://${PROXY}`, ...own },
      { host: `${PROXY}:443`, origin: `https://${PROXY}`, ...own },
      { host: '127.0.0.1:8080', origin: `https://${PROXY}:8443`, ...own },
      { host: 'localhost', 'sec-fetch-site': 'none' },
    ]) {
      for (const route of [
        ...changing,
        { method: 'GET', url: '/no-such-path' },
        { method: 'POST', url: '/no-such-path' },
      ]) {
        expect(await send(route, headers), `${route.method} ${route.url} ${JSON.stringify(headers)}`).toEqual(
          expect.any(Number),
        );
      }
    }
  });

  test('a link on a foreign page may lead here', async () => {
    const headers = { host: 'localhost', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect(await send({ method: 'GET', url: '/' }, headers)).not.toBe(403);
    const click = { ...headers, 'sec-fetch-dest': 'document', 'sec-fetch-user': '?1' };
    for (const route of long)
      expect(await send(route, click), route.url).not.toMatchObject({ code: expect.any(String) });
  });
});
