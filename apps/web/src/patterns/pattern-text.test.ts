import { expect, test } from 'vitest';
import { countedPart, literalsOf, queryOf } from './pattern-text.ts';

test('what varies is told apart from what stays', () => {
  expect(literalsOf('GET /products/<n> took <n> ms <script>')).toEqual([
    { text: 'GET /products/', isVariable: false },
    { text: '<n>', isVariable: true },
    { text: ' took ', isVariable: false },
    { text: '<n>', isVariable: true },
    { text: ' ms <script>', isVariable: false },
  ]);
});

test('a pattern is searched for as a whole, within the query it was found by', () => {
  const query = queryOf('order <id> failed: "payment" in <n> ms', 'service:a');
  expect(query).toBe('service:a pattern:"order <id> failed: \\"payment\\" in <n> ms"');
  expect(queryOf('order <id> failed: "payment" in <n> ms', query)).toBe(query);
  expect(queryOf('x <n>', 'a OR b')).toBe('(a OR b) pattern:"x <n>"');
  expect(queryOf('timeout', '')).toBe('pattern:timeout');
  expect(queryOf('', '')).toBe('pattern:""');
});

test('patterns are of a part only when the time was up before all were counted', () => {
  expect(countedPart({ complete: true, counted: true })).toBe('estimated from a sample');
  expect(countedPart({ complete: false, counted: false })).toBe('of a part: the time was up');
  expect(countedPart({ complete: false, counted: true })).toBe('not grouped in full: the time was up');
  expect(countedPart({ complete: false })).toBe('of a part: the time was up');
});
