import { expect, test } from 'vitest';
import { WriterPace } from './writer-pace.ts';

/** Looks that are `everyMs` apart and have seen the file grow by so many bytes each. */
function paceOf(everyMs: number, grown: readonly number[]) {
  let nowMs = 0;
  const pace = new WriterPace(() => nowMs);
  for (const bytes of grown) {
    pace.look(bytes);
    nowMs += everyMs;
  }
  return pace;
}

test.each([
  ['grows at every look', 20, [62, 62, 62, 62, 62], 5],
  ['grows at every fourth look', 20, Array.from({ length: 100 }, (_, index) => (index % 4 === 0 ? 62 : 0)), 12],
  ['grew by much at once', 20, [100_000, 0, 0, 0, 0], 1],
  ['grew, and is quiet for a second', 20, [...Array(20).fill(62), ...Array(52).fill(0)], 0],
  ['grows between looks that are rare', 2_000, Array(20).fill(62), 10],
  ['grew before ten looks that are rare', 2_000, [...Array(20).fill(62), ...Array(10).fill(0)], 0],
  ['has a line an hour, with a look at each', 3_600_000, Array(20).fill(62), 1],
  ['grew in a burst, and is quiet for 400 ms', 20, [...Array(22).fill(62), ...Array(20).fill(0)], 0],
  ['pauses for 300 ms between its lines', 20, [...Array(22).fill(62), ...Array(14).fill(0)], 22],
  ['grew before five looks of a scan', 250, [...Array(5).fill(62), ...Array(6).fill(0)], 0],
  ['grew before three looks of a scan', 250, [...Array(7).fill(62), ...Array(3).fill(0)], 7],
  ['was never looked at', 20, [], 0],
])('a file that %s', (_, everyMs, grown, grownLooks) => {
  expect(paceOf(everyMs, grown).pace.grownLooks).toBe(grownLooks);
});

test('a new life begins with nothing known', () => {
  const writer = paceOf(20, [62, 62, 62, 62, 62, 62]);
  expect(writer.pace.bytesPerMs).toBeCloseTo(3.72);
  writer.startOver();
  expect(writer.pace).toEqual({ grownLooks: 0, bytesPerMs: 0 });
});
