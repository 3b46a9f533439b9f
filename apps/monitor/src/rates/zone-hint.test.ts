import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ZoneHint, type ZoneNews, zoneSentence } from './zone-hint.ts';

const NOW = 1_700_000_000_000;
const HOUR = 3_600_000;

/** News of single errors, each so many seconds later and so many ms old. */
function news(hint: ZoneHint, errors: readonly [secondsLater: number, ageMs: number][], from = NOW): ZoneNews[] {
  let now = from;
  return errors.flatMap(([seconds, ageMs]) => {
    now += seconds * 1000;
    return hint.observe([{ timestamp: now - ageMs, observedAt: now, message: '' }], now) ?? [];
  });
}

const every = (count: number, seconds: number, ageMs: number) => Array<[number, number]>(count).fill([seconds, ageMs]);

describe('errors that are all off by the same whole quarters of an hour', () => {
  test.each([
    ['two hours old', 2 * HOUR],
    ['two hours old and read a minute later', 2 * HOUR + 60_000],
    ['five and a half hours ahead', -5.5 * HOUR],
    ['three quarters of an hour old', 0.75 * HOUR],
    ['thirteen hours ahead, of a clock that is a bit off', -13 * HOUR - 10_000],
  ])('%s: they lack a zone, which is told once', (_name, ageMs) => {
    const offMs = Math.round(ageMs / 900_000) * 900_000;
    const hint = new ZoneHint();
    expect(news(hint, every(100, 10, ageMs))).toEqual([{ status: 'suspected', offMs }]);
    expect(hint.offMs).toBe(offMs);
  });

  test('are told again only when errors had been right for a while', () => {
    const hint = new ZoneHint();
    const wrong = every(20, 10, 2 * HOUR);
    const flapping = Array.from({ length: 50 }, (_, index): [number, number] => [10, index % 3 === 0 ? 500 : 2 * HOUR]);
    expect(news(hint, [...wrong, ...flapping])).toHaveLength(1);
    expect(news(hint, [...every(20, 10, 500), ...wrong], NOW + HOUR)).toEqual([
      { status: 'over', offMs: 2 * HOUR },
      { status: 'suspected', offMs: 2 * HOUR },
    ]);
  });

  test('are told anew when the clocks change', () => {
    const hint = new ZoneHint();
    expect(news(hint, [...every(20, 10, 2 * HOUR), ...every(20, 10, HOUR)]).map(({ offMs }) => offMs)).toEqual([
      2 * HOUR,
      HOUR,
    ]);
  });
});

describe('nothing is told of', () => {
  test.each<[string, [number, number][]]>([
    ['errors on time', every(100, 10, 800)],
    ['errors of a clock that is seven minutes slow', every(100, 10, 7 * 60_000)],
    ['errors of two days ago', every(100, 10, 48 * HOUR)],
    ['a few errors', every(4, 10, 2 * HOUR)],
    ['errors of one moment', every(100, 0.1, 2 * HOUR)],
    ['a service of which some errors are on time', Array.from({ length: 99 }, (_, i) => [10, i % 4 ? 2 * HOUR : 0])],
  ])('%s', (_name, errors) => {
    expect(news(new ZoneHint(), errors)).toEqual([]);
  });

  test('a backlog, however fast it is read', () => {
    fc.assert(
      fc.property(fc.integer({ min: 6, max: 500 }), fc.integer({ min: 0, max: 12 * HOUR }), (factor, oldestMs) => {
        const step = 2;
        const errors = Array.from({ length: 400 }, (_, i): [number, number] => {
          return [step, Math.max(0, oldestMs - i * step * 1000 * (factor - 1))];
        });
        expect(news(new ZoneHint(), errors)).toEqual([]);
      }),
      { examples: [[6, 1_350_000]] },
    );
  });
});

test('the sentence says how far and which way', () => {
  expect(zoneSentence(2 * HOUR)).toBe(
    'every error is 2 h 0 min old on arrival: do its times lack a zone? set SOURCE_TIME_ZONE',
  );
  expect(zoneSentence(-5.75 * HOUR)).toContain('5 h 45 min ahead on arrival');
});
