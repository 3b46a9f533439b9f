import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { cutMiddle, cutText } from './cut-text.ts';

const MARK = / ?… \[cut, (\d+) bytes\]$/u;
const unit = fc.constantFrom('a', 'é', '€', '漢', '🔥', '\n');
const text = fc.array(unit, { maxLength: 300, size: 'max' }).map((units) => units.join(''));

afterEach(() => vi.unstubAllGlobals());

test('a browser, which has no Buffer, cuts as Node does', () => {
  const texts = ['a'.repeat(300), 'é漢🔥'.repeat(60), `\ufeff${'€'.repeat(200)}`, 'short'];
  const cut = () =>
    texts.flatMap((each) => [64, 65, 66, 67, 200].map((limit) => cutText(each, limit) + cutMiddle(each, limit)));
  const inNode = cut();
  vi.stubGlobal('Buffer', undefined);
  expect(cut()).toEqual(inNode);
});

test('a cut text is within the limit, valid, a beginning of the original, and says how long that was', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 64, max: 400 }), (original, limit) => {
      const size = Buffer.byteLength(original);
      const cut = cutText(original, limit);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(limit);
      if (size <= limit) {
        expect(cut).toBe(original);
        return;
      }
      const kept = cut.slice(0, cut.lastIndexOf('…'));
      expect(cut.isWellFormed()).toBe(true);
      expect(cut).not.toContain('\uFFFD');
      expect(MARK.exec(cut)?.[1]).toBe(String(size));
      expect(original.startsWith(kept)).toBe(true);
      // At most one character is lost to stay on a boundary.
      expect(limit - Buffer.byteLength(cut)).toBeLessThan(4);
    }),
  );
});

test('a text cut in the middle keeps its head and its tail, and says how long it was', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 64, max: 400 }), (original, limit) => {
      const size = Buffer.byteLength(original);
      const cut = cutMiddle(original, limit);
      if (size <= limit) {
        expect(cut).toBe(original);
        return;
      }
      const mark = `… [cut, ${size} bytes] …`;
      const [head = '', tail = ''] = cut.split(mark);
      expect(cut.isWellFormed()).toBe(true);
      expect(original.startsWith(head)).toBe(true);
      expect(original.endsWith(tail)).toBe(true);
      const bytes = [cut, head, tail].map((part) => Buffer.byteLength(part));
      expect(bytes[0]).toBeLessThanOrEqual(limit);
      // Two boundaries, each of which loses at most one character.
      expect(limit - (bytes[0] ?? 0)).toBeLessThan(8);
      expect(Math.abs((bytes[1] ?? 0) - (bytes[2] ?? 0))).toBeLessThan(8);
    }),
  );
});

test.each([1, 2, 3, 4])('the limit itself fits, one byte more does not (characters of %i bytes)', (width) => {
  const character = ['a', 'é', '€', '🔥'][width - 1] as string;
  const fits = character.repeat(256 / width) + 'a'.repeat(256 % width);
  const exact = 'a'.repeat(256 - Math.floor(256 / width) * width) + character.repeat(Math.floor(256 / width));
  expect(cutText(exact, 256)).toBe(exact);
  expect(cutText(`${fits}a`, 256)).toMatch(MARK);
});

test('lone surrogates are counted as the three bytes that they become', () => {
  const cut = cutText('\ud800'.repeat(100), 128);
  expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(128);
  expect(cut).toContain('[cut, 300 bytes]');
  expect(Buffer.byteLength(cutMiddle('\ud800'.repeat(100), 128))).toBeLessThanOrEqual(128);
});
