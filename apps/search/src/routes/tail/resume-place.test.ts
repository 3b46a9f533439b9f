import { createBatchIds } from '@logwarren/contract';
import { expect, test } from 'vitest';
import { ResumePlace } from './resume-place.ts';

const nextId = createBatchIds();
const [a, b, c, d] = [nextId(), nextId(), nextId(), nextId()] as [string, string, string, string];

test('live records move the place, but not while a gap before them is open', () => {
  const place = new ResumePlace(a);
  place.openGap();
  place.sent(d);
  expect(place.id).toBe(a);
  place.closeGap();
  expect(place.id).toBe(d);
});

test('within a gap, no record that is still to come has an id before the place', () => {
  const place = new ResumePlace(a);
  place.openGap();
  expect(place.within([b, d, c])).toEqual([b, b, d]);
  expect(place.within([c, b, d])).toEqual([a, c, d]);
});
