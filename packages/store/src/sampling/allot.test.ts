import { Binary } from 'mongodb';
import { expect, test } from 'vitest';
import { allot } from './allot.ts';
import { type Candidate, costOf } from './candidate.ts';

/** Buckets of one stream, with the same number of records each. */
function stream(service: string, buckets: number, records: number, severityNumber = 9): Candidate[] {
  return Array.from({ length: buckets }, (_, fromMs) => ({
    _id: new Binary(Buffer.alloc(16)),
    service,
    severityNumber,
    fromMs,
    records,
  }));
}

const namesOf = (buckets: readonly Candidate[]) => [...new Set(buckets.map(({ service }) => service))];

test('everything is opened when it costs no more than it may', () => {
  const candidates = [...stream('a', 5, 100), ...stream('b', 2, 10)];
  const allotments = allot(candidates, costOf(candidates));
  expect(allotments.flatMap(({ buckets }) => buckets)).toHaveLength(7);
  expect(allotments.every(({ buckets, opened }) => opened === buckets.length)).toBe(true);
});

test('every bucket is in one allotment, even if little may be opened', () => {
  const candidates = [...stream('a', 500, 900), ...stream('b', 40, 700), ...stream('c', 9, 5), ...stream('d', 1, 3)];
  const buckets = allot(candidates, 20_000).flatMap((each) => each.buckets);
  expect(new Set(buckets)).toEqual(new Set(candidates));
  expect(buckets).toHaveLength(candidates.length);
});

test('a quiet service is opened as a whole beside a loud one', () => {
  const [quiet] = allot([...stream('loud', 1_000, 1_000), ...stream('quiet', 3, 100)], 100_000).filter(
    ({ buckets }) => namesOf(buckets)[0] === 'quiet',
  );
  expect(quiet).toMatchObject({ opened: 3 });
});

test('of a stream that is opened in part, enough buckets are opened to know the error', () => {
  // Its own part would be four buckets; the large stream can spare the two that it lacks.
  const allotments = allot([...stream('large', 1_000, 1_000), ...stream('small', 100, 1_000)], 30_000);
  expect(allotments.map(({ buckets, opened }) => [...namesOf(buckets), opened])).toEqual([
    ['large', expect.any(Number)],
    ['small', 6],
  ]);
});

test('streams that would have too few are drawn from together, those of one severity', () => {
  const loud = Array.from({ length: 20 }, (_, i) => stream(`s${i}`, 20, 1_000, i % 2 === 0 ? 9 : 17)).flat();
  const allotments = allot(loud, 15_000);
  expect(allotments).toHaveLength(2);
  for (const { buckets } of allotments) {
    expect(new Set(buckets.map(({ severityNumber }) => severityNumber)).size).toBe(1);
  }
});

test('the opened buckets cost about the limit', () => {
  const candidates = [...stream('a', 400, 950), ...stream('b', 400, 450)];
  const cost = allot(candidates, 100_000).reduce(
    (sum, { buckets, opened }) => sum + (costOf(buckets) * opened) / buckets.length,
    0,
  );
  expect(cost).toBeLessThanOrEqual(100_000);
  expect(cost).toBeGreaterThan(95_000);
});
