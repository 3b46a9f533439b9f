import { fromColumns, type LogBatch, type Severity, toColumns } from '@logwarren/contract';
import { describe, expect, test } from 'vitest';
import { Shedder } from './shedder.ts';

const shedderWith = (limit: number, share = 0.5) => {
  const counted: [string, Severity, number][] = [];
  const onShed = (...each: [string, Severity, number]) => void counted.push(each);
  return { counted, shedder: new Shedder({ limit, share, source: 'web-1', onShed }) };
};
const batch = (severity: Severity, count = 2, service = 'shop'): LogBatch => {
  const records = Array.from({ length: count }, () => ({ timestamp: 0, observedAt: 0, message: '' }));
  return { id: '', service, severity, records: toColumns(records) };
};

describe('a source under pressure', () => {
  test('drops the least severe first, and takes them in again when the queue has shrunk well below the limit', () => {
    const { shedder } = shedderWith(200);
    const seen = [99, 100, 149, 150, 121, 119, 81, 79].map((waiting) => {
      shedder.observe(waiting);
      return shedder.severities.length;
    });
    expect(seen).toEqual([0, 2, 2, 3, 3, 2, 2, 0]);
  });

  test('goes all the way at once when the queue is that long, and reports the change', () => {
    const { shedder } = shedderWith(100);
    expect(shedder.observe(1_000)).toBe(true);
    expect(shedder.severities).toEqual(['TRACE', 'DEBUG', 'INFO']);
    expect(shedder.observe(2_000)).toBe(false);
    expect(shedder.observe(0)).toBe(true);
    expect(shedder.severities).toEqual([]);
  });

  test('counts dropped records, never drops WARN and above, and reports to each service once', () => {
    const { counted, shedder } = shedderWith(20);
    shedder.observe(10);
    const dropped = (['DEBUG', 'TRACE', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const).map((each) =>
      shedder.sheds(batch(each)),
    );
    expect(dropped).toEqual([true, true, false, false, false, false]);
    expect(shedder.sheds(batch('DEBUG', 3, 'billing'))).toBe(true);
    expect(counted).toEqual([
      ['shop', 'DEBUG', 2],
      ['shop', 'TRACE', 2],
      ['billing', 'DEBUG', 3],
    ]);
    const [shop, billing, ...others] = shedder.takeReports(5);
    expect(others).toEqual([]);
    expect(shop).toMatchObject({ shed: 4, batch: { service: 'shop', severity: 'WARN' } });
    expect(shop && fromColumns(shop.batch.records)).toMatchObject([
      {
        timestamp: 5,
        message:
          '2 DEBUG and 2 TRACE records of this service were dropped by the source web-1: ' +
          '10 messages waited in LogQueue, which may hold 20',
        attributes: { 'logwarren.shed.DEBUG': 2, 'logwarren.shed.TRACE': 2 },
      },
    ]);
    expect(billing).toMatchObject({ shed: 3, batch: { service: 'billing' } });
    expect(shedder.takeReports(6)).toEqual([]);
  });
});

test('with a share of 0 nothing is dropped', () => {
  const { shedder } = shedderWith(100, 0);
  shedder.observe(1_000_000);
  expect(shedder.sheds(batch('TRACE'))).toBe(false);
});
