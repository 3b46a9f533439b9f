import { anyText } from '@logwarren/contract/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonLine, oneLine, severalLines } from './terminal-text.ts';

test('text of a stranger is one line that neither moves the cursor nor turns its letters round', () => {
  expect(oneLine('\u001b]0;x\u0007\r\nFAKE')).toBe('\\u001b]0;x\\u0007\\r\\nFAKE');
  expect(oneLine('abc\u202edef')).toBe('abc\\u202edef');
  expect(oneLine('Zürich 日本')).toBe('Zürich 日本');
  fc.assert(
    fc.property(anyText(), (text) => {
      expect(oneLine(text)).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      expect(severalLines(text)).not.toContain('\u001b');
    }),
  );
});

test('JSON stays the same for programs and does nothing to a terminal', () => {
  fc.assert(
    fc.property(anyText(), (text) => {
      const line = jsonLine({ text });
      expect(JSON.parse(line)).toEqual({ text });
      expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    }),
  );
  expect(jsonLine('\u009b31m\u202e')).toBe('"\\u009b31m\\u202e"\n');
});
