import { expect, test } from 'vitest';
import { acceptedEncodings } from './accepted-encodings.ts';

test.each([
  ['gzip', 'gzip;q=1'],
  ['gzip, deflate, br, zstd', 'zstd;q=1, br;q=1, gzip;q=1'],
  ['*', 'zstd;q=1, br;q=1, gzip;q=1'],
  ['gzip;q=0, *', 'zstd;q=1, br;q=1'],
  ['gzip;q=0.0, *', 'zstd;q=1, br;q=1'],
  ['gzip;q=0, br;q=0, zstd;q=0, *;q=1', ''],
  ['*;q=0, gzip', 'gzip;q=1'],
  ['identity;q=1, gzip;q=0.5', ''],
  ['identity;q=0.5, gzip ; Q = 0.8', 'gzip;q=0.8'],
  ['br;q=0.5, gzip;q=1', 'br;q=0.5, gzip;q=1'],
  ['x-gzip', 'gzip;q=1'],
  ['identity', ''],
  ['', ''],
])('%s wants %s', (header, wanted) => {
  expect(acceptedEncodings(header)).toBe(wanted);
});
