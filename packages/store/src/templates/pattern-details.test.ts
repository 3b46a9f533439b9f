import type { LogRecord } from '@logwarren/contract';
import { describe, expect, test } from 'vitest';
import type { StoredRecord } from '../bucket/records-document.ts';
import { timeBins } from '../count/time-bins.ts';
import { PatternDetails } from './pattern-details.ts';

const BATCH = '019aa5c2-7f31-7b1e-9c44-5d0f3a2b';
/** Ten bins of a second. */
const BINS = timeBins({ fromMs: 0, toMs: 10_000 }, 1_000);

function recordOf(timestamp: number, more: Partial<LogRecord> = {}): StoredRecord {
  const place = { batch: BATCH, index: 3, origin: BATCH, ordinal: 3 };
  const head = { id: '', timestamp, observedAt: 0, service: 'shop', severity: 'INFO' as const, severityNumber: 9 };
  return { ...head, message: 'paid', attributes: undefined, place, ...more };
}

function detailsOf(...records: [pattern: string, record: StoredRecord, weight: number][]): PatternDetails {
  const details = new PatternDetails(BINS);
  for (const each of records) details.add(...each);
  return details;
}

const ERROR = { severity: 'ERROR', severityNumber: 17 } as const;

describe('a pattern', () => {
  test('is counted by severity and by time, each record by what it stands for', () => {
    const details = detailsOf(
      ['paid', recordOf(500), 2],
      ['paid', recordOf(700, ERROR), 1],
      ['paid', recordOf(9_999), 3],
    );
    expect(details.describe('paid', 6)).toMatchObject({
      pattern: 'paid',
      counts: { INFO: 5, ERROR: 1 },
      trend: [3, 0, 0, 0, 0, 0, 0, 0, 0, 3],
    });
  });

  test('has numbers that add up to its count, whatever the sample', () => {
    const details = detailsOf(['paid', recordOf(500), 1.5], ['paid', recordOf(1_500, ERROR), 1.5]);
    const { counts, trend } = details.describe('paid', 4);
    expect(counts).toEqual({ INFO: 2, ERROR: 2 });
    expect(trend.slice(0, 3)).toEqual([2, 2, 0]);
  });

  test('does not name a severity of which no record is left after rounding', () => {
    const details = detailsOf(['paid', recordOf(500), 100], ['paid', recordOf(600, ERROR), 0.1]);
    expect(details.describe('paid', 100).counts).toEqual({ INFO: 100 });
  });

  test('weighs as much as its records, rounded up; an unknown one nothing', () => {
    const details = detailsOf(['paid', recordOf(500), 1.2], ['paid', recordOf(600), 1.2]);
    expect([details.weightOf('paid'), details.weightOf('sent')]).toEqual([3, 0]);
    expect([details.size, details.has('paid'), details.has('sent')]).toEqual([1, true, false]);
    details.drop('paid');
    expect([details.size, [...details.names()]]).toEqual([0, []]);
  });
});

describe('the example', () => {
  const exampleOf = (details: PatternDetails, pattern = 'paid') => details.describe(pattern, 1);

  test('is the newest record, with its id', () => {
    const details = detailsOf(['paid', recordOf(500), 1], ['paid', recordOf(900), 1], ['paid', recordOf(100), 1]);
    expect(exampleOf(details)).toMatchObject({
      example: { timestamp: 900, id: '019aa5c2-7f31-7b1e-9c44-5d0f3a2b0003' },
    });
    expect(exampleOf(details)).not.toHaveProperty('exampleIsCut');
  });

  test('is cut if it is large: the beginning of the message, and the attributes that have room', () => {
    const attributes = { first: 1, large: 'x'.repeat(5_000), last: 'y'.repeat(500) };
    const { example, exampleIsCut } = exampleOf(
      detailsOf(['paid', recordOf(5, { message: 'm'.repeat(9_000), attributes }), 1]),
    );
    expect(exampleIsCut).toBe(true);
    expect(example.message).toBe('m'.repeat(1_000));
    expect(example.attributes).toEqual({ first: 1, last: 'y'.repeat(500) });
  });

  test('is cut between characters', () => {
    const message = `${'m'.repeat(999)}🔥${'m'.repeat(5_000)}`;
    const { example } = exampleOf(detailsOf(['paid', recordOf(5, { message }), 1]));
    expect(example.message).toBe(`${'m'.repeat(999)}\ufffd`);
  });
});

describe('patterns of one name', () => {
  const two = () =>
    detailsOf(
      ['a', recordOf(500, { message: 'of a' }), 2],
      ['b', recordOf(1_500, { ...ERROR, message: 'of b' }), 3],
      ['c', recordOf(2_500), 1],
    );

  test('become one, with the sums and the newest example', () => {
    const details = two();
    details.rename((pattern) => (pattern === 'c' ? 'c' : 'ab'));
    expect([...details.names()]).toEqual(['ab', 'c']);
    expect(details.weightOf('ab')).toBe(5);
    expect(details.describe('ab', 5)).toMatchObject({
      counts: { INFO: 2, ERROR: 3 },
      trend: [2, 3, 0, 0, 0, 0, 0, 0, 0, 0],
      example: { message: 'of b' },
    });
  });

  test('have the same example in any order, also if their records are equally new', () => {
    const [first, second] = [recordOf(500, { message: 'first' }), recordOf(500, { message: 'second' })];
    const messages = [detailsOf(['a', first, 1], ['b', second, 1]), detailsOf(['a', second, 1], ['b', first, 1])].map(
      (details) => {
        details.rename(() => 'ab');
        return details.describe('ab', 2).example.message;
      },
    );
    expect(messages).toEqual(['first', 'first']);
  });
});
