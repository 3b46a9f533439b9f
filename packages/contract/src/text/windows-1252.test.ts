import { expect, test } from 'vitest';
import { decodeWindows1252 } from './windows-1252.ts';

test('all 256 bytes are decoded as the Encoding Standard says', () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  expect(decodeWindows1252(bytes)).toBe(new TextDecoder('windows-1252').decode(bytes));
});

test('a part of the bytes can be decoded', () => {
  expect(decodeWindows1252(Buffer.from([0x41, 0x80, 0x42, 0x93]), 1, 3)).toBe('€B');
});
