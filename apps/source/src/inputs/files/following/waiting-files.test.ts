import { expect, test } from 'vitest';
import { letRest, noticeScan, supersede } from './waiting-files.ts';

const CHANGED_MS = 1_700_000_000_000;

function fileWith(more: Partial<Parameters<typeof letRest>[0]> = {}) {
  const bytes = { isByPath: false, isUnchanged: (ms: number) => ms === CHANGED_MS };
  const times = { nextLookMs: 250, sameMs: 1, supersededMs: undefined };
  return { bytes, isCaughtUp: true, isHot: false, sizeBytes: 10, ...times, ...more };
}

test('a file that was read to its end rests until a scan finds it changed', () => {
  const file = fileWith();
  letRest(file);
  noticeScan(file, { modifiedMs: CHANGED_MS, sizeBytes: 10 }, 2);
  expect(file).toMatchObject({ nextLookMs: Number.POSITIVE_INFINITY, sameMs: 2 });
  noticeScan(file, { modifiedMs: CHANGED_MS, sizeBytes: 11 }, 3);
  expect(file).toMatchObject({ nextLookMs: 0, sameMs: 2 });
});

test('a file that was overwritten with the same length is looked at', () => {
  const file = fileWith();
  letRest(file);
  noticeScan(file, { modifiedMs: CHANGED_MS + 1, sizeBytes: 10 }, 2);
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
  noticeScan(file, { modifiedMs: CHANGED_MS, sizeBytes: 11 }, 2);
  expect(file.nextLookMs).toBe(250);
});
