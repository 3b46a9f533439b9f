import { expect, test } from 'vitest';
import type { LetterStore } from '../../queries/store-functions.ts';
import { createTestServer } from '../../test-server.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const next = { lastFailedAtMs: NOW, id: '0'.repeat(32) };
const letters = {
  find: async () => ({ letters: [], next }),
  requestReplay: async () => ({ letters: 1, complete: false, next }),
  discard: async () => ({ letters: 1, complete: false, next }),
} as Partial<LetterStore> as LetterStore;

const serve = () => createTestServer({ letters, now: () => NOW });

const REFUSED = { details: [{ parameter: 'cursor', problem: expect.stringContaining('belongs to another query') }] };

test('the cursor of a page of dead letters goes on with its own parameters alone', async () => {
  await using server = await serve();
  const ask = async (query: string) => await server.inject(`/dead-letters?${query}`);
  const cursor = (await ask('service=a,b&from=2h&state=kept')).json().next;
  for (const same of ['service=b&service=a&from=2h&state=kept', 'state=kept&from=2h&service=a,b&limit=3']) {
    expect((await ask(`${same}&cursor=${cursor}`)).statusCode).toBe(200);
  }
  for (const other of ['service=a,b&from=3h&state=kept', 'service=a&from=2h&state=kept', 'service=a,b&from=2h', '']) {
    const response = await ask(`${other}&cursor=${cursor}`);
    expect([response.statusCode, response.json().error]).toMatchObject([400, REFUSED]);
  }
});

test.each(['replay', 'discard'])('the cursor of a %s goes on with its own filter alone', async (action) => {
  await using server = await serve();
  const ask = async (body: object) =>
    await server.inject({ method: 'POST', url: `/dead-letters/${action}`, payload: body });
  const filter = { reason: ['body-empty', 'record-invalid'], to: 'now' };
  const cursor = (await ask({ filter })).json().next;
  expect((await ask({ filter: { to: 'now', reason: 'record-invalid,body-empty' }, cursor })).statusCode).toBe(200);
  for (const other of [{}, { reason: 'body-empty', to: 'now' }, { reason: filter.reason }]) {
    const response = await ask({ filter: other, cursor });
    expect([response.statusCode, response.json().error]).toMatchObject([400, REFUSED]);
  }
});

test.each<[body: unknown, parameter: string, problem: string]>([
  [[], 'body', 'is not an object'],
  ['null', 'body', 'is not an object'],
  [{ ids: 'x' }, 'ids', 'is not a list'],
  [{ filter: [] }, 'filter', 'is not an object'],
  [{ filter: {}, dryRun: 'yes' }, 'dryRun', 'is not true or false'],
  [{ filter: { reason: 'zz' } }, 'filter.reason', 'is not'],
  [{ filter: { from: '2030' } }, 'filter.from', '2030'],
  [{}, 'ids', 'is needed unless there is a filter'],
])('the body %j is refused by the name of what is wrong', async (body, parameter, problem) => {
  await using server = await serve();
  const payload = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = { 'content-type': 'application/json' };
  const response = await server.inject({ method: 'POST', url: '/dead-letters/replay', payload, headers });
  const details = [{ parameter, problem: expect.stringContaining(problem) }];
  expect([response.statusCode, response.json().error]).toMatchObject([400, { details }]);
});

test.each(['', 'x', '{"ids":'])('the body %j is refused, with what is to be sent', async (payload) => {
  await using server = await serve();
  const headers = { 'content-type': 'application/json' };
  const response = await server.inject({ method: 'POST', url: '/dead-letters/replay', payload, headers });
  const message = expect.stringContaining('send a JSON object with content-type: application/json');
  expect([response.statusCode, response.json().error]).toMatchObject([400, { message }]);
});
