import { expect, test } from 'vitest';
import { literalsOf, queryOf } from './pattern-query.ts';

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
