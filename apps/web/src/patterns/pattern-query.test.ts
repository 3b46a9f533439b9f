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

test('a pattern is searched for by its phrases, within the query it was found by', () => {
  expect(queryOf('order <id> failed: "payment" in <n> ms', 'service:a')).toBe(
    'service:a "order" "failed: \\"payment\\" in" "ms"',
  );
  expect(queryOf('x <n>', 'a OR b')).toBe('(a OR b)');
  expect(queryOf('timeout', '')).toBe('"timeout"');
});
