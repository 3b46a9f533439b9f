import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { createLogger, ListenError } from '@logwarren/common';
import { DEFAULT_JSON_KEYS, type LogBatch } from '@logwarren/contract';
import { type OpenBatch, openBatch } from '@logwarren/contract/testing';
import type { FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LINGER_MS, RecordGatherer } from '../batching/gather-records.ts';
import { createSourceMetrics } from '../metrics/source-metrics.ts';
import { createHttpApp } from './http/create-http-app.ts';
import { type HttpInputOptions, openHttpInput } from './http.ts';

let app: FastifyInstance;
let batches: OpenBatch[];
let confirm: () => Promise<void>;
let isAccepting: boolean;

function options(changed: Partial<HttpInputOptions> = {}): HttpInputOptions {
  const sender = {
    accepting: true,
    send: (batch: LogBatch) => {
      batches.push(openBatch(batch));
      return confirm();
    },
  };
  return {
    host: '127.0.0.1',
    allowedHosts: [],
    port: 0,
    isPortGiven: true,
    log: createLogger('test', 'silent'),
    metrics: createSourceMetrics(new Registry()),
    records: new RecordGatherer(sender),
    isAccepting: () => isAccepting,
    format: 'auto',
    jsonKeys: DEFAULT_JSON_KEYS,
    maxBodyBytes: 100_000,
    maxBodyRecords: 1_000,
    maxRequests: 3,
    maxHeldBytes: 120_000,
    confirmMs: 5_000,
    ...changed,
  };
}

beforeEach(() => {
  batches = [];
  isAccepting = true;
  confirm = () => Promise.resolve();
  app = createHttpApp(options());
});
afterEach(async () => {
  await app.close();
});

async function post(payload: string | Buffer, headers: Record<string, string> = {}, url = '/logs') {
  const answer = await app.inject({
    method: 'POST',
    url,
    payload,
    headers: { 'content-type': 'application/json', ...headers },
  });
  return { status: answer.statusCode, headers: answer.headers, body: answer.json() };
}

function messages() {
  return batches.flatMap((batch) => batch.records.map(({ message }) => message));
}

const NDJSON = { 'content-type': 'application/x-ndjson' };

describe('bodies', () => {
  test('one JSON object is a record', async () => {
    const answer = await post('{"message":"hello","service":"shop","level":"error","price":3}');
    expect(answer).toMatchObject({ status: 200, body: { accepted: 1, rejected: 0 } });
    expect(batches[0]).toMatchObject({ service: 'shop', severity: 'ERROR' });
    expect(batches[0]?.records[0]).toMatchObject({ message: 'hello', attributes: { price: 3 } });
  });

  test('a JSON array is records in their order', async () => {
    expect((await post('[{"message":"a"},{"message":"b"}]')).body).toEqual({ accepted: 2, rejected: 0 });
    expect(messages()).toEqual(['a', 'b']);
  });

  test.each(['application/x-ndjson', 'application/jsonl; charset=utf-8'])('%s is one record a line', async (type) => {
    const answer = await post('{"message":"a"}\r\n\n{"message":"b"}', { 'content-type': type });
    expect(answer.body).toEqual({ accepted: 2, rejected: 0 });
    expect(messages()).toEqual(['a', 'b']);
  });

  test('text is lines of any format, stack traces stay together', async () => {
    const text =
      'starting up\nError: boom\n    at run (a.js:1:1)\n2026-11-21T10:15:30Z checkout ERROR payment declined\n';
    const answer = await post(text, { 'content-type': 'text/plain' });
    expect(answer.body).toEqual({ accepted: 3, rejected: 0 });
    expect(batches).toContainEqual(expect.objectContaining({ service: 'checkout', severity: 'ERROR' }));
    expect(messages()).toContain('Error: boom\n    at run (a.js:1:1)');
  });

  test('a line of text that only looks like another layout than the lines around it makes no service of its word', async () => {
    const lines = new Array<string>(12).fill('2026-11-21T10:15:30Z INFO [shop] saved');
    const odd = '2026-11-21T10:15:30Z connection error: timeout';
    const type = { 'content-type': 'text/plain' };
    expect((await post(odd, type)).status).toBe(200);
    expect((await post([...lines, odd, ...lines].join('\n'), type)).body).toEqual({ accepted: 25, rejected: 0 });
    expect(batches.map(({ service, severity }) => `${service} ${severity}`)).toEqual([
      'connection ERROR',
      'unknown INFO',
      'unknown ERROR',
    ]);
    expect(messages()).toContain('connection error: timeout');
  });

  test.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('%s is unpacked', async (encoding, pack) => {
    const answer = await post(pack(Buffer.from('{"message":"packed"}')), { 'content-encoding': encoding });
    expect(answer.body).toEqual({ accepted: 1, rejected: 0 });
  });

  test('service comes from the query, then the header, then the record, whose own is kept beside', async () => {
    const body = '[{"message":"a","service":"own"},{"message":"b"}]';
    await post(body, { 'x-logwarren-service': 'header' }, '/logs?service=query');
    await post('{"message":"c","service":"own"}', { 'x-logwarren-service': 'header' });
    await post('2026-05-14T10:00:00Z own ERROR d', { 'content-type': 'text/plain' }, '/logs?service=text');
    await post('{"message":"e","service":"own"}');
    const records = batches.flatMap(({ service, records: each }) =>
      each.map(({ attributes, message }) => [service, message, attributes?.['service.original']]),
    );
    expect(records).toEqual([
      ['query', 'a', 'own'],
      ['query', 'b', undefined],
      ['header', 'c', 'own'],
      ['text', 'd', 'own'],
      ['own', 'e', undefined],
    ]);
  });

  test('requests at the same time share a batch', async () => {
    const { records } = options();
    const add = vi.spyOn(records, 'add');
    await app.close();
    app = createHttpApp(options({ records }));
    // The time for which a record waits for others passes when all are there, however busy the machine is.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const posted = Promise.all([post('{"message":"a"}'), post('{"message":"b"}'), post('{"message":"c"}')]);
      while (add.mock.calls.length < 3) await new Promise(setImmediate);
      expect(batches).toHaveLength(0);
      vi.advanceTimersByTime(LINGER_MS);
      await posted;
    } finally {
      vi.useRealTimers();
    }
    expect(batches).toHaveLength(1);
  });
});

describe('the same record as from a file', () => {
  test.each([
    [
      'of mongod',
      '{"t":{"$date":"2026-11-21T10:00:00.000Z"},"s":"W","c":"STORAGE","id":22297,"ctx":"init","msg":"slow"}',
    ],
    [
      'in an entry of Docker',
      '{"log":"2026-11-21 10:00:00 WARN slow\\n","stream":"stderr","time":"2026-11-21T10:00:00.5Z"}',
    ],
    ['without a message', '{ "a" : 1.0, "b": [ 1 ] }'],
    ['with a number of 64 bits', '{"msg":"x","id":1610521604143693812}'],
  ])('%s', async (_, line) => {
    for (const [body, type] of [
      [`[{"msg":"before"}, ${line} ]`, 'application/json'],
      [line, 'application/json'],
      [line, 'application/x-ndjson'],
      [line, 'text/plain'],
    ] as const) {
      expect((await post(body, { 'content-type': type })).body).toMatchObject({ rejected: 0 });
    }
    const records = batches.flatMap(({ service, severity, records: wires }) =>
      wires.map(({ observedAt, ...wire }) => ({
        ...wire,
        service,
        severity,
        ...(wire.timestamp === observedAt && { timestamp: 0 }),
      })),
    );
    const [first, ...others] = records.filter(({ message }) => message !== 'before');
    expect(others).toEqual([first, first, first]);
  });

  test('text that is no UTF-8 is read as windows-1252, and UTF-16 by its mark', async () => {
    const body = Buffer.from('{"message":"caf\u00e9"}', 'latin1');
    await post(body);
    await post(body, NDJSON);
    await post(body, { 'content-type': 'text/plain' });
    const utf16 = Buffer.from('\uFEFF{"message":"größer"}', 'utf16le');
    await post(utf16);
    await post(utf16, NDJSON);
    await post(utf16, { 'content-type': 'text/plain' });
    expect(messages()).toEqual(['café', 'café', 'café', 'größer', 'größer', 'größer']);
  });
});

describe('faults', () => {
  test('good records are kept, each bad one is named with its position', async () => {
    const answer = await post('{"message":"good"}\n{no json\n17\n{"message":"also good"}', NDJSON);
    expect(answer).toMatchObject({
      status: 400,
      body: { accepted: 2, rejected: 2, error: { code: 'records-invalid', details: [{ index: 1 }, { index: 2 }] } },
    });
    expect(answer.body.error.details[1].problem).toBe('a record is a JSON object, this is the number 17');
    expect(messages()).toEqual(['good', 'also good']);
  });

  test('an object without a message, or with a time that is not one, is taken as a line of a file is', async () => {
    const wrong = '{"n":1,"level":"warn"}';
    const late = '{"message":"x","time":"yesterday"}';
    for (const [body, type] of [
      [`[${wrong},${late}]`, {}],
      [`${wrong}\n${late}`, NDJSON],
      [`${wrong}\n${late}`, { 'content-type': 'text/plain' }],
    ] as const) {
      batches.length = 0;
      expect(await post(body, type)).toMatchObject({ status: 200, body: { accepted: 2, rejected: 0 } });
      const records = batches.flatMap(({ severity, records: of }) => of.map((record) => ({ severity, ...record })));
      expect(records.toSorted((a, b) => (a.message < b.message ? 1 : -1))).toMatchObject([
        { severity: 'WARN', message: wrong, attributes: { n: 1 } },
        { severity: 'INFO', message: 'x', attributes: { time: 'yesterday' } },
      ]);
    }
  });

  test('at most 100 bad records are listed, all are counted', async () => {
    const { body } = await post('[]\n'.repeat(150), NDJSON);
    expect(body).toMatchObject({ accepted: 0, rejected: 150 });
    expect(body.error.details).toHaveLength(100);
    expect(body.error.message).toMatch(/150 of 150 .* first 100/);
  });

  test('a body that is no JSON is refused, with a hint when it looks like lines of JSON', async () => {
    expect(await post('{"message":')).toMatchObject({ status: 400, body: { error: { code: 'request-body-invalid' } } });
    expect((await post('{"message":"a"}\n{"message":"b"}')).body.error.message).toMatch(/application\/x-ndjson/);
  });

  test('a body over the limit is refused', async () => {
    const answer = await post(`{"message":"${'x'.repeat(100_000)}"}`);
    expect(answer).toMatchObject({ status: 413, body: { error: { code: 'request-too-large' } } });
  });

  test.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('a small %s body that unpacks to a large one is refused', async (encoding, pack) => {
    const answer = await post(pack(Buffer.alloc(5_000_000, ' ')), { 'content-encoding': encoding });
    expect(answer).toMatchObject({ status: 413 });
  });

  test('a damaged packed body is refused', async () => {
    const packed = gzipSync('{"message":"a"}');
    const answer = await post(packed.subarray(0, packed.length - 12), { 'content-encoding': 'gzip' });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'request-body-unreadable' } } });
  });

  test('all parts of a packed body are read, and bytes behind its end are a fault', async () => {
    const parts = ['{"message":"a"}\n', '{"message":"b"}\n'];
    const ndjson = 'application/x-ndjson';
    for (const [encoding, pack] of [['gzip', gzipSync] as const, ['zstd', zstdCompressSync] as const]) {
      const whole = Buffer.concat(parts.map((part) => pack(part)));
      const answer = await post(whole, { 'content-encoding': encoding, 'content-type': ndjson });
      expect(answer).toMatchObject({ status: 200, body: { accepted: 2 } });
    }
    for (const [encoding, pack] of [['deflate', deflateSync] as const, ['br', brotliCompressSync] as const]) {
      const whole = Buffer.concat(parts.map((part) => pack(part)));
      const answer = await post(whole, { 'content-encoding': encoding, 'content-type': ndjson });
      expect(answer).toMatchObject({ status: 400, body: { error: { code: 'request-body-unreadable' } } });
    }
  });

  test('unknown types and encodings are refused, naming those that are known', async () => {
    const type = await post('a=b', { 'content-type': 'application/x-www-form-urlencoded' });
    expect(type).toMatchObject({ status: 415, body: { error: { code: 'request-type-unsupported' } } });
    const encoding = await post('{}', { 'content-encoding': 'compress' });
    expect(encoding).toMatchObject({ status: 415, body: { error: { code: 'request-encoding-unsupported' } } });
    expect(encoding.body.error.message).toMatch(/gzip, zstd, deflate, br/);
  });

  test.each([
    ['sevrice=a', 'sevrice is not a parameter of POST /logs; did you mean service?'],
    ['zzzz=a', 'zzzz is not a parameter of POST /logs; use service or format'],
    ['service=', 'service is empty; give a name or leave it out'],
    ['service=a&service=b', 'service is given more than once; give it once'],
    [`service=${'x'.repeat(200)}`, 'service is longer than 128 characters, which a service has at most'],
    ['format=xml', 'format "xml" is not a format; use auto, json, '],
    ['format=auto&format=json', 'format is given more than once; give it once'],
    ['service=%ff', 'service is not percent-encoded UTF-8; é is %C3%A9, a percent sign is %25'],
    ['service=50%', 'service is not percent-encoded UTF-8'],
    ['%ff=1', '%ff is not percent-encoded UTF-8'],
  ])('the query %s is refused by the name of what is wrong', async (query, message) => {
    const answer = await post('{"message":"a"}', {}, `/logs?${query}`);
    const error = { code: 'request-parameter-invalid', message: expect.stringContaining(message) };
    expect(answer).toMatchObject({ status: 400, body: { error } });
    expect(batches).toEqual([]);
  });

  test('several wrong parameters are all named, and a wrong header as well', async () => {
    const { error } = (await post('{"message":"a"}', {}, '/logs?service=&format=xml')).body;
    expect(error.details.map(({ parameter }: { parameter: string }) => parameter)).toEqual(['service', 'format']);
    const header = await post('{"message":"a"}', { 'x-logwarren-service': ' ' });
    expect(header.body.error.message).toBe('x-logwarren-service is empty; give a name or leave it out');
  });

  test.each([
    ['"text"', '1 of 1 record was not taken: a record is a JSON object, this is the string "text"'],
    ['5', '1 of 1 record was not taken: a record is a JSON object, this is the number 5'],
    ['null', '1 of 1 record was not taken: a record is a JSON object, this is null'],
    ['[{"message":"a"},7]', '1 of 2 records were not taken: a record is a JSON object, this is the number 7'],
    ['{"a":', 'the body is no JSON: '],
    ['', 'the body is no JSON: '],
  ])('the body %j is refused, with what a record is', async (body, message) => {
    expect(await post(body)).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining(message) } },
    });
  });

  test.each([
    ['', 'no content-type was given; use application/json, application/x-ndjson or text/plain'],
    ['json', 'content-type "json" is not known; use application/json'],
    ['text/xml', 'content-type "text/xml" is not known; use application/json, application/x-ndjson or text/plain'],
    ['application/x-www-form-urlencoded', "with curl -H 'content-type: application/json'"],
  ])('the content type "%s" is refused, with those that are known', async (type, message) => {
    const answer = await post('{"message":"a"}', { 'content-type': type });
    const error = { code: 'request-type-unsupported', message: expect.stringContaining(message) };
    expect(answer).toMatchObject({ status: 415, body: { error } });
    expect(answer.headers['accept-post']).toContain('application/x-ndjson');
  });

  test('the root says where records go', async () => {
    expect((await app.inject('/')).json().paths).toHaveProperty('POST /logs');
  });

  test.each([
    ['GET', '/log', 404, 'path-unknown', 'records with POST /logs; the search service'],
    ['POST', '/v1/logs', 404, 'path-unknown', 'records with POST /logs'],
    ['GET', '/logs/stats?x=1', 404, 'path-unknown', 'there is nothing at /logs/stats: this is the source'],
    ['GET', '/%ff', 400, 'request-invalid', 'is not percent-encoded UTF-8'],
    ...['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PURGE'].map(
      (method) => [method, '/logs', 405, 'method-not-allowed', 'POST /logs'] as const,
    ),
    ['POST', '/', 405, 'method-not-allowed', 'POST /logs'],
    [
      'GET',
      '/version?pretty=1',
      400,
      'request-parameter-invalid',
      'pretty is not a parameter of this path; it takes none',
    ],
    ['DELETE', '/version', 405, 'method-not-allowed', '/version does not take DELETE; use GET'],
  ] as const)('%s %s is %i', async (method, url, status, code, message) => {
    const response = await app.inject({ method: method as 'PUT', url });
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(response.statusCode).toBe(status);
    expect(response.json()).toMatchObject({ error: { code, message: expect.stringContaining(message) } });
    if (status === 405) expect(response.headers.allow).toBe(url === '/logs' ? 'POST' : 'GET, HEAD');
  });

  test('bytes that are not UTF-8 are the text that they are over AMQP and in files, line by line', async () => {
    const latin = (text: string) => Buffer.from(text, 'latin1');
    const body = Buffer.concat([Buffer.from('[{"message":"größer"},\n'), latin('{"message":"caf\xe9"}]')]);
    expect(await post(body)).toMatchObject({ status: 200 });
    expect(messages()).toEqual(['größer', 'café']);
    const packed = await post(Buffer.from([0x1f, 0x8b, 0x08, 0x00, 0xff]));
    expect(packed).toMatchObject({ status: 400, body: { error: { code: 'request-body-invalid' } } });
    expect(packed.body.error.message).toMatch(/neither valid UTF-8 nor another text; .*content-encoding/);
  });
});

describe('load', () => {
  test('while the broker is away the answer is 503 with Retry-After', async () => {
    isAccepting = false;
    const answer = await post('{"message":"a"}');
    expect(answer).toMatchObject({ status: 503, body: { error: { code: 'source-unavailable' } } });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(batches).toEqual([]);
  });

  test('a confirm that takes too long is answered 503', async () => {
    await app.close();
    confirm = () => new Promise(() => {});
    app = createHttpApp(options({ confirmMs: 30 }));
    const answer = await post('{"message":"a"}');
    expect(answer).toMatchObject({ status: 503, body: { error: { code: 'confirm-timeout' } } });
    expect(answer.headers['retry-after']).toBeDefined();
  });

  test('a batch that fails is answered 503', async () => {
    confirm = () => Promise.reject(new Error('gone'));
    expect(await post('{"message":"a"}')).toMatchObject({ status: 503, body: { error: { code: 'publish-failed' } } });
  });

  test('too many requests at once are answered 429 and do not disturb the others', async () => {
    const gate = Promise.withResolvers<void>();
    confirm = () => gate.promise;
    const waiting = [post('{"message":"a"}'), post('{"message":"b"}'), post('{"message":"c"}')];
    await expect.poll(() => batches.length).toBe(1);
    const answer = await post('{"message":"d"}');
    expect(answer).toMatchObject({ status: 429, body: { error: { code: 'source-busy' } } });
    expect(answer.headers['retry-after']).toBe('1');
    gate.resolve();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await post('{"message":"e"}')).status).toBe(200);
  });

  test('bytes stay counted until they are confirmed, also after a 503', async () => {
    await app.close();
    const gate = Promise.withResolvers<void>();
    confirm = () => gate.promise;
    app = createHttpApp(options({ confirmMs: 30 }));
    const large = `{"message":"${'x'.repeat(90_000)}"}`;
    expect((await post(large)).status).toBe(503);
    expect((await post(large)).status).toBe(429);
    gate.resolve();
    await expect.poll(async () => (await post(large)).status).toBe(200);
  });
});

test('a port in use is an error that names the variable', async () => {
  const first = await openHttpInput(options());
  const second = openHttpInput(options({ port: first.port }));
  await expect(second).rejects.toThrow(ListenError);
  await expect(second).rejects.toThrow(/in use; set SOURCE_PORT/);
  await first[Symbol.asyncDispose]();
});

describe('bodies of very many records', () => {
  test.each([
    ['application/json', `[${'{"msg":1},'.repeat(1000)}{"msg":1}]`],
    ['application/x-ndjson', '{"msg":1}\n'.repeat(1001)],
    ['text/plain', 'x\n'.repeat(1001)],
  ])('of %s are refused as a whole', async (type, body) => {
    const answer = await post(body, { 'content-type': type });
    expect(answer).toMatchObject({ status: 413, body: { error: { code: 'request-too-many-records' } } });
    expect(batches).toEqual([]);
  });

  // So many that reading them takes many turns on any machine.
  const LARGE = { maxBodyBytes: 2_000_000, maxHeldBytes: 2_000_000 };
  test.each([
    ['application/json', `[${'{"msg":1},'.repeat(99_999)}{"msg":1}]`, 100_000],
    ['application/x-ndjson', '{"msg":1}\n\n'.repeat(100_000), 100_000],
    ['application/x-ndjson', '\n'.repeat(2_000_000), 0],
    ['text/plain', 'x\n'.repeat(100_000), 100_000],
    ['text/plain', '\n'.repeat(2_000_000), 0],
  ])('of %s let others go on meanwhile', async (type, body, accepted) => {
    await app.close();
    app = createHttpApp(options({ ...LARGE, maxBodyRecords: 100_000 }));
    await app.ready();
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    const answer = await post(body, { 'content-type': type });
    clearInterval(timer);
    expect(answer.body).toEqual({ accepted, rejected: 0 });
    expect(turns).toBeGreaterThan(5);
  });
});
