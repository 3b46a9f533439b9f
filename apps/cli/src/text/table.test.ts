import { expect, test } from 'vitest';
import { table } from './table.ts';

test('a table has numbers at the right', () => {
  const text = table(
    [
      ['日本', '5'],
      ['a', '1,000'],
    ],
    [{ title: 'NAME' }, { title: 'N', side: 'right' }],
    (title) => title,
  );
  expect(text).toBe('NAME      N\n日本      5\na     1,000\n');
});

test('columns are as wide as their widest cell, and lines do not end with blanks', () => {
  const titles = [{ title: 'ID' }, { title: 'WHY' }];
  const rows = [
    ['1234', ''],
    ['5', 'x'],
  ];
  expect(table(rows, titles)).toBe('ID    WHY\n1234\n5     x\n');
  expect(table(rows)).toBe('1234\n5     x\n');
  expect(table([])).toBe('');
});
