import { recordJson } from '@logwarren/api';
import { AppError } from '@logwarren/common';
import type { LogRecord } from '@logwarren/contract';
import { anyText } from '@logwarren/contract/testing';
import {
  AsOfAheadError,
  AsOfExpiredError,
  beforeAll,
  decodeCursor,
  encodeCursor,
  type FacetQuery,
  type HistogramQuery,
  type LogQuery,
  StoreUnavailableError,
} from '@logwarren/store';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { createQueryLimit } from './queries/query-limit.ts';
import type { LogReader } from './queries/store-functions.ts';
import { createTestServer } from './test-server.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const ID = '019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011';
const RECORD: LogRecord = {
  id: ID,
  timestamp: Date.parse('2026-11-21T10:15:30.123Z'),
  observedAt: Date.parse('2026-11-21T10:15:30.140Z'),
  service: 'checkout',
  severity: 'ERROR',
  severityNumber: 17,
  message: 'payment declined: timeout after 3000 ms',
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  attributes: { 'http.response.status_code': 502 },
};

/** The moment of every answer that was not asked for another one. */
const AS_OF = `${NOW}-1795262400-5`;
const asked: LogQuery[] = [];
const NONE = { count: 0, error: 0 };
const empty: LogReader = {
  moment: async () => '1795262400-5',
  find: async (query) => {
    asked.push(query);
    return { records: [], next: null, complete: true };
  },
  get: async () => undefined,
  count: async () => ({ counts: [], complete: true }),
  histogram: async () => ({ fromMs: 0, toMs: 0, stepMs: 1, endMs: 0, bins: [], complete: true }),
  serviceHistogram: async () => ({
    ...{ fromMs: 0, toMs: 0, starts: [], stepMs: 1, endMs: 0, services: new Map(), complete: true },
  }),
  silent: async () => ({ silent: [], complete: true }),
  facets: async () => ({ facets: [], complete: true }),
  since: async () => ({ records: [], leftOut: 0, complete: true }),
  fields: async () => ({ fields: [], records: NONE, exact: true, mayMiss: 0, complete: true }),
  patterns: async () => ({
    ...{ patterns: [], others: NONE, fromMs: 0, toMs: 0, stepMs: 1 },
    ...{ exact: true, mayMiss: 0, complete: true, counted: true },
  }),
  context: async () => undefined,
};

async function serve(reader: Partial<LogReader> = {}, limit = 100) {
  const queryLimit = createQueryLimit(limit);
  return await createTestServer({ reader: { ...empty, ...reader }, queryLimit, now: () => NOW });
}

const app = await serve();
afterAll(() => app.close());

async function queryOf(url: string): Promise<LogQuery> {
  const response = await app.inject(url);
  expect(response.body).toBe(`{"records":[],"next":null,"complete":true,"asOf":"${AS_OF}"}`);
  return asked.at(-1)!;
}

async function problemsOf(url: string) {
  const response = await app.inject(url);
  expect(response.statusCode).toBe(400);
  expect(response.json().error.code).toBe('invalid-parameter');
  return response.json().error.details as { parameter: string; problem: string }[];
}

test('a record has the shape of the design, key by key', async () => {
  await using server = await serve({ find: async () => ({ records: [RECORD], next: null, complete: true }) });
  const response = await server.inject('/logs');
  expect(response.body).toBe(
    `{"records":[{"id":"${ID}","timestamp":"2026-11-21T10:15:30.123Z","service":"checkout","severity":"ERROR",` +
      '"severityNumber":17,"message":"payment declined: timeout after 3000 ms",' +
      '"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","attributes":{"http.response.status_code":502},' +
      '"observedAt":"2026-11-21T10:15:30.140Z"}],"next":null,"complete":true,' +
      `"asOf":"${AS_OF}"}`,
  );
  for (const record of response.json().records) recordJson.strict().parse(record);
});

test('nanoseconds, the original severity word and the span are shown where there are any', async () => {
  const record = { ...RECORD, nanos: 7, severityText: 'crit', spanId: '00f067aa0ba902b7', attributes: undefined };
  await using server = await serve({ get: async () => record });
  const answer = (await server.inject(`/logs/${ID.toUpperCase()}`)).json();
  expect(answer).toMatchObject({ timestamp: '2026-11-21T10:15:30.123000007Z', severityText: 'crit', attributes: {} });
  recordJson.strict().parse(answer);
});

test('without parameters the newest 100 records are searched', async () => {
  const query = await queryOf('/logs');
  expect(query).toMatchObject({ filter: { kind: 'all' }, limit: 100, order: 'desc', budgetMs: 5_000 });
  expect(query).not.toHaveProperty('fromMs');
  expect(query.toMs).toBe(NOW);
});

test('parameters become one query', async () => {
  const query = await queryOf(
    '/logs?severity=error,Warning&severity=critical&minSeverity=warn&service=a,b&service=c&from=15m&to=now-1m' +
      '&text=card%20%22timed%20out%22&traceId=4BF92F35-77B3-4DA6-A3CE-929D0E0E4736&limit=5&order=ASC',
  );
  expect(query).toMatchObject({
    fromMs: NOW - 900_000,
    toMs: NOW - 60_000,
    limit: 5,
    order: 'asc',
    filter: {
      kind: 'and',
      filters: [
        {
          kind: 'or',
          filters: [
            { kind: 'severity', min: 17, max: 20 },
            { kind: 'severity', min: 13, max: 16 },
            { kind: 'severity', min: 18, max: 18 },
          ],
        },
        { kind: 'severity', min: 13, max: 24 },
        { kind: 'or', filters: ['a', 'b', 'c'].map((service) => ({ kind: 'service', service })) },
        { kind: 'trace', traceId: RECORD.traceId },
        {
          kind: 'and',
          filters: [
            { kind: 'phrase', phrase: 'card' },
            { kind: 'phrase', phrase: 'timed out' },
          ],
        },
      ],
    },
  });
});

test('a cursor goes on in its own order, and not in the other', async () => {
  const cursor = { timestamp: NOW, nanos: 0, origin: ID.slice(0, 32), ordinal: 7, id: ID, order: 'asc' as const };
  const text = encodeCursor(cursor);
  expect(await queryOf(`/logs?cursor=${text}`)).toMatchObject({ cursor, order: 'asc' });
  expect(await problemsOf(`/logs?cursor=${text}&order=desc`)).toMatchObject([{ parameter: 'cursor' }]);
  const absurd = encodeCursor({ ...cursor, timestamp: 1e300 });
  expect(await problemsOf(`/logs?cursor=${absurd}`)).toMatchObject([{ parameter: 'cursor' }]);
});

test('a cursor goes on with its own query alone, however its parameters are written', async () => {
  const next = { ...beforeAll(NOW), order: 'desc' as const };
  const find = async () => ({ records: [], next, complete: false, searchedTo: NOW });
  await using server = await serve({ find });
  const ask = async (query: string) => await server.inject(`/logs?${query}`);
  const cursor = (await ask('service=a,b&from=15m&limit=1')).json().next;
  for (const same of [
    'service=a,b&from=15m',
    'service=b&service=a&from=15m&limit=9&order=desc',
    `from=15m&service=a,b&asOf=${AS_OF}`,
  ]) {
    expect((await ask(`${same}&cursor=${cursor}`)).statusCode).toBe(200);
  }
  for (const other of ['severity=ERROR', 'service=a&from=15m', 'service=a,b', 'service=a,b&from=16m', 'q=service:a']) {
    const response = await ask(`${other}&cursor=${cursor}`);
    expect([response.statusCode, response.json().error.details]).toMatchObject([
      400,
      [{ parameter: 'cursor', problem: expect.stringContaining('belongs to another query') }],
    ]);
  }
  // A cursor of an earlier build, which said nothing about the query.
  const before = Buffer.from(JSON.stringify([1, 'desc', NOW, 0, '', 0, ''])).toString('base64url');
  expect((await ask(`severity=ERROR&cursor=${before}`)).statusCode).toBe(200);
});

test('a cursor is bound to the texts of its query, and stays so whatever a build makes of them', async () => {
  const next = { ...beforeAll(NOW), order: 'desc' as const };
  const find = async () => ({ records: [], next, complete: false, searchedTo: NOW });
  await using server = await serve({ find });
  const query =
    'text=a%20%22b%20c%22&from=2h&to=now&minSeverity=warn&severity=info,ERROR&service=b&service=a&q=x:y%20OR%20z';
  const cursor = (await server.inject(`/logs?${query}`)).json().next;
  // A change of it would refuse the cursors of the build before.
  expect(decodeCursor(cursor)?.query).toBe('KASSg_qgU5x');
});

test('all faults are told at once, each with what is allowed', async () => {
  const url =
    '/logs?limit=0&severity=bad,ERROR,3,eror&order=up&from=2026-02-30&to=soon&text=%22open&traceId=xyz&cursor=~&service=&levle=x&level=y';
  expect(await problemsOf(url)).toEqual([
    expect.objectContaining({
      parameter: 'severity',
      problem: expect.stringContaining('"bad" is not a severity; use TRACE'),
    }),
    expect.objectContaining({ parameter: 'severity', problem: expect.stringContaining('"3" is not a severity') }),
    expect.objectContaining({ parameter: 'severity', problem: expect.stringContaining('did you mean error?') }),
    { parameter: 'service', problem: 'has an empty value; give a value or leave it out' },
    expect.objectContaining({
      parameter: 'from',
      problem: expect.stringContaining('"2026-02-30" is not a time; use an age'),
    }),
    expect.objectContaining({ parameter: 'to', problem: expect.stringContaining('"soon" is not a time') }),
    { parameter: 'text', problem: 'quotation mark at position 1 is never closed' },
    { parameter: 'traceId', problem: '"xyz" is not a trace id; it has 32 hex digits' },
    { parameter: 'limit', problem: '"0" is not allowed; use a whole number from 1 to 1000' },
    { parameter: 'order', problem: '"up" is not allowed; use desc (newest first) or asc (oldest first)' },
    { parameter: 'cursor', problem: 'is not one of ours; use `next` of the page before, unchanged' },
    expect.objectContaining({
      parameter: 'levle',
      problem: expect.stringContaining('is not a parameter of this path; use severity,'),
    }),
    { parameter: 'level', problem: 'is not a parameter of this path; did you mean severity?' },
  ]);
});

test.each([
  ['limit=5&limit=6', 'limit', 'is given more than once; give it once'],
  ['limit=', 'limit', 'is empty; give a value or leave it out'],
  ['from=2h&to=3h', 'to', 'is not after `from`, so the range is empty'],
  ['from=now&to=now', 'to', 'is not after `from`, so the range is empty'],
  ['severty=ERROR', 'severty', 'is not a parameter of this path; did you mean severity?'],
  ['trace_id=a', 'trace_id', 'is not a parameter of this path; did you mean traceId?'],
  [`service=${'x'.repeat(129)}`, 'service', 'has 129 characters; a service has at most 128'],
])('%s is refused: %s %s', async (query, parameter, problem) => {
  expect(await problemsOf(`/logs?${query}`)).toContainEqual({ parameter, problem });
  if (parameter !== 'limit') expect(await problemsOf(`/logs/stats?${query}`)).toContainEqual({ parameter, problem });
});

test('an empty range is told together with other faults', async () => {
  expect(await problemsOf('/logs?from=2h&to=3h&limit=x')).toMatchObject([{ parameter: 'limit' }, { parameter: 'to' }]);
});

test('a page that ran out of time says so, how far it got and where to go on', async () => {
  const next = { ...beforeAll(NOW), order: 'desc' as const };
  await using server = await serve({
    find: async () => ({ records: [], next, complete: false, searchedTo: NOW }),
  });
  const answer = (await server.inject('/logs?text=rare')).json();
  expect(answer).toEqual({
    records: [],
    next: expect.any(String),
    complete: false,
    searchedTo: '2026-11-21T12:00:00.000Z',
    asOf: AS_OF,
  });
});

test('stats add up by severity and service', async () => {
  await using server = await serve({
    count: async ({ toMs }) => ({
      complete: true,
      counts:
        toMs === undefined
          ? []
          : [
              { service: 'a', severity: 'INFO', count: 1, lastMs: NOW },
              { service: 'b', severity: 'INFO', count: 5, lastMs: NOW },
              { service: 'b', severity: 'ERROR', count: 2, lastMs: NOW },
            ],
    }),
  });
  const none = { TRACE: 0, DEBUG: 0, INFO: 0, WARN: 0, ERROR: 0, FATAL: 0 };
  expect((await server.inject('/logs/stats?from=1h')).json()).toEqual({
    total: 8,
    from: '2026-11-21T11:00:00.000Z',
    to: '2026-11-21T12:00:00.000Z',
    bySeverity: { ...none, INFO: 6, ERROR: 2 },
    byService: [
      { service: 'b', total: 7, bySeverity: { ...none, INFO: 5, ERROR: 2 } },
      { service: 'a', total: 1, bySeverity: { ...none, INFO: 1 } },
    ],
    future: 0,
    complete: true,
    asOf: AS_OF,
  });
});

test('a record that is not there is 404, an id that is none is 400', async () => {
  const missing = await app.inject(`/logs/${ID}`);
  expect([missing.statusCode, missing.json().error.code]).toEqual([404, 'record-not-found']);
  expect(await problemsOf('/logs/17')).toMatchObject([{ parameter: 'id', problem: expect.stringContaining('UUID') }]);
});

test('MongoDB away is 503 with Retry-After and without its reason', async () => {
  const away = async () => {
    throw new StoreUnavailableError('cannot search', new Error('10.1.2.3:27017 refused'));
  };
  await using server = await serve({ find: away, get: away, count: away });
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
  await using server = await serve({ find: fail });
  const response = await server.inject('/logs');
  expect(response.statusCode).toBe(500);
  expect(response.body).toBe('{"error":{"code":"internal-error","message":"the search failed; its log says why"}}');
});

test('more searches than allowed at once are answered 429 with Retry-After', async () => {
  const held = Promise.withResolvers<void>();
  const find = async () => {
    await held.promise;
    return { records: [], next: null, complete: true };
  };
  await using server = await serve({ find }, 2);
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

test('the reference page loads its script from here and its policy allows nothing else', async () => {
  const page = await app.inject('/docs/');
  expect(page.statusCode).toBe(200);
  const sources = [...page.body.matchAll(/(?:src|href)="([^"]*)"/g)].map((match) => match[1]);
  expect(sources).toEqual(['js/scalar.js']);
  expect((await app.inject('/docs/js/scalar.js')).statusCode).toBe(200);
  expect(page.headers['content-security-policy']).toMatch(/script-src 'self' 'sha256-[^ ]+'$/);
  expect((await app.inject({ url: '/docs/', headers: { host: '[' } })).statusCode).toBe(403);
});

test('the OpenAPI document describes every route and parameter', async () => {
  const document = (await app.inject('/openapi.json')).json();
  expect(document.openapi).toBe('3.1.0');
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining(['/logs', '/logs/stats', '/logs/histogram', '/logs/facets', '/logs/{id}']),
  );
  const parameters = document.paths['/logs'].get.parameters;
  expect(parameters.map((parameter: { name: string }) => parameter.name)).toEqual([
    'severity',
    'minSeverity',
    'service',
    'from',
    'to',
    'q',
    'text',
    'pattern',
    'traceId',
    'asOf',
    'limit',
    'order',
    'cursor',
    'around',
  ]);
  for (const parameter of parameters) {
    expect(parameter.description, parameter.name).toBeTruthy();
    expect(parameter.required ?? false).toBe(false);
  }
  const schemas = Object.keys(document.components.schemas);
  expect(schemas).toEqual(
    expect.arrayContaining(['Error', 'LogPage', 'LogRecord', 'LogStats', 'LogHistogram', 'LogFacets']),
  );
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

test('an error of another part of the product is not mistaken for one of the store', async () => {
  const fail = async () => {
    throw new AppError('something-else', 'x');
  };
  await using server = await serve({ find: fail });
  expect((await server.inject('/logs')).statusCode).toBe(500);
});

test('a histogram has the shape of the reference, and takes bins or a step', async () => {
  const seen: HistogramQuery[] = [];
  const histogram = async (query: HistogramQuery) => {
    seen.push(query);
    const bins = [{ fromMs: NOW - 60_000, counts: { INFO: 12, ERROR: 1 } }];
    return { fromMs: NOW - 50_000, toMs: NOW, stepMs: 60_000, endMs: NOW, bins, complete: true };
  };
  await using server = await serve({ histogram });
  expect((await server.inject('/logs/histogram?severity=error&step=1m&from=50s')).json()).toEqual({
    from: '2026-11-21T11:59:10.000Z',
    to: '2026-11-21T12:00:00.000Z',
    stepMs: 60_000,
    end: '2026-11-21T12:00:00.000Z',
    bins: [{ time: '2026-11-21T11:59:00.000Z', counts: { INFO: 12, ERROR: 1 } }],
    future: 0,
    complete: true,
    asOf: AS_OF,
  });
  await server.inject('/logs/histogram?bins=7');
  expect(seen).toMatchObject([{ stepMs: 60_000, bins: 60, fromMs: NOW - 50_000, nowMs: NOW }, { bins: 7 }]);
  await server.inject('/logs/histogram?timeZone=Europe/Berlin');
  expect(seen.at(-1)).toMatchObject({ timeZone: 'Europe/Berlin' });
  for (const zone of ['Europe/Bielefeld', 'x'.repeat(5_000), '', '%00', '-1']) {
    const { error } = (await server.inject(`/logs/histogram?timeZone=${zone}`)).json();
    expect(error.details).toMatchObject([{ parameter: 'timeZone' }]);
  }
  for (const url of ['/logs/histogram?step=1m&bins=7', '/logs/histogram?step=0s', '/logs/histogram?step=fast']) {
    expect((await server.inject(url)).json().error.details).toMatchObject([{ parameter: 'step' }]);
  }
});

test('facets are of service and severity unless other fields are named', async () => {
  const seen: FacetQuery[] = [];
  const facet = { field: 'a.b', values: [{ value: 'x', count: 2, error: 3, low: 1, high: 5 }], exact: false };
  const others = { count: 1, error: 4, low: 0, high: 5 };
  const answer = { facets: [{ ...facet, mayMiss: 7, others }], complete: true };
  const facets = async (query: FacetQuery) => {
    seen.push(query);
    return answer;
  };
  await using server = await serve({ facets });
  expect((await server.inject('/logs/facets?fields=a.b&fields=status,level&limit=5&exact=true')).json()).toEqual({
    facets: [{ ...facet, mayMiss: 7, others: 1, othersError: 4, othersLow: 0, othersHigh: 5 }],
    complete: true,
    asOf: AS_OF,
  });
  await server.inject('/logs/facets');
  const quoted = encodeURIComponent('"a, b" ,"c\\"\\\\d", e"f ,"g');
  await server.inject(`/logs/facets?fields=${quoted}`);
  expect(seen).toMatchObject([
    { fields: ['a.b', 'status', 'level'], limit: 5, exact: true },
    { fields: ['service', 'severity'], limit: 20, exact: false },
    { fields: ['a, b', 'c"\\d', 'e"f', '"g'] },
  ]);
  const many = Array.from({ length: 21 }, (_, index) => `f${index}`).join(',');
  for (const [url, parameter] of [
    [`/logs/facets?fields=${many}`, 'fields'],
    ['/logs/facets?exact=maybe', 'exact'],
    ['/logs/facets?fields=a,', 'fields'],
    ['/logs/facets?fields=%22%22', 'fields'],
    ['/logs/facets?limit=1001', 'limit'],
  ]) {
    expect((await server.inject(url ?? '')).json().error.details).toMatchObject([{ parameter }]);
  }
});

test('q is read into the filter, its times into the range', async () => {
  const url = (q: string) => `/logs?from=1h&service=a&q=${encodeURIComponent(q)}`;
  expect(await queryOf(url('level:error AND (x OR pay*) timestamp:<now-1m'))).toMatchObject({
    fromMs: NOW - 3_600_000,
    toMs: NOW - 60_000,
    filter: {
      kind: 'and',
      filters: [
        { kind: 'service', service: 'a' },
        { kind: 'severity', min: 17, max: 20 },
        {
          kind: 'or',
          filters: [
            { kind: 'phrase', phrase: 'x' },
            { kind: 'glob', pieces: ['pay', ''] },
          ],
        },
      ],
    },
  });
  expect(await queryOf(url('timestamp:>=now-5m'))).toMatchObject({
    fromMs: NOW - 300_000,
    filter: { kind: 'service' },
  });
  expect(await queryOf(url('a OR timestamp:>=now-5m'))).toMatchObject({ fromMs: NOW - 3_600_000 });
});

test('what is wrong in q is answered with its place and what to write instead', async () => {
  expect(await problemsOf(`/logs?limit=0&q=${encodeURIComponent('timeout AND level:loud')}`)).toEqual([
    {
      parameter: 'q',
      problem: 'cannot be read: "loud" is not a severity',
      position: 19,
      line: 'timeout AND level:loud',
      caret: '                  ^',
      hint: expect.stringContaining('ERROR'),
    },
    { parameter: 'limit', problem: expect.any(String) },
  ]);
  for (const path of ['/logs/stats', '/logs/histogram', '/logs/facets']) {
    expect(await problemsOf(`${path}?q=(`)).toMatchObject([{ parameter: 'q', position: 2, line: '(', caret: ' ^' }]);
  }
});

test('what is asked as of a moment is read at it, and relative times count from it', async () => {
  const query = await queryOf('/logs?from=15m');
  expect(query).toMatchObject({ asOf: '1795262400-5', fromMs: NOW - 900_000 });
  const earlier = `${NOW - 60_000}-1795262340-9`;
  const body = (await app.inject(`/logs?from=15m&asOf=${earlier}`)).json();
  expect(body.asOf).toBe(earlier);
  expect(asked.at(-1)).toMatchObject({ asOf: '1795262340-9', fromMs: NOW - 960_000, toMs: NOW - 60_000 });
  // The clock of search may be wrong by any time; MongoDB's own is the other half.
  for (const days of [-400, 2, 400]) {
    const ofOwn = `${NOW + days * 86_400_000}-1795262340-9`;
    expect((await app.inject(`/logs?from=15m&asOf=${ofOwn}`)).json().asOf).toBe(ofOwn);
  }
  // Dates, too, which look like moments.
  for (const text of ['yesterday', '1-2', '1-2-3-4', '99999999999999999-1-1', '', '2026-02-30', '2026-12-24']) {
    expect(await problemsOf(`/logs?asOf=${text}`)).toMatchObject([{ parameter: 'asOf' }]);
  }
});

test('a moment that is gone is 410 when the client named it, and is replaced when it did not', async () => {
  let reads = 0;
  const find = async () => {
    reads += 1;
    if (reads % 2 === 1) throw new AsOfExpiredError('SnapshotTooOld');
    return { records: [], next: null, complete: true };
  };
  await using server = await serve({ find });
  expect((await server.inject('/logs')).statusCode).toBe(200);
  const gone = await server.inject(`/logs?asOf=${AS_OF}`);
  expect([gone.statusCode, gone.json().error.code]).toEqual([410, 'as-of-expired']);
});

test('a moment that has not come yet is a wrong parameter', async () => {
  const find = async () => {
    throw new AsOfAheadError('atClusterTime must not be greater than current clusterTime');
  };
  await using server = await serve({ find });
  const response = await server.inject(`/logs?asOf=${AS_OF}`);
  expect([response.statusCode, response.json().error]).toMatchObject([400, { details: [{ parameter: 'asOf' }] }]);
});

test('`/logs/now` names the newest moment', async () => {
  expect((await app.inject('/logs/now')).json()).toEqual({ time: '2026-11-21T12:00:00.000Z', asOf: AS_OF });
});

test('every answer about a selection says how its query was read', async () => {
  const record = { ...RECORD, message: 'connected to localhost:8080' };
  const told =
    <T extends object>(answer: T) =>
    async ({ onMatch }: { onMatch?: ((each: LogRecord) => void) | undefined }) => {
      onMatch?.(record);
      onMatch?.(record);
      return answer;
    };
  const read = { fromMs: 0, toMs: 0, stepMs: 1, exact: true, complete: true };
  await using server = await serve({
    find: async () => ({ records: [record], next: null, complete: true }),
    count: told({ counts: [], complete: true }),
    histogram: told({ ...read, endMs: 0, bins: [] }),
    facets: told({ facets: [], complete: true }),
    fields: told({ fields: [], records: NONE, exact: true, mayMiss: 0, complete: true }),
    patterns: told({ ...read, counted: true, patterns: [], others: NONE, mayMiss: 0 }),
  });
  for (const path of ['/logs', '/logs/stats', '/logs/histogram', '/logs/facets', '/logs/fields', '/logs/patterns']) {
    const { notes } = (await server.inject(`${path}?q=localhost:8080`)).json();
    expect([path, notes]).toEqual([path, [expect.stringContaining('localhost:8080 was found as a text')]]);
    expect((await server.inject(`${path}?q=declined`)).json()).not.toHaveProperty('notes');
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
