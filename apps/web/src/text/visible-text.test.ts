import { expect, test } from 'vitest';
import { briefLine, copiedText, firstLine, visibleText, withoutBlankStart } from './visible-text.ts';

test('terminal colours are left out, other control characters become signs', () => {
  expect(visibleText('\u001b[31;1mred\u001b[0m bell\u0007 back\b null\u0000 del\u007f')).toBe(
    'red bell␇ back␈ null␀ del␡',
  );
  expect(visibleText('\u001b]0;title\u0007')).toBe('␛]0;title␇');
});

test('line breaks and tabs stay, a lone carriage return does not', () => {
  expect(visibleText('a\r\nb\n\tc\rd')).toBe('a\nb\n\tc␍d');
});

test('letters that hide or reorder others are named', () => {
  expect(visibleText('user\u202e\u2066nimda\u200b')).toBe('user[U+202E][U+2066]nimda[U+200B]');
  expect(visibleText('👩‍💻 naïve 日本 עברית')).toBe('👩‍💻 naïve 日本 עברית');
});

test('the first line says how many follow', () => {
  expect(firstLine('one')).toEqual({ line: 'one', more: 0 });
  expect(firstLine('one\ntwo\nthree\n')).toEqual({ line: 'one', more: 2 });
});

test('what is copied commands no terminal, and is otherwise as it was sent', () => {
  const text =
    '\u001b[31;1mred\u001b[0m \u001b]8;;https://x.example\u0007link\u001b]8;;\u0007 \u001b(B\u009b2J end\u001b';
  expect(copiedText(text)).toBe('red link  end');
  expect(copiedText('a\r\nb\t\u200b\u202e日本\u0007')).toBe('a\nb\t\u200b\u202e日本');
  expect(copiedText('rm x\b\b\b\u007fls\rid\u000e\u0085\u0090\0 \u00a0é')).toBe('rm xlsid \u00a0é');
});

test('blank lines before a text are left out, its indentation is not', () => {
  expect(withoutBlankStart('\n \r\n  .   ____\n /\\')).toBe('  .   ____\n /\\');
  expect(withoutBlankStart('  at frame\n\n')).toBe('  at frame\n\n');
  expect([withoutBlankStart(''), withoutBlankStart('a')]).toEqual(['', 'a']);
});

test('a brief line is never empty', () => {
  expect(briefLine('\n  refused\nmore')).toBe('  refused');
  expect([briefLine(''), briefLine(' \n\t ')]).toEqual(['no message', 'no message']);
});
