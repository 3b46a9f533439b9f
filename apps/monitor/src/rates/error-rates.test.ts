import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Alert, ErrorRateRule } from './alert.ts';
import { ErrorRates, type Observation, type RecordStream } from './error-rates.ts';

const NOW = 1_700_000_000_000;
const RULE: ErrorRateRule = {
  windowMs: 60_000,
  clearAfterMs: 60_000,
  minSeverityNumber: 17,
  thresholdOf: (service) => ({ strict: 1, never: Number.POSITIVE_INFINITY })[service] ?? 5,
};

function errors(number: number, service = 'checkout', timestamp = NOW): RecordStream {
  const records = Array.from({ length: number }, (_, index) => ({
    timestamp,
    observedAt: timestamp,
    message: `error ${index}`,
  }));
  return { service, severity: 'ERROR', records };
}

/** The news of an observation, as `tick` gives it. */
function alertsOf({ alert }: Observation): Alert[] {
  return alert === undefined ? [] : [alert];
}

test('an alert fires once when the threshold is reached and clears once after a window below it', () => {
  const rates = new ErrorRates(RULE, 10);
  const news: Alert[] = [...alertsOf(rates.observe(errors(4), NOW))];
  expect(news).toEqual([]);
  news.push(...alertsOf(rates.observe(errors(1), NOW)), ...alertsOf(rates.observe(errors(3), NOW + 1)));
  expect(news).toMatchObject([{ status: 'firing', service: 'checkout', count: 5, threshold: 5, startsAtMs: NOW }]);
  for (let now = NOW; now <= NOW + 180_000; now += 1_000) news.push(...rates.tick(now));
  expect(news.map((alert) => alert.status)).toEqual(['firing', 'resolved']);
  expect(news[1]).toMatchObject({ count: 0, startsAtMs: NOW, endsAtMs: NOW + 120_000 });
  expect(rates.firing).toBe(0);
});

test('a clock that is set back by an hour hides no alert and keeps none up', () => {
  const rates = new ErrorRates(RULE, 10);
  expect(alertsOf(rates.observe(errors(5), NOW))).toMatchObject([{ status: 'firing' }]);
  expect(rates.tick(NOW + 61_000)).toEqual([]);
  const set = NOW - 3_600_000;
  const news: Alert[] = [];
  for (let now = set; now <= set + 61_000; now += 1_000) news.push(...rates.tick(now));
  expect(news).toMatchObject([{ status: 'resolved' }]);
  const again = set + 62_000;
  expect(alertsOf(rates.observe(errors(5, 'checkout', again), again))).toMatchObject([{ status: 'firing' }]);
});

test('a relapse while the alert is about to clear keeps it firing without a second notification', () => {
  const rates = new ErrorRates(RULE, 10);
  const news = [...alertsOf(rates.observe(errors(5), NOW))];
  for (let now = NOW; now <= NOW + 110_000; now += 1_000) news.push(...rates.tick(now));
  news.push(...alertsOf(rates.observe(errors(5, 'checkout', NOW + 111_000), NOW + 111_000)));
  for (let now = NOW + 111_000; now <= NOW + 220_000; now += 1_000) news.push(...rates.tick(now));
  expect(news.map((alert) => alert.status)).toEqual(['firing']);
});

test.each([
  ['two minutes slow', -120_000],
  ['as far off as a time zone can be', -13 * 3_600_000],
  ['an hour fast', 3_600_000],
])('errors of a service whose clock is %s raise an alert when they are received', (_name, offMs) => {
  const rates = new ErrorRates(RULE, 10);
  const news: Alert[] = [];
  for (let now = NOW; now < NOW + 50_000; now += 10_000) {
    news.push(...alertsOf(rates.observe(errors(1, 'checkout', now + offMs), now, now - 1_000)));
  }
  expect(news).toMatchObject([{ status: 'firing', count: 5 }]);
});

test('nothing but the time of its receipt makes an old error one of now', () => {
  const stream = errors(5, 'checkout', NOW - 300_000);
  expect(alertsOf(new ErrorRates(RULE, 10).observe(stream, NOW))).toEqual([]);
  expect(alertsOf(new ErrorRates(RULE, 10).observe(stream, NOW, NOW - 1_000))).toMatchObject([{ status: 'firing' }]);
  expect(alertsOf(new ErrorRates(RULE, 10).observe(stream, NOW, NOW - 61_000)), 'waited since').toEqual([]);
});

test('the backlog of a weekend that is read on Monday pages nobody for Saturday', () => {
  const rates = new ErrorRates(RULE, 10);
  const stream = errors(1_000, 'checkout', NOW - 40 * 3_600_000);
  expect(rates.observe(stream, NOW, NOW)).toEqual({ counted: 0, stale: 1_000, untracked: 0 });
  expect(rates.tracked).toBe(0);
});

test.each([
  ['one error a minute, a hundred of them in a message', 60_000, 100],
  ['one error a minute, each in a message of its own', 60_000, 1],
  ['an error every half minute, two in a message', 30_000, 2],
  ['an error every 13 seconds, three in a message', 13_000, 3],
])('the backlog of a night pages nobody: %s', (_name, everyMs, perMessage) => {
  const rates = new ErrorRates(RULE, 10);
  const news: Alert[] = [];
  let now = NOW;
  // Read at once, a message in 20 ms.
  for (let atMs = NOW - 9 * 3_600_000; atMs < NOW - 3_600_000; atMs += perMessage * everyMs) {
    now += 20;
    const records = Array.from({ length: perMessage }, (_, index) => ({
      timestamp: atMs + index * everyMs,
      observedAt: now,
      message: 'x',
    }));
    news.push(...alertsOf(rates.observe({ service: 'checkout', severity: 'ERROR', records }, now, now)));
  }
  expect(news).toEqual([]);
  // The clock of the same service is right, and present events count.
  expect(alertsOf(rates.observe(errors(5, 'checkout', now), now, now))).toMatchObject([{ status: 'firing' }]);
});

test('a service that has changed its clock counts again when the new one has kept its pace for a window', () => {
  const rates = new ErrorRates(RULE, 10);
  const counted = (now: number, offMs: number) => rates.observe(errors(1, 'checkout', now - offMs), now, now).counted;
  expect([counted(NOW, 3_600_000), counted(NOW + 1_000, 3_600_000)]).toEqual([1, 1]);
  expect([counted(NOW + 2_000, 7_200_000), counted(NOW + 61_000, 7_200_000)]).toEqual([0, 0]);
  expect(counted(NOW + 63_000, 7_200_000)).toBe(1);
});

test('an old backlog raises no storm: what was received before the window does not count', () => {
  const rates = new ErrorRates(RULE, 10);
  const seen = rates.observe(errors(10_000, 'checkout', NOW - 120_000), NOW);
  expect(seen).toEqual({ counted: 0, stale: 10_000, untracked: 0 });
  expect(rates.tracked).toBe(0);
});

test('records below the severity of the rule do not count', () => {
  const rates = new ErrorRates(RULE, 10);
  expect(rates.observe({ ...errors(50), severity: 'WARN' }, NOW)).toEqual({ counted: 0, stale: 0, untracked: 0 });
  const critical = new ErrorRates({ ...RULE, minSeverityNumber: 18 }, 10);
  const records = errors(50).records.map((record, index) => (index < 3 ? { ...record, severityNumber: 18 } : record));
  expect(critical.observe({ ...errors(0), records }, NOW).counted).toBe(3);
});

test('a service has its own threshold, or none', () => {
  const rates = new ErrorRates(RULE, 10);
  expect(alertsOf(rates.observe(errors(1, 'strict'), NOW))).toHaveLength(1);
  expect(alertsOf(rates.observe(errors(1_000, 'never'), NOW))).toEqual([]);
});

test('an alert shows the latest three messages, cut', () => {
  const rates = new ErrorRates(RULE, 10);
  const stream = errors(5);
  const last = { ...stream.records[4]!, message: 'x'.repeat(10_000), traceId: 'f'.repeat(32) };
  const { alert } = rates.observe({ ...stream, records: [...stream.records.slice(0, 4), last] }, NOW);
  expect(alert?.samples.map((sample) => sample.message)).toEqual(['error 2', 'error 3', `${'x'.repeat(500)}…`]);
  expect(alert?.samples[2]?.traceId).toBe('f'.repeat(32));
});

test('the service quiet for longest makes room, one that is firing never does', () => {
  const rates = new ErrorRates(RULE, 2);
  rates.observe(errors(5, 'firing'), NOW);
  rates.observe(errors(4, 'a'), NOW);
  rates.observe(errors(4, 'b'), NOW);
  expect(alertsOf(rates.observe(errors(1, 'a'), NOW)), 'a was forgotten').toEqual([]);
  rates.observe(errors(4, 'a'), NOW);
  expect(rates.firing).toBe(2);
  expect(rates.observe(errors(9, 'c'), NOW)).toEqual({ counted: 0, stale: 0, untracked: 9 });
});

test('for every service firing and resolved take turns, memory is bounded, and silence clears all', () => {
  const step = fc.record({
    service: fc.constantFrom('a', 'b', 'c', 'd', 'strict', 'never'),
    number: fc.nat(7),
    waitMs: fc.oneof(fc.nat(3_000), fc.nat(100_000)),
    agoMs: fc.oneof(fc.constant(0), fc.nat(120_000)),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const rates = new ErrorRates(RULE, 4);
      const news: Alert[] = [];
      let now = NOW;
      for (const { service, number, waitMs, agoMs } of steps) {
        for (const end = now + waitMs; now < end; ) {
          now = Math.min(end, now + 1_000);
          news.push(...rates.tick(now));
        }
        news.push(...alertsOf(rates.observe(errors(number, service, now - agoMs), now)));
        expect(rates.tracked).toBeLessThanOrEqual(4);
      }
      for (const end = now + 121_000; now <= end; now += 1_000) news.push(...rates.tick(now));
      expect(rates.firing).toBe(0);
      for (const service of ['a', 'b', 'c', 'd', 'strict', 'never']) {
        const statuses = news.filter((alert) => alert.service === service).map((alert) => alert.status);
        expect(statuses).toEqual(statuses.map((_, index) => (index % 2 === 0 ? 'firing' : 'resolved')));
        expect(statuses.length % 2).toBe(0);
      }
      for (const alert of news)
        if (alert.status === 'firing') expect(alert.count).toBeGreaterThanOrEqual(alert.threshold);
    }),
    { numRuns: 60 },
  );
});
