import { expect, test } from 'vitest';
import { piecesOf } from './pieces.ts';

test('white space of any script, bars and square brackets end a word, and no other character does', () => {
  const different: number[] = [];
  for (let code = 0; code <= 0xffff; code++) {
    const character = String.fromCharCode(code);
    const [piece] = piecesOf(`a${character}b`, 0, 1);
    // Colons and commas are taken off the end of a word, not out of its middle.
    const expected = /[\s|[\]]/.test(character) ? 'a' : `a${character}b`;
    if (piece?.text !== expected) different.push(code);
  }
  expect(different).toEqual([]);
});

test('a word of more than 256 characters is not a part of a head', () => {
  expect(piecesOf('a'.repeat(256), 0, 1)).toHaveLength(1);
  expect(piecesOf('a'.repeat(257), 0, 1)).toEqual([]);
  expect(piecesOf(`${'a'.repeat(255)}::`, 0, 1)).toEqual([]);
});
