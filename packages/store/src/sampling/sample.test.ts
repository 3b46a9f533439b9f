import { Binary } from 'mongodb';
import { expect, test } from 'vitest';
import { type Candidate, costOf } from './candidate.ts';
import { drawSample } from './sample.ts';

function bucketsOf(service: string, count: number, records = 500): Candidate[] {
  return Array.from({ length: count }, (_, i) => {
    const id = Buffer.alloc(16, service);
    id.writeUInt32BE(i, 12);
    return { _id: new Binary(id), service, severityNumber: 9, fromMs: i * 1_000, records };
  });
}

const shop = [...bucketsOf('storefront', 2_000), ...bucketsOf('checkout', 300), ...bucketsOf('mail', 4)];
const idsOf = (buckets: readonly Candidate[]) => buckets.map(({ _id }) => _id.toString('hex')).toSorted();

test('the same buckets are drawn at every load, in any order', () => {
  const drawn = drawSample(shop, 100_000);
  expect(idsOf(drawSample(shop.toReversed(), 100_000).buckets)).toEqual(idsOf(drawn.buckets));
  expect(costOf(drawn.buckets)).toBeLessThan(110_000);
  expect(costOf(drawn.buckets)).toBeGreaterThan(80_000);
});

test('a quiet service is opened as a whole, a loud one in all of its time', () => {
  const { buckets } = drawSample(shop, 100_000);
  const of = (service: string) => buckets.filter((bucket) => bucket.service === service);
  expect(of('mail')).toHaveLength(4);
  expect(of('checkout').length / 300).toBeGreaterThan(of('storefront').length / 2_000);
  const hours = Map.groupBy(of('storefront'), ({ fromMs }) => Math.floor(fromMs / 200_000));
  for (const hour of hours.values()) expect(hour.length).toBeGreaterThan(3);
  expect(hours.size).toBe(10);
});

test('strata add up to everything, and each lists its opened buckets', () => {
  const { strata, buckets } = drawSample(shop, 100_000);
  expect(strata.reduce((sum, { records }) => sum + records, 0)).toBe(2_304 * 500);
  expect(strata.reduce((sum, { opened }) => sum + opened, 0)).toBe(buckets.length);
  for (const { opened, buckets: all } of strata) expect(opened === all || opened >= 6).toBe(true);
});

test('hundreds of services with more streams than buckets can be opened share strata', () => {
  const many = Array.from({ length: 400 }, (_, i) => bucketsOf(`service-${i}`, 30, 100)).flat();
  const { strata, buckets } = drawSample(many, 50_000);
  expect(costOf(buckets)).toBeLessThan(60_000);
  expect(strata.reduce((sum, { buckets: all }) => sum + all, 0)).toBe(12_000);
});

test('what fits is opened as a whole', () => {
  expect(drawSample(shop, costOf(shop)).buckets).toHaveLength(shop.length);
  expect(drawSample([], 100)).toEqual({ strata: [], buckets: [] });
});

test.each([
  [2_000, 40, 40],
  [500, 4, 2],
  [0, 300, 30],
])(
  'of %i loud buckets and %i streams of %i, what a sample may cost is used, and hardly more',
  (loud, streams, each) => {
    const quiet = Array.from({ length: streams }, (_, i) => bucketsOf(`quiet-${i}`, each)).flat();
    for (const most of [40_000, 100_000]) {
      const cost = costOf(drawSample([...bucketsOf('loud', loud), ...quiet], most).buckets);
      expect(cost).toBeGreaterThan(0.75 * most);
      expect(cost).toBeLessThan(1.25 * most);
    }
  },
);

test('a stream that has most of all is opened more than any other', () => {
  const quiet = Array.from({ length: 40 }, (_, i) => bucketsOf(`quiet-${i}`, 40)).flat();
  const { buckets } = drawSample([...bucketsOf('loud', 2_000), ...quiet], 200_000);
  expect(buckets.filter(({ service }) => service === 'loud').length).toBeGreaterThan(buckets.length / 3);
});
