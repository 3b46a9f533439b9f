import { recordJson } from '@logwarren/api';
import { afterAll, expect, test } from 'vitest';
import { createQueryServer, ID, RECORD, serveReader } from '../../test-server.ts';

const { app, problemsOf } = await createQueryServer();
afterAll(() => app.close());

test('nanoseconds, the original severity word and the span are shown where there are any', async () => {
  const record = { ...RECORD, nanos: 7, severityText: 'crit', spanId: '00f067aa0ba902b7', attributes: undefined };
  await using server = await serveReader({ get: async () => record });
  const answer = (await server.inject(`/logs/${ID.toUpperCase()}`)).json();
  expect(answer).toMatchObject({ timestamp: '2026-11-21T10:15:30.123000007Z', severityText: 'crit', attributes: {} });
  recordJson.strict().parse(answer);
});

test('an unknown record is 404, a malformed id is 400', async () => {
  const missing = await app.inject(`/logs/${ID}`);
  expect([missing.statusCode, missing.json().error.code]).toEqual([404, 'record-not-found']);
  expect(await problemsOf('/logs/17')).toMatchObject([{ parameter: 'id', problem: expect.stringContaining('UUID') }]);
});
