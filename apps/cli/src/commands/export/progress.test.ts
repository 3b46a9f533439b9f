import { expect, test } from 'vitest';
import { progressText, sizeOf } from './progress.ts';

test('progress has a bar when the total is known', () => {
  const progress = { records: 500, bytes: 1_234_567, elapsedMs: 1000, total: 2000 };
  expect(progressText(progress)).toBe(' 25.0% █████                500 of 2,000 records, 1.2 MB, 500/s, 3 s left');
  expect(progressText({ ...progress, total: undefined })).toBe('500 records, 1.2 MB, 500/s');
  // More have come while it ran.
  expect(progressText({ ...progress, total: 400 })).toBe(
    '100.0% ████████████████████ 500 of 400 records, 1.2 MB, 500/s',
  );
});

test('at the start there is no pace yet, and no time left', () => {
  const progress = { records: 0, bytes: 0, elapsedMs: 0, total: 2000 };
  expect(progressText(progress)).toBe('  0.0%                      0 of 2,000 records, 0 bytes');
});

test('sizes are short', () => {
  expect([0, 999, 1000, 2_500_000_000].map(sizeOf)).toEqual(['0 bytes', '999 bytes', '1.0 kB', '2.5 GB']);
});
