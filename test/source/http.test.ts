import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, startApp } from '../harness/apps/start-app.ts';
import { takeQueued, takeRecords } from '../harness/broker/queued-records.ts';
import { openTcpProxy, type TcpProxy } from '../harness/broker/tcp-proxy.ts';
import { openTestVhost, type TestVhost } from '../harness/broker/vhost.ts';
import { waitFor } from '../harness/wait-for.ts';

/** `POST /logs` of a real source process that publishes to a real broker. */

let vhost: TestVhost;
let proxy: TcpProxy;
let source: App;

beforeAll(async () => {
  vhost = await openTestVhost();
  proxy = await openTcpProxy(vhost.url);
  // A confirm may take long on a busy machine.
  const limits = { SOURCE_MAX_BODY_BYTES: '200000', SOURCE_MAX_REQUESTS: '4', SOURCE_CONFIRM_MS: '60000' };
  source = await startApp('source', { AMQP_URL: proxy.url, ...limits }).waitReady();
});

afterAll(async () => {
  await source[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
  await vhost[Symbol.asyncDispose]();
});

interface Answer {
  accepted?: number;
  error?: { code: string; details: { index?: number; problem: string }[] };
}

async function post(body: string | Buffer, headers: Record<string, string> = {}, query = '', to = source) {
  const answer = await fetch(`${to.url}/logs${query}`, {
    method: 'POST',
    body: new Uint8Array(Buffer.from(body)),
    headers: { 'content-type': 'application/json', ...headers },
  });
  const content = (await answer.json()) as Answer;
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), body: content };
}

const NDJSON = { 'content-type': 'application/x-ndjson' };

async function queuedMessages(): Promise<string[]> {
  return (await takeQueued(vhost)).records.map(({ message }) => message);
}

describe('POST /logs', () => {
  it('answers 200 when the records are in the queue', async () => {
    const record = { message: 'payment declined', service: 'shop', level: 'error', status: 502 };
    const packed = { ...NDJSON, 'content-encoding': 'gzip' };
    expect(await post(JSON.stringify(record))).toMatchObject({ status: 200, body: { accepted: 1, rejected: 0 } });
    expect(await post(gzipSync('{"message":"a"}\n{"message":"b"}'), packed, '?service=cart')).toMatchObject({
      status: 200,
    });
    expect(await post(zstdCompressSync('[{"message":"c"}]'), { 'content-encoding': 'zstd' })).toMatchObject({
      status: 200,
    });
    const records = await takeRecords(vhost, 4);
    expect(records).toMatchObject([
      { service: 'shop', severity: 'ERROR', message: 'payment declined', attributes: { status: 502 } },
      { service: 'cart', message: 'a' },
      { service: 'cart', message: 'b' },
      { service: 'unknown', message: 'c' },
    ]);
  });

  it('answers 400 with position and reason of each bad record, and keeps the good ones', async () => {
    const answer = await post('{"message":"good"}\n17\nno json\n{"message":"also good"}\n', NDJSON);
    expect(answer).toMatchObject({
      status: 400,
      body: { accepted: 2, rejected: 2, error: { code: 'records-invalid' } },
    });
    expect(answer.body.error?.details.map(({ index }) => index)).toEqual([1, 2]);
    expect((await takeRecords(vhost, 2)).map(({ message }) => message)).toEqual(['good', 'also good']);
  });

  it('answers 413 to a body that is too large, sent or unpacked', async () => {
    const large = JSON.stringify({ message: 'x'.repeat(200_000) });
    expect(await post(large)).toMatchObject({ status: 413, body: { error: { code: 'request-too-large' } } });
    const bomb = gzipSync(Buffer.alloc(20_000_000, ' '));
    expect(await post(bomb, { 'content-encoding': 'gzip' })).toMatchObject({ status: 413 });
  });

  it('answers 415 to a type or encoding that it does not know', async () => {
    expect(await post('<log/>', { 'content-type': 'text/xml' })).toMatchObject({ status: 415 });
    expect(await post('{}', { 'content-encoding': 'compress' })).toMatchObject({ status: 415 });
  });

  it('answers 429 with Retry-After when too much is under way, and takes what is sent again', async () => {
    const bodies = Array.from({ length: 40 }, (_, i) => JSON.stringify({ message: `burst ${i}` }));
    const statuses = new Set<number>();
    const send = async (body: string): Promise<void> => {
      const { status, retryAfter } = await post(body);
      statuses.add(status);
      if (status === 200) return;
      expect(Number(retryAfter)).toBeGreaterThan(0);
      await new Promise((resolve) => setTimeout(resolve, 50));
      await send(body);
    };
    await Promise.all(bodies.map(send));
    expect(statuses).toEqual(new Set([200, 429]));
    const records = await takeRecords(vhost, bodies.length);
    expect(records.map(({ message }) => message).sort()).toEqual(bodies.map((body) => JSON.parse(body).message).sort());
  });

  it('answers 503 with Retry-After while the broker is away, and 200 when it is back', async () => {
    await proxy.shut();
    await waitFor('the source to notice', async () => (await post('{"message":"lost link"}')).status === 503);
    const answer = await post('{"message":"away"}');
    expect(answer).toMatchObject({ status: 503, body: { error: { code: 'source-unavailable' } } });
    expect(Number(answer.retryAfter)).toBeGreaterThan(0);
    await proxy.open();
    await waitFor('the source to be back', async () => (await post('{"message":"back"}')).status === 200);
    expect(await queuedMessages()).not.toContain('away');
  });

  it('answers 503 when the confirm takes too long', async () => {
    const limits = { SOURCE_CONFIRM_MS: '1000', SOURCE_STATE_DIR: '' };
    await using hasty = await startApp('source', { AMQP_URL: proxy.url, ...limits }).waitReady();
    proxy.freeze();
    const answer = await post('{"message":"slow"}', {}, '', hasty);
    expect(answer).toMatchObject({ status: 503, body: { error: { code: 'confirm-timeout' } } });
    expect(Number(answer.retryAfter)).toBeGreaterThan(0);
    await proxy.shut();
    await proxy.open();
    await waitFor('the record to arrive after all', async () => (await queuedMessages()).includes('slow'));
  });
});
