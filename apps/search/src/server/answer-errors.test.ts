import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { App } from '../routes/route-context.ts';
import { createTestServer } from '../test-server.ts';

/** Every route with every fault that needs no data: one shape, and a sentence that says what is wrong and what to do. */

const ID = '019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011';
const LETTER = '0'.repeat(32);
const GETS = [
  '/logs',
  '/logs/stats',
  '/logs/histogram',
  '/logs/facets',
  '/logs/fields',
  '/logs/patterns',
  '/logs/export',
  '/logs/now',
  '/logs/overview',
  '/logs/tail',
  `/logs/${ID}`,
  `/logs/${ID}/context`,
  '/searches',
  '/searches/abc',
  '/dead-letters',
  `/dead-letters/${LETTER}`,
  `/dead-letters/${LETTER}/body`,
  '/ledger',
  '/version',
];
const POSTS = ['/searches', '/dead-letters/replay', '/dead-letters/discard'];
const JSON_TYPE = { 'content-type': 'application/json' };

let app: App;

beforeAll(async () => {
  app = await createTestServer();
  await app.ready();
});

afterAll(() => app.close());

async function refused(
  request: InjectOptions,
): Promise<{ status: number; code: string; message: string; allow: unknown }> {
  const response = await app.inject(request);
  expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
  const { error } = response.json();
  // The name of a status says nothing about the fault.
  expect(error.message.length).toBeGreaterThan(25);
  return { status: response.statusCode, code: error.code, message: error.message, allow: response.headers.allow };
}

test('the table has every path', () => {
  const { paths = {} } = app.swagger() as { paths?: Record<string, Record<string, unknown>> };
  const documented = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((method) => method !== 'head')
      .map((method) => `${method} ${path}`),
  );
  const listed = (path: string) => path.replace(ID, '{id}').replace(LETTER, '{id}').replace('/abc', '/{id}');
  const here = [...GETS.map((path) => `get ${listed(path)}`), ...POSTS.map((path) => `post ${path}`)];
  const others = ['delete /searches/{id}', 'get /s/{id}'];
  expect(documented.toSorted()).toEqual([...here, ...others].toSorted());
});

describe.each(GETS)('GET %s', (path) => {
  test('refuses a parameter that it does not know', async () => {
    expect(await refused({ url: `${path}?zzzz=1` })).toMatchObject({
      status: 400,
      code: 'invalid-parameter',
      message: expect.stringMatching(/^zzzz is not a parameter of this path; (use |it takes none)/),
    });
  });

  test.each(['q=%ff', 'q=%zz', 'q=50%', '%ff=1', 'a=1&q=%c3'])(
    'refuses %s, which is not percent-encoded UTF-8',
    async (query) => {
      expect(await refused({ url: `${path}?${query}` })).toMatchObject({
        status: 400,
        code: 'invalid-parameter',
        message: expect.stringMatching(/^(q|%ff) is not percent-encoded UTF-8; .*%25/),
      });
    },
  );

  test.each(['PATCH', 'PUT', 'OPTIONS', 'PURGE'])('does not take %s, and says what it takes', async (method) => {
    const { message, ...rest } = await refused({ method: method as 'PUT', url: path });
    expect(rest).toEqual({ status: 405, code: 'method-not-allowed', allow: expect.stringContaining('GET') });
    expect(message).toMatch(new RegExp(`does not take ${method}; use .*GET`));
  });
});

describe.each(POSTS)('POST %s', (url) => {
  const send = (payload: string | Buffer, headers: Record<string, string> = JSON_TYPE) =>
    refused({ method: 'POST', url, payload, headers });

  test.each([
    ['no content type', '{}', {}, 415, 'unsupported-media-type', 'application/json'],
    [
      'a form',
      'a=1',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'unsupported-media-type',
      'application/json',
    ],
    ['text', '{}', { 'content-type': 'text/plain' }, 415, 'unsupported-media-type', 'application/json'],
    ['a packed body', 'x', { ...JSON_TYPE, 'content-encoding': 'gzip' }, 415, 'unsupported-media-type', '"gzip"'],
    ['an empty body', '', JSON_TYPE, 400, 'bad-request', 'empty'],
    ['half a body', '{"a":', JSON_TYPE, 400, 'bad-request', 'is not JSON'],
    ['another encoding', Buffer.from('{"name":"caf\xe9"}', 'latin1'), JSON_TYPE, 400, 'bad-request', 'is not UTF-8'],
    ['a list', '[1]', JSON_TYPE, 400, 'invalid-parameter', 'body is not an object'],
    ['a number', '5', JSON_TYPE, 400, 'invalid-parameter', 'body is not an object'],
    ['an unknown member', '{"zzzz":1}', JSON_TYPE, 400, 'invalid-parameter', 'zzzz'],
    ['a large body', `{"a":"${'x'.repeat(2_000_000)}"}`, JSON_TYPE, 413, 'payload-too-large', '1 MiB'],
  ])('refuses %s', async (_name, payload, headers, status, code, says) => {
    const answer = await send(payload, headers as Record<string, string>);
    expect(answer).toMatchObject({ status, code, message: expect.stringContaining(says) });
  });

  test('refuses parameters in the query: what they ask for would not be done', async () => {
    const answer = await refused({
      method: 'POST',
      url: `${url}?zzzz=1`,
      payload: url === '/searches' ? '{"name":"x"}' : '{"filter":{}}',
      headers: JSON_TYPE,
    });
    expect(answer).toMatchObject({
      status: 400,
      message: 'zzzz is not a parameter of this path; it takes none',
    });
  });
});

test('`dryRun` in the query is not taken for a wish to do it', async () => {
  const answer = await refused({
    method: 'POST',
    url: '/dead-letters/discard?dryRun=true',
    payload: '{"filter":{}}',
    headers: JSON_TYPE,
  });
  expect(answer).toMatchObject({ status: 400, message: 'dryRun belongs into the body of the request' });
});

test.each([
  ['/log', 404, 'there is nothing at /log; did you mean /logs?'],
  ['/loggs/stats', 404, 'did you mean /logs/stats?'],
  ['//logs', 404, 'did you mean /logs?'],
  ['/dead_letters', 404, 'did you mean /dead-letters?'],
  ['/dead-leters/replay', 404, 'did you mean /dead-letters/replay?'],
  ['/api/v1/query', 404, '/ names the paths'],
  ['/healthz', 404, 'it is on the health port'],
  ['/logs/statz', 400, 'did you mean /logs/stats?'],
  ['/logs/', 400, 'did you mean /logs?'],
  ['/logs/%ff', 400, 'the path is not percent-encoded UTF-8'],
  ['/dead-letters/replay', 405, '/dead-letters/replay does not take GET; use POST'],
])('GET %s is %i: %s', async (url, status, sentence) => {
  expect(await refused({ url })).toMatchObject({ status, message: expect.stringContaining(sentence) });
});

test.each([
  ['POST', '/'],
  ['DELETE', '/?view=logs'],
  ['POST', '/openapi.json'],
  ['DELETE', '/docs/'],
  ['POST', '/docs/js/scalar.js'],
])('%s %s is 405: the path is there, though no document names it', async (method, url) => {
  const { message, ...rest } = await refused({ method: method as 'PUT', url });
  expect(rest).toEqual({ status: 405, code: 'method-not-allowed', allow: 'GET, HEAD' });
  expect(message).toContain(`does not take ${method}; use GET`);
});

test('a path that no document names is not offered', async () => {
  const { message } = await refused({ url: '/openapi.jso' });
  expect(message).toBe('there is nothing at /openapi.jso; / names the paths');
});

test('/openapi.json takes no parameters; links for a browser take any, as chats and mail add their own', async () => {
  expect(await refused({ url: '/openapi.json?zzzz=1' })).toMatchObject({
    status: 400,
    message: 'zzzz is not a parameter of this path; it takes none',
  });
  for (const url of ['/?utm_source=mail', '/docs/?utm_source=mail']) {
    expect((await app.inject(url)).statusCode).toBe(200);
  }
});

test('a path of nothing is not there, whatever the method', async () => {
  expect(await refused({ method: 'POST', url: '/nothing/of/this' })).toMatchObject({ status: 404, code: 'not-found' });
});
