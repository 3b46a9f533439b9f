import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { input, messages, NDJSON, post, useHttpInput } from './test-http-input.ts';

/** Tests faults that POST /logs refuses, and the answers to them. */

useHttpInput();

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

  test('an object without a message, or with an invalid time, is taken like a line of a file', async () => {
    const wrong = '{"n":1,"level":"warn"}';
    const late = '{"message":"x","time":"yesterday"}';
    for (const [body, type] of [
      [`[${wrong},${late}]`, {}],
      [`${wrong}\n${late}`, NDJSON],
      [`${wrong}\n${late}`, { 'content-type': 'text/plain' }],
    ] as const) {
      input.batches.length = 0;
      expect(await post(body, type)).toMatchObject({ status: 200, body: { accepted: 2, rejected: 0 } });
      const records = input.batches.flatMap(({ severity, records: of }) =>
        of.map((record) => ({ severity, ...record })),
      );
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

  test('unknown types and encodings are refused, and the answer names the known ones', async () => {
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
    expect(input.batches).toEqual([]);
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

  test('the root shows where records go', async () => {
    expect((await input.app.inject('/')).json().paths).toHaveProperty('POST /logs');
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
    const response = await input.app.inject({ method: method as 'PUT', url });
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(response.statusCode).toBe(status);
    expect(response.json()).toMatchObject({ error: { code, message: expect.stringContaining(message) } });
    if (status === 405) expect(response.headers.allow).toBe(url === '/logs' ? 'POST' : 'GET, HEAD');
  });

  test('bytes that are not UTF-8 give the same text as over AMQP and in files, line by line', async () => {
    const latin = (text: string) => Buffer.from(text, 'latin1');
    const body = Buffer.concat([Buffer.from('[{"message":"größer"},\n'), latin('{"message":"caf\xe9"}]')]);
    expect(await post(body)).toMatchObject({ status: 200 });
    expect(messages()).toEqual(['größer', 'café']);
    const packed = await post(Buffer.from([0x1f, 0x8b, 0x08, 0x00, 0xff]));
    expect(packed).toMatchObject({ status: 400, body: { error: { code: 'request-body-invalid' } } });
    expect(packed.body.error.message).toMatch(/neither valid UTF-8 nor another text; .*content-encoding/);
  });
});
