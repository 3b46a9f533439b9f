import { AsOfAheadError, AsOfExpiredError } from '@logwarren/store';
import { afterAll, expect, test } from 'vitest';
import { AS_OF, createQueryServer, NOW, serveReader } from '../../test-server.ts';

const { app, asked, queryOf, problemsOf } = await createQueryServer();
afterAll(() => app.close());

test('what is asked as of a moment is read at it, and relative times count from it', async () => {
  const query = await queryOf('/logs?from=15m');
  expect(query).toMatchObject({ asOf: '1795262400-5', fromMs: NOW - 900_000 });
  const earlier = `${NOW - 60_000}-1795262340-9`;
  const body = (await app.inject(`/logs?from=15m&asOf=${earlier}`)).json();
  expect(body.asOf).toBe(earlier);
  expect(asked.at(-1)).toMatchObject({ asOf: '1795262340-9', fromMs: NOW - 960_000, toMs: NOW - 60_000 });
  // The clock of search may be wrong by any amount; the other half is MongoDB's own.
  for (const days of [-400, 2, 400]) {
    const ofOwn = `${NOW + days * 86_400_000}-1795262340-9`;
    expect((await app.inject(`/logs?from=15m&asOf=${ofOwn}`)).json().asOf).toBe(ofOwn);
  }
  // Dates as well, which look like moments.
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
  await using server = await serveReader({ find });
  expect((await server.inject('/logs')).statusCode).toBe(200);
  const gone = await server.inject(`/logs?asOf=${AS_OF}`);
  expect([gone.statusCode, gone.json().error.code]).toEqual([410, 'as-of-expired']);
});

test('a moment that has not come yet is a wrong parameter', async () => {
  const find = async () => {
    throw new AsOfAheadError('atClusterTime must not be greater than current clusterTime');
  };
  await using server = await serveReader({ find });
  const response = await server.inject(`/logs?asOf=${AS_OF}`);
  expect([response.statusCode, response.json().error]).toMatchObject([400, { details: [{ parameter: 'asOf' }] }]);
});

test('`/logs/now` names the newest moment', async () => {
  expect((await app.inject('/logs/now')).json()).toEqual({ time: '2026-11-21T12:00:00.000Z', asOf: AS_OF });
});
