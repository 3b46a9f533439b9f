import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createUtf8Stream, utf8Of, utf16Length } from './utf16.ts';

const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

test('UTF-16 is told by its mark, in both orders', () => {
  const text = '\uFEFFgrößer 😀\r\n';
  expect(utf8Of(Buffer.from(text, 'utf16le')).toString()).toBe(text);
  expect(utf8Of(utf16be(text)).toString()).toBe(text);
  expect(utf8Of(Buffer.from(text)).toString()).toBe(text);
  expect(utf8Of(Buffer.from([0xff, 0xfe, 0x41]))).toHaveLength(3);
});

test('whatever the pieces, the text is the same', () => {
  const encodings = fc.constantFrom<(text: string) => Buffer>(
    (text) => Buffer.from(text, 'utf16le'),
    utf16be,
    (text) => Buffer.from(text),
  );
  const anyText = fc.string({ unit: 'grapheme' }).map((text) => `\uFEFF${text}`);
  fc.assert(
    fc.property(anyText, encodings, fc.array(fc.nat(5)), (text, encode, lengths) => {
      const bytes = encode(text);
      const stream = createUtf8Stream();
      const pieces: Buffer[] = [];
      let at = 0;
      for (const length of lengths) {
        pieces.push(stream.push(bytes.subarray(at, at + length)));
        at += length;
      }
      pieces.push(stream.push(bytes.subarray(at)), stream.end());
      expect(Buffer.concat(pieces).toString()).toBe(text);
    }),
  );
});

test('bytes that only begin like a mark are given as they are', () => {
  const stream = createUtf8Stream();
  expect(stream.push(Buffer.from([0xff]))).toHaveLength(0);
  expect(stream.end()).toEqual(Buffer.from([0xff]));
});

test('the length in UTF-16 is known from the UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
      expect(utf16Length(utf8Of(bytes))).toBe(bytes.length);
    }),
  );
});
