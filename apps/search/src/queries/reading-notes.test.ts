import { expect, test } from 'vitest';
import { notesTrailer } from './reading-notes.ts';

test('the trailer of an export has 4 KiB at most, and whole notes', () => {
  const note = '错'.repeat(200);
  expect(JSON.parse(decodeURIComponent(notesTrailer([note, note, note])))).toEqual([note, note]);
  expect(JSON.parse(decodeURIComponent(notesTrailer(['one', 'two'])))).toEqual(['one', 'two']);
  expect(notesTrailer(['错'.repeat(2_000)])).toBe('%5B%5D');
});
