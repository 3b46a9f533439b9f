import { expect, test } from 'vitest';
import { percent } from './figure.ts';
import { groupingAccuracy, movedShare } from './grouping-figures.ts';
import { hasTime, severityOf } from './loghub-columns.ts';
import { readCsv } from './public-sets.ts';

test('a line is grouped right if its group is exactly the lines of its label', () => {
  const labels = ['a', 'a', 'b', 'b', 'c', 'd'];
  expect(groupingAccuracy(labels, ['1', '1', '2', '2', '3', '4'])).toBe(1);
  expect(groupingAccuracy(labels, ['1', '1', '2', '3', '4', '4'])).toBe(2 / 6);
  expect(movedShare(labels, ['1', '1', '2', '2', '2', '3'])).toBe(0.5);
});

test('a share is never rounded up', () => expect(percent(1_999_999, 2_000_000)).toBe('99.9 %'));

test('cells may hold commas, quotation marks and line breaks', () => {
  expect(readCsv('a,b\r\n"x,""y""\n",\n1,2')).toEqual([
    { a: 'x,"y"\n', b: '' },
    { a: '1', b: '2' },
  ]);
});

test('times and severities of columns', () => {
  const line = { Month: 'Jun', Date: '4', Time: '06:06:20', Level: 'notice' };
  expect(hasTime('Linux', line, '2025-06-04T06:06:20.000Z')).toBe(true);
  expect(hasTime('Linux', line, '2025-06-05T06:06:20.000Z')).toBe(false);
  expect(hasTime('other', line, '')).toBeUndefined();
  expect([severityOf(line), severityOf({ Level: 'combo' })]).toEqual(['INFO', undefined]);
});
