import { afterAll, expect, test } from 'vitest';
import { createQueryServer, NOW, RECORD } from '../../test-server.ts';

const { app, queryOf, problemsOf } = await createQueryServer();
afterAll(() => app.close());

test('parameters become one query', async () => {
  const query = await queryOf(
    '/logs?severity=error,Warning&severity=critical&minSeverity=warn&service=a,b&service=c&from=15m&to=now-1m' +
      '&text=card%20%22timed%20out%22&traceId=4BF92F35-77B3-4DA6-A3CE-929D0E0E4736&limit=5&order=ASC',
  );
  expect(query).toMatchObject({
    fromMs: NOW - 900_000,
    toMs: NOW - 60_000,
    limit: 5,
    order: 'asc',
    filter: {
      kind: 'and',
      filters: [
        {
          kind: 'or',
          filters: [
            { kind: 'severity', min: 17, max: 20 },
            { kind: 'severity', min: 13, max: 16 },
            { kind: 'severity', min: 18, max: 18 },
          ],
        },
        { kind: 'severity', min: 13, max: 24 },
        { kind: 'or', filters: ['a', 'b', 'c'].map((service) => ({ kind: 'service', service })) },
        { kind: 'trace', traceId: RECORD.traceId },
        {
          kind: 'and',
          filters: [
            { kind: 'phrase', phrase: 'card' },
            { kind: 'phrase', phrase: 'timed out' },
          ],
        },
      ],
    },
  });
});

test('all faults are told at once, each with what is allowed', async () => {
  const url =
    '/logs?limit=0&severity=bad,ERROR,3,eror&order=up&from=2026-02-30&to=soon&text=%22open&traceId=xyz&cursor=~&service=&levle=x&level=y';
  expect(await problemsOf(url)).toEqual([
    expect.objectContaining({
      parameter: 'severity',
      problem: expect.stringContaining('"bad" is not a severity; use TRACE'),
    }),
    expect.objectContaining({ parameter: 'severity', problem: expect.stringContaining('"3" is not a severity') }),
    expect.objectContaining({ parameter: 'severity', problem: expect.stringContaining('did you mean error?') }),
    { parameter: 'service', problem: 'has an empty value; give a value or leave it out' },
    expect.objectContaining({
      parameter: 'from',
      problem: expect.stringContaining('"2026-02-30" is not a time; use an age'),
    }),
    expect.objectContaining({ parameter: 'to', problem: expect.stringContaining('"soon" is not a time') }),
    { parameter: 'text', problem: 'quotation mark at position 1 is never closed' },
    { parameter: 'traceId', problem: '"xyz" is not a trace id; it has 32 hex digits' },
    { parameter: 'limit', problem: '"0" is not allowed; use a whole number from 1 to 1000' },
    { parameter: 'order', problem: '"up" is not allowed; use desc (newest first) or asc (oldest first)' },
    { parameter: 'cursor', problem: 'is not one of ours; use `next` of the page before, unchanged' },
    expect.objectContaining({
      parameter: 'levle',
      problem: expect.stringContaining('is not a parameter of this path; use severity,'),
    }),
    { parameter: 'level', problem: 'is not a parameter of this path; did you mean severity?' },
  ]);
});

test.each([
  ['limit=5&limit=6', 'limit', 'is given more than once; give it once'],
  ['limit=', 'limit', 'is empty; give a value or leave it out'],
  ['from=2h&to=3h', 'to', 'is not after `from`, so the range is empty'],
  ['from=now&to=now', 'to', 'is not after `from`, so the range is empty'],
  ['severty=ERROR', 'severty', 'is not a parameter of this path; did you mean severity?'],
  ['trace_id=a', 'trace_id', 'is not a parameter of this path; did you mean traceId?'],
  [`service=${'x'.repeat(129)}`, 'service', 'has 129 characters; a service has at most 128'],
])('%s is refused: %s %s', async (query, parameter, problem) => {
  expect(await problemsOf(`/logs?${query}`)).toContainEqual({ parameter, problem });
  if (parameter !== 'limit') expect(await problemsOf(`/logs/stats?${query}`)).toContainEqual({ parameter, problem });
});

test('an empty range is told together with other faults', async () => {
  expect(await problemsOf('/logs?from=2h&to=3h&limit=x')).toMatchObject([{ parameter: 'limit' }, { parameter: 'to' }]);
});

test('q is read into the filter, its times into the range', async () => {
  const url = (q: string) => `/logs?from=1h&service=a&q=${encodeURIComponent(q)}`;
  expect(await queryOf(url('level:error AND (x OR pay*) timestamp:<now-1m'))).toMatchObject({
    fromMs: NOW - 3_600_000,
    toMs: NOW - 60_000,
    filter: {
      kind: 'and',
      filters: [
        { kind: 'service', service: 'a' },
        { kind: 'severity', min: 17, max: 20 },
        {
          kind: 'or',
          filters: [
            { kind: 'phrase', phrase: 'x' },
            { kind: 'glob', pieces: ['pay', ''] },
          ],
        },
      ],
    },
  });
  expect(await queryOf(url('timestamp:>=now-5m'))).toMatchObject({
    fromMs: NOW - 300_000,
    filter: { kind: 'service' },
  });
  expect(await queryOf(url('a OR timestamp:>=now-5m'))).toMatchObject({ fromMs: NOW - 3_600_000 });
});

test('what is wrong in q is answered with its place and what to write instead', async () => {
  expect(await problemsOf(`/logs?limit=0&q=${encodeURIComponent('timeout AND level:loud')}`)).toEqual([
    {
      parameter: 'q',
      problem: 'cannot be read: "loud" is not a severity',
      position: 19,
      line: 'timeout AND level:loud',
      caret: '                  ^',
      hint: expect.stringContaining('ERROR'),
    },
    { parameter: 'limit', problem: expect.any(String) },
  ]);
  for (const path of ['/logs/stats', '/logs/histogram', '/logs/facets']) {
    expect(await problemsOf(`${path}?q=(`)).toMatchObject([{ parameter: 'q', position: 2, line: '(', caret: ' ^' }]);
  }
});
