import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeLines } from './decode-lines.ts';

/** The same by the rule alone. */
function decodedByLine(bytes: Buffer): string {
  const lines = bytes
    .toString('latin1')
    .split('\n')
    .map((line) => Buffer.from(line, 'latin1'));
  return lines
    .map((line) =>
      isUtf8(line) ? line.toString('utf8') : new TextDecoder('windows-1252', { ignoreBOM: true }).decode(line),
    )
    .join('\n');
}

test('a line of another encoding does not garble those beside it', () => {
  const bytes = Buffer.concat([
    Buffer.from('café 😀\nplain\n'),
    Buffer.from('caf\xe9 \x80\r\n', 'latin1'),
    Buffer.from('größer'),
  ]);
  expect(decodeLines(bytes)).toBe('café 😀\nplain\ncafé €\r\ngrößer');
});

test('every line is decoded as the rule says, whatever its bytes are', () => {
  // Bytes at the edges of what UTF-8 allows, and line ends among them.
  const edges = [
    0x0a, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xee, 0xef, 0xf0, 0xf3,
    0xf4, 0xf5, 0xff,
  ];
  const piece = fc.oneof(
    fc.constantFrom(...edges).map((byte) => Buffer.from([byte])),
    fc.string({ unit: 'grapheme' }).map((text) => Buffer.from(text)),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const bytes = Buffer.concat(pieces);
      expect(decodeLines(bytes)).toBe(decodedByLine(bytes));
    }),
    { numRuns: 2_000 },
  );
});
