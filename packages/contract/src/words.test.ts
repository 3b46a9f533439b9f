import fc from 'fast-check';
import { expect, test } from 'vitest';
import { containsPhrase, foldCase, isWordCode, wordsOf } from './words.ts';

/** Any UTF-16 code unit, halves of pairs included; fast-check's own `binary` takes 1.5 s to set up. */
const codeUnit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));

test.each([
  ['GET /api/v2', ['get', 'api', 'v2']],
  ['snake_case-kebab', ['snake_case', 'kebab']],
  ['10.0.0.1:8080', ['10', '0', '0', '1', '8080']],
  ['Überraschung für Søren', ['überraschung', 'für', 'søren']],
  ['支付 失败', ['支付', '失败']],
  ['done 🔥!', ['done', '🔥']],
  ['', []],
  [' .,-', []],
])('the words of %j are %j', (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});

test.each([
  ['payment declined: timeout', 'declined', true],
  ['payment declined: timeout', 'decline', false],
  ['payment declined: timeout', 'declined: time', false],
  ['payment declined: timeout', 'declined: timeout', true],
  ['payment declined: timeout', ': ', true],
  ['a timeoutx timeout', 'timeout', true],
  ['xa a a', 'a a', true],
  ['status=500', '500', true],
  ['status=5000', '500', false],
  ['ΟΔΟΣ.ΑΒ', 'ΟΔΟΣ', true],
  ['STRAßE', 'straße', true],
])('%j contains %j: %s', (text, phrase, expected) => {
  expect(containsPhrase(foldCase(text), foldCase(phrase))).toBe(expected);
});

const unit = fc.constantFrom(
  'a',
  'B',
  'Σ',
  'ς',
  'İ',
  'K',
  'ß',
  '1',
  '_',
  ' ',
  '.',
  '-',
  '"',
  '漢',
  '🔥',
  '\u0301',
  '\ud800',
);
const text = fc.oneof(
  fc.array(unit, { maxLength: 20 }).map((units) => units.join('')),
  fc.string({ unit: codeUnit, maxLength: 20 }),
);

test('a text contains each of its words as a phrase, and all words of a phrase that it contains', () => {
  fc.assert(
    fc.property(text, text, (haystack, phrase) => {
      const folded = foldCase(haystack);
      const words = wordsOf(haystack);
      for (const word of words) expect(containsPhrase(folded, word)).toBe(true);
      if (phrase !== '' && containsPhrase(folded, foldCase(phrase))) {
        expect(words).toEqual(expect.arrayContaining(wordsOf(phrase)));
      }
    }),
    { numRuns: 1000 },
  );
});

test('a word is contained exactly when it is one of the words', () => {
  fc.assert(
    fc.property(text, fc.stringMatching(/^[ab1_]{1,3}$/), (haystack, word) => {
      expect(containsPhrase(foldCase(haystack), word)).toBe(wordsOf(haystack).includes(word));
    }),
  );
});

test('a slice on word boundaries is found in any case', () => {
  fc.assert(
    fc.property(text, text, text, (before, phrase, after) => {
      fc.pre(phrase.trim() !== '' && phrase.isWellFormed());
      const haystack = `${before} ${phrase} ${after}`;
      expect(containsPhrase(foldCase(haystack), foldCase(phrase))).toBe(true);
      // Upper case is not lossless for every letter (ß becomes SS), lower case is.
      expect(containsPhrase(foldCase(haystack), foldCase(phrase.toLowerCase()))).toBe(true);
    }),
  );
});

test('folding twice changes nothing, and folding keeps word boundaries', () => {
  fc.assert(
    fc.property(text, (some) => {
      const folded = foldCase(some);
      expect(foldCase(folded)).toBe(folded);
      expect(wordsOf(folded)).toEqual(wordsOf(some));
    }),
  );
});

test('a code unit is a word character exactly when it is a letter, digit, mark, underscore or half of a pair', () => {
  for (let code = 0; code < 65_536; code++) {
    const isSurrogate = code >= 0xd800 && code <= 0xdfff;
    const expected = isSurrogate || /[\p{L}\p{N}\p{M}_]/u.test(String.fromCharCode(code));
    if (isWordCode(code) !== expected) throw new Error(`U+${code.toString(16)} should be ${expected}`);
  }
});
