import { SEVERITIES } from '@logwarren/contract';
import { expect, test } from 'vitest';
import {
  answer,
  asked,
  get,
  ids,
  idsWhere,
  nextId,
  pageThrough,
  START,
  save,
  useStoredRecords,
} from './stored-records.ts';

/** `GET /logs` and `GET /logs/stats` on a store of 2,400 records. */

const RARE_TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

useStoredRecords();

test('severity, service, time and text narrow the search together', async () => {
  const hours = 'from=2026-11-20T01:00:00Z&to=2026-11-20T03:00:00Z';
  const inHours = (time: number) => time >= START + 3_600_000 && time < START + 3 * 3_600_000;
  expect(ids(await pageThrough('severity=error,fatal&limit=70'))).toEqual(
    idsWhere(({ severity }) => severity === 'ERROR' || severity === 'FATAL'),
  );
  expect(ids(await pageThrough(`minSeverity=warning&service=cart&service=payment&${hours}`))).toEqual(
    idsWhere(
      ({ severity, service, timestamp }) =>
        SEVERITIES.indexOf(severity) >= 3 && service !== 'checkout' && inHours(timestamp),
    ),
  );
  expect(ids(await pageThrough('text=%22took%2017%20ms%22%20REQUEST'))).toEqual(
    idsWhere(({ message }) => message.endsWith('took 17 ms')),
  );
  expect(ids(await pageThrough('text=500&limit=1000'))).toEqual(idsWhere(({ message }) => isStatus500(message)));
});

/** Every fourth record has the attribute 500; the word also stands in one message. */
function isStatus500(message: string): boolean {
  const [, request, index] = /request (\d+) took (\d+) ms/.exec(message) ?? [];
  return Number(index) % 4 === 3 || request === '500';
}

test('a record is found by its id and by its trace', async () => {
  const timestamp = START + 7_200_000 + 1;
  const [id = ''] = await save({
    service: 'traced',
    severity: 'FATAL',
    records: [
      { timestamp, nanos: 42, observedAt: timestamp, message: 'gone', traceId: RARE_TRACE, spanId: '00f067aa0ba902b7' },
    ],
  });
  const expected = {
    id,
    timestamp: '2026-11-20T02:00:00.001000042Z',
    service: 'traced',
    severity: 'FATAL',
    severityNumber: 21,
    message: 'gone',
    traceId: RARE_TRACE,
    spanId: '00f067aa0ba902b7',
    attributes: {},
    observedAt: '2026-11-20T02:00:00.001Z',
  };
  expect(await get(`/logs/${id}`)).toEqual(expected);
  expect(await get(`/logs?traceId=${RARE_TRACE.toUpperCase()}`)).toEqual({
    records: [expected],
    next: null,
    complete: true,
    asOf: expect.any(String),
  });
  expect(await answer(`/logs/${nextId()}`)).toMatchObject({
    status: 404,
    body: { error: { code: 'record-not-found' } },
  });
});

test('stats agree with what the search finds', async () => {
  for (const query of [
    '',
    'service=cart',
    'minSeverity=ERROR&from=2026-11-20T00:00:20Z&to=2026-11-20T03:00:10Z',
    'text=17',
  ]) {
    const stats = await get(`/logs/stats?${query}`);
    const found = await pageThrough(`limit=1000&${query}`);
    expect(stats.complete).toBe(true);
    expect(stats.total).toBe(found.length);
    for (const severity of SEVERITIES) {
      expect(stats.bySeverity[severity]).toBe(found.filter((record) => record.severity === severity).length);
    }
    for (const { service, total, bySeverity } of stats.byService) {
      expect(total).toBe(found.filter((record) => record.service === service).length);
      expect(Object.values<number>(bySeverity).reduce((sum, count) => sum + count)).toBe(total);
    }
  }
});

test('wrong parameters are answered with every fault', async () => {
  const { status, body } = await answer('/logs?limit=0&level=ERROR');
  expect(status).toBe(400);
  expect(body.error).toMatchObject({
    code: 'invalid-parameter',
    details: [
      { parameter: 'limit' },
      { parameter: 'level', problem: expect.stringContaining('did you mean severity?') },
    ],
  });
});

test('requests are counted by route and status', async () => {
  const metrics = await (await fetch(`${asked.search.healthUrl}/metrics`)).text();
  const requests = metrics.split('\n').filter((line) => line.startsWith('logwarren_search_requests_total'));
  expect(requests).toContainEqual(expect.stringMatching(/route="\/logs",status="200".* [1-9]\d*$/));
  expect(requests).toContainEqual(expect.stringMatching(/route="\/logs\/:id",status="404".* 1$/));
  expect(metrics).toMatch(/logwarren_search_request_seconds_count\{[^}]*route="\/logs\/stats"[^}]*\} 4/);
});
