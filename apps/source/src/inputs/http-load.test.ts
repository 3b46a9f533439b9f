import { ListenError } from '@logwarren/common';
import { describe, expect, test } from 'vitest';
import { createHttpApp } from './http/create-http-app.ts';
import { openHttpInput } from './http.ts';
import { input, options, post, useHttpInput } from './test-http-input.ts';

/** POST /logs under load, and while the broker is away. */

useHttpInput();

describe('load', () => {
  test('while the broker is away the answer is 503 with Retry-After', async () => {
    input.isAccepting = false;
    const answer = await post('{"message":"a"}');
    expect(answer).toMatchObject({ status: 503, body: { error: { code: 'source-unavailable' } } });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(input.batches).toEqual([]);
  });

  test('a confirm that takes too long is answered 503', async () => {
    await input.app.close();
    input.confirm = () => new Promise(() => {});
    input.app = createHttpApp(options({ confirmMs: 30 }));
    const answer = await post('{"message":"a"}');
    expect(answer).toMatchObject({ status: 503, body: { error: { code: 'confirm-timeout' } } });
    expect(answer.headers['retry-after']).toBeDefined();
  });

  test('a batch that fails is answered 503', async () => {
    input.confirm = () => Promise.reject(new Error('gone'));
    expect(await post('{"message":"a"}')).toMatchObject({ status: 503, body: { error: { code: 'publish-failed' } } });
  });

  test('too many requests at once are answered 429 and do not disturb the others', async () => {
    const gate = Promise.withResolvers<void>();
    input.confirm = () => gate.promise;
    const waiting = [post('{"message":"a"}'), post('{"message":"b"}'), post('{"message":"c"}')];
    await expect.poll(() => input.batches.length).toBe(1);
    const answer = await post('{"message":"d"}');
    expect(answer).toMatchObject({ status: 429, body: { error: { code: 'source-busy' } } });
    expect(answer.headers['retry-after']).toBe('1');
    gate.resolve();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await post('{"message":"e"}')).status).toBe(200);
  });

  test('bytes stay counted until they are confirmed, also after a 503', async () => {
    await input.app.close();
    const gate = Promise.withResolvers<void>();
    input.confirm = () => gate.promise;
    input.app = createHttpApp(options({ confirmMs: 30 }));
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
    expect(input.batches).toEqual([]);
  });

  // So many records that reading them takes many turns on any machine.
  const LARGE = { maxBodyBytes: 2_000_000, maxHeldBytes: 2_000_000 };
  test.each([
    ['application/json', `[${'{"msg":1},'.repeat(99_999)}{"msg":1}]`, 100_000],
    ['application/x-ndjson', '{"msg":1}\n\n'.repeat(100_000), 100_000],
    ['application/x-ndjson', '\n'.repeat(2_000_000), 0],
    ['text/plain', 'x\n'.repeat(100_000), 100_000],
    ['text/plain', '\n'.repeat(2_000_000), 0],
  ])('of %s let others go on meanwhile', async (type, body, accepted) => {
    await input.app.close();
    input.app = createHttpApp(options({ ...LARGE, maxBodyRecords: 100_000 }));
    await input.app.ready();
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    const answer = await post(body, { 'content-type': type });
    clearInterval(timer);
    expect(answer.body).toEqual({ accepted, rejected: 0 });
    expect(turns).toBeGreaterThan(5);
  });
});
