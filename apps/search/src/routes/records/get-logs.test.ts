import { recordJson } from '@logwarren/api';
import { beforeAll, decodeCursor, encodeCursor } from '@logwarren/store';
import { afterAll, expect, test } from 'vitest';
import { AS_OF, createQueryServer, ID, NOW, RECORD, serveReader } from '../../test-server.ts';

const { app, queryOf, problemsOf } = await createQueryServer();
afterAll(() => app.close());

test('a record has the shape of the design, key by key', async () => {
  await using server = await serveReader({ find: async () => ({ records: [RECORD], next: null, complete: true }) });
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

test('without parameters the newest 100 records are searched', async () => {
  const query = await queryOf('/logs');
  expect(query).toMatchObject({ filter: { kind: 'all' }, limit: 100, order: 'desc', budgetMs: 5_000 });
  expect(query).not.toHaveProperty('fromMs');
  expect(query.toMs).toBe(NOW);
});

test('a page that ran out of time says so, how far it got and where to go on', async () => {
  const next = { ...beforeAll(NOW), order: 'desc' as const };
  await using server = await serveReader({
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
  await using server = await serveReader({ find });
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
  // A cursor of an earlier build, which did not include the query.
  const before = Buffer.from(JSON.stringify([1, 'desc', NOW, 0, '', 0, ''])).toString('base64url');
  expect((await ask(`severity=ERROR&cursor=${before}`)).statusCode).toBe(200);
});

test('a cursor is bound to the texts of its query, and stays so whatever a build makes of them', async () => {
  const next = { ...beforeAll(NOW), order: 'desc' as const };
  const find = async () => ({ records: [], next, complete: false, searchedTo: NOW });
  await using server = await serveReader({ find });
  const query =
    'text=a%20%22b%20c%22&from=2h&to=now&minSeverity=warn&severity=info,ERROR&service=b&service=a&q=x:y%20OR%20z';
  const cursor = (await server.inject(`/logs?${query}`)).json().next;
  // Changing it would refuse the cursors of the build before.
  expect(decodeCursor(cursor)?.query).toBe('KASSg_qgU5x');
});
