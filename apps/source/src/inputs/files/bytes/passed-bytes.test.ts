import { expect, test } from 'vitest';
import { lastBytes } from './fingerprint.ts';
import { PassedBytes } from './passed-bytes.ts';

/** Numbered lines. */
const linesOf = (count: number) =>
  Buffer.from(Array.from({ length: count }, (_, number) => `line ${String(number).padStart(6, '0')}\n`).join(''));

/** Bytes that were read in pieces of some length, and the last ones of them. */
function read(all: Buffer, pieceBytes: number, from = 0) {
  const passed = new PassedBytes();
  let tail = lastBytes(Buffer.alloc(0), all.subarray(0, from), 256);
  for (let position = from; position < all.length; position += pieceBytes) {
    const piece = all.subarray(position, position + pieceBytes);
    passed.note(tail, piece, position);
    tail = lastBytes(tail, piece, 256);
  }
  return { passed, tail };
}

const readOf = (file: Buffer) => async (start: number, end: number) => file.subarray(start, end);

test.each([1, 100, 5_000, 1_000_000])(
  'the beginning of what was read in pieces of %i bytes is known',
  async (piece) => {
    const all = linesOf(2_000);
    const { passed, tail } = read(all, piece);
    for (const length of [1_025, 1_279, 1_281, 4_000, 20_000, all.length - 12, all.length])
      expect(await passed.hold(readOf(all.subarray(0, length)), length, tail)).toBe(true);
  },
);

test.each([1_100, 1_500, 3_000, 20_000])(
  '%i bytes with the same first kilobyte and other ones behind it',
  async (length) => {
    const { passed, tail } = read(linesOf(2_000), 100);
    const other = Buffer.concat([linesOf(2_000).subarray(0, 1_030), linesOf(3_000).subarray(20_000)]).subarray(
      0,
      length,
    );
    expect(await passed.hold(readOf(other), length, tail)).toBe(false);
  },
);

test('bytes read from the middle on are known from there', async () => {
  const all = linesOf(2_000);
  const { passed, tail } = read(all, 100, 12_000);
  expect(await passed.hold(readOf(all.subarray(0, 20_000)), 20_000, tail)).toBe(true);
  expect(await passed.hold(readOf(all.subarray(0, 5_000)), 5_000, tail)).toBe(false);
});
