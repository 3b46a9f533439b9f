import type { HistogramQuery } from '@logwarren/store';
import { expect, test } from 'vitest';
import { AS_OF, NOW, serveReader } from '../../test-server.ts';

test('a histogram has the shape of the reference, and takes bins or a step', async () => {
  const seen: HistogramQuery[] = [];
  const histogram = async (query: HistogramQuery) => {
    seen.push(query);
    const bins = [{ fromMs: NOW - 60_000, counts: { INFO: 12, ERROR: 1 } }];
    return { fromMs: NOW - 50_000, toMs: NOW, stepMs: 60_000, endMs: NOW, bins, complete: true };
  };
  await using server = await serveReader({ histogram });
  expect((await server.inject('/logs/histogram?severity=error&step=1m&from=50s')).json()).toEqual({
    from: '2026-11-21T11:59:10.000Z',
    to: '2026-11-21T12:00:00.000Z',
    stepMs: 60_000,
    end: '2026-11-21T12:00:00.000Z',
    bins: [{ time: '2026-11-21T11:59:00.000Z', counts: { INFO: 12, ERROR: 1 } }],
    future: 0,
    complete: true,
    asOf: AS_OF,
  });
  await server.inject('/logs/histogram?bins=7');
  expect(seen).toMatchObject([{ stepMs: 60_000, bins: 60, fromMs: NOW - 50_000, nowMs: NOW }, { bins: 7 }]);
  await server.inject('/logs/histogram?timeZone=Europe/Berlin');
  expect(seen.at(-1)).toMatchObject({ timeZone: 'Europe/Berlin' });
  for (const zone of ['Europe/Bielefeld', 'x'.repeat(5_000), '', '%00', '-1']) {
    const { error } = (await server.inject(`/logs/histogram?timeZone=${zone}`)).json();
    expect(error.details).toMatchObject([{ parameter: 'timeZone' }]);
  }
  for (const url of ['/logs/histogram?step=1m&bins=7', '/logs/histogram?step=0s', '/logs/histogram?step=fast']) {
    expect((await server.inject(url)).json().error.details).toMatchObject([{ parameter: 'step' }]);
  }
});
