import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { LINGER_MS } from '../batching/gather-records.ts';
import { createHttpApp } from './http/create-http-app.ts';
import { input, messages, NDJSON, options, post, useHttpInput } from './test-http-input.ts';

useHttpInput();

describe('bodies', () => {
  test('one JSON object is a record', async () => {
    const answer = await post('{"message":"hello","service":"shop","level":"error","price":3}');
    expect(answer).toMatchObject({ status: 200, body: { accepted: 1, rejected: 0 } });
    expect(input.batches[0]).toMatchObject({ service: 'shop', severity: 'ERROR' });
    expect(input.batches[0]?.records[0]).toMatchObject({ message: 'hello', attributes: { price: 3 } });
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
    expect(input.batches).toContainEqual(expect.objectContaining({ service: 'checkout', severity: 'ERROR' }));
    expect(messages()).toContain('Error: boom\n    at run (a.js:1:1)');
  });

  test('a line of text that only looks like another layout than the lines around it makes no service of its word', async () => {
    const lines = new Array<string>(12).fill('2026-11-21T10:15:30Z INFO [shop] saved');
    const odd = '2026-11-21T10:15:30Z connection error: timeout';
    const type = { 'content-type': 'text/plain' };
    expect((await post(odd, type)).status).toBe(200);
    expect((await post([...lines, odd, ...lines].join('\n'), type)).body).toEqual({ accepted: 25, rejected: 0 });
    expect(input.batches.map(({ service, severity }) => `${service} ${severity}`)).toEqual([
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
    const records = input.batches.flatMap(({ service, records: each }) =>
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
    await input.app.close();
    input.app = createHttpApp(options({ records }));
    // The wait of a record for others passes once all are there, however busy the machine is.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const posted = Promise.all([post('{"message":"a"}'), post('{"message":"b"}'), post('{"message":"c"}')]);
      while (add.mock.calls.length < 3) await new Promise(setImmediate);
      expect(input.batches).toHaveLength(0);
      vi.advanceTimersByTime(LINGER_MS);
      await posted;
    } finally {
      vi.useRealTimers();
    }
    expect(input.batches).toHaveLength(1);
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
    const records = input.batches.flatMap(({ service, severity, records: wires }) =>
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
