import { expect, test } from 'vitest';
import { didYouMean } from './did-you-mean.ts';

const KNOWN = ['q', 'from', 'to', 'limit', 'minSeverity', 'severity', 'service', 'traceId', 'timeZone'];

test('case and the marks between words do not matter', () => {
  for (const name of ['min_severity', 'MIN-SEVERITY', 'min.severity', 'min severity', 'min[severity]', 'min_level']) {
    expect.soft(didYouMean(name, KNOWN), name).toBe('minSeverity');
  }
  expect(didYouMean('log.level', KNOWN)).toBe('severity');
  expect(didYouMean('trace-id', KNOWN)).toBe('traceId');
});

test('a slip of the finger is forgiven, another word is not', () => {
  expect(didYouMean('limt', KNOWN)).toBe('limit');
  expect(didYouMean('servcie', KNOWN)).toBe('service');
  expect(didYouMean('__time__zonne__', KNOWN)).toBe('timeZone');
  for (const other of ['x', 'banana', '', '___', 'form'.repeat(11)])
    expect.soft(didYouMean(other, KNOWN), other).toBe(undefined);
});
