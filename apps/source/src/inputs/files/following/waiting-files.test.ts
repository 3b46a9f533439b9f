import { expect, test } from 'vitest';
import { letRest, supersede, touch, wake, wakeIfChanged } from './waiting-files.ts';

const CHANGED_MS = 1_700_000_000_000;

function fileWith(more: Partial<Parameters<typeof letRest>[0]> = {}) {
  const bytes = { isByPath: false, isUnchanged: (ms: number) => ms === CHANGED_MS };
  const times = { nextLookMs: 250, sameMs: 1, supersededMs: undefined };
  return { bytes, isCaughtUp: true, isHot: false, isTouched: false, sizeBytes: 10, ...times, ...more };
}

test('a file that was read to its end rests until a scan finds it changed', () => {
  const file = fileWith();
  letRest(file);
  wakeIfChanged(file, { modifiedMs: CHANGED_MS, sizeBytes: 10 }, 2);
  expect(file).toMatchObject({ nextLookMs: Number.POSITIVE_INFINITY, sameMs: 2 });
  wakeIfChanged(file, { modifiedMs: CHANGED_MS, sizeBytes: 11 }, 3);
  expect(file).toMatchObject({ nextLookMs: 0, sameMs: 2 });
});

test('a file that was overwritten with the same length is looked at', () => {
  const file = fileWith();
  letRest(file);
  wakeIfChanged(file, { modifiedMs: CHANGED_MS + 1, sizeBytes: 10 }, 2);
  expect(file.nextLookMs).toBe(0);
});

test('a file at rest that loses its path is looked at by itself', () => {
  const file = fileWith();
  letRest(file);
  supersede(file, 7);
  expect(file).toMatchObject({ nextLookMs: 0, supersededMs: 7 });
});

test.each([
  ['with an open record', { isCaughtUp: false }],
  ['that has just grown', { isHot: true }],
  ['without a path', { supersededMs: 1 }],
  ['on FUSE', { bytes: { isByPath: true, isUnchanged: () => true } }],
])('a file %s does not rest, and no scan changes its next look', (_, more) => {
  const file = fileWith(more);
  letRest(file);
  wakeIfChanged(file, { modifiedMs: CHANGED_MS, sizeBytes: 11 }, 2);
  expect(file.nextLookMs).toBe(250);
});

test('a file that an event names while it is looked at is looked at once more', () => {
  const file = fileWith();
  touch(file);
  file.nextLookMs = 250;
  letRest(file);
  expect(file.nextLookMs).toBe(0);
  letRest(file);
  expect(file.nextLookMs).toBe(Number.POSITIVE_INFINITY);
});

test('a file at rest is looked at when no scan can see it', () => {
  const file = fileWith();
  letRest(file);
  wake(file);
  expect(file.nextLookMs).toBe(0);
  file.nextLookMs = 250;
  wake(file);
  expect(file.nextLookMs).toBe(250);
});
