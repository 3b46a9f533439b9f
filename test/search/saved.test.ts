import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, startApp } from '../harness/apps/start-app.ts';
import { freshDatabase } from '../harness/store/test-store.ts';

/** Saved searches: created, listed, shared by a short link. */

const resources = new AsyncDisposableStack();
let search: App;

beforeAll(async () => {
  const database = resources.use(freshDatabase());
  search = resources.use(await startApp('search', { MONGO_URL: database.url }).waitReady());
});

afterAll(() => resources.disposeAsync());

async function call(method: string, path: string, body?: unknown) {
  const response = await fetch(`${search.url}${path}`, {
    method,
    redirect: 'manual',
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
}

test('a search is saved once, listed, opened by its short link, and deleted', async () => {
  const wanted = { name: ' Declined cards ', q: 'level:error AND "card declined"', from: '15m' };
  const saved = await call('POST', '/searches', wanted);
  expect(saved.status).toBe(201);
  const { id } = saved.body;
  expect(saved.body).toEqual({
    ...{ id: expect.stringMatching(/^[a-z2-9]{10}$/), name: 'Declined cards', q: wanted.q, from: '15m' },
    ...{ link: `/s/${id}`, createdAt: expect.any(String) },
  });
  expect((await call('POST', '/searches', wanted)).body).toEqual(saved.body);
  const other = (await call('POST', '/searches', { name: 'another', view: 'patterns', q: 'x' })).body;
  expect((await call('GET', '/searches')).body).toEqual({ searches: [other, saved.body] });
  expect((await call('GET', `/searches/${id}`)).body).toEqual(saved.body);
  const link = await call('GET', saved.body.link);
  expect(link.status).toBe(302);
  const target = new URL(link.headers.get('location') ?? '', 'http://page');
  expect(target.origin).toBe('http://page');
  expect(Object.fromEntries(target.searchParams)).toEqual({ view: 'logs', q: wanted.q, from: '15m' });
  expect((await call('DELETE', `/searches/${id}`)).status).toBe(204);
  for (const [method, path] of [
    ['GET', `/searches/${id}`],
    ['DELETE', `/searches/${id}`],
    ['GET', `/s/${id}`],
  ] as const) {
    expect(await call(method, path)).toMatchObject({ status: 404, body: { error: { code: 'search-not-found' } } });
  }
  expect((await call('GET', '/searches')).body.searches).toEqual([other]);
});

test('what could not be searched for is not saved', async () => {
  const details = async (body: object) => (await call('POST', '/searches', body)).body.error.details;
  expect(await details({ name: '', q: 'level:loud', from: 'soon' })).toMatchObject([
    { parameter: 'name' },
    { parameter: 'q', position: 7, line: 'level:loud', caret: '      ^', hint: expect.any(String) },
    { parameter: 'from' },
  ]);
  expect(await details({ name: 'x', view: '//evil.example' })).toMatchObject([{ parameter: 'view' }]);
  expect(await details({ name: 'x', nmae: 'y' })).toMatchObject([{ parameter: 'nmae' }]);
  expect((await call('GET', '/searches')).body.searches).toHaveLength(1);
});
