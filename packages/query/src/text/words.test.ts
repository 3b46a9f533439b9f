import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldText } from './fold-text.ts';
import { containsPhrase, foldPhrase, isBoundary, wordsOf } from './words.ts';

/** Any UTF-16 code unit, halves of pairs included; fast-check's own `binary` takes 1.5 s to set up. */
const codeUnit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));

test.each([
  ['GET /api/v2', ['get', 'api', 'v2']],
  ['snake_case-kebab', ['snake_case', 'kebab']],
  ['10.0.0.1:8080', ['10', '0', '0', '1', '8080']],
  ['Überraschung für Søren', ['überraschung', 'für', 'søren']],
  ['支付 失败', ['支', '付', '支付', '失', '败', '失败']],
  ['Error错误', ['error', '错', '误', '错误']],
  ['サーバ', ['サ', 'ー', 'サー', 'バ', 'ーバ']],
  ['오류가', ['오', '류', '오류', '가', '류가']],
  ['ผิด', ['ผ', 'ิ', 'ผิ', 'ด', 'ิด']],
  ['𠮷野家', ['𠮷', '野', '𠮷野', '家', '野家']],
  ['done 🔥!', ['done', '🔥']],
  ['🚀Deploy', ['🚀', 'deploy']],
  ['⚠️Deploy', ['⚠', 'deploy']],
  ['1️⃣Deploy', ['1', '\u20e3', 'deploy']],
  ['👩‍💻commit', ['👩', '💻', 'commit']],
  ['𝐄rror', ['error']],
  ['cafe\u0301', ['café']],
  ['４５０２ ﬁle', ['4502', 'file']],
  ['\u001b[31mERROR\u001b[0m', ['error']],
  ['\u001b[1;38;5;9mfoo\u001b[mbar\u009b0mbaz', ['foobarbaz']],
  ['\u001b(Bplain \u001b]8;;http://x\u0007link', ['plain', 'link']],
  ['\u001b\u001b[31m[32mred', ['32mred']],
  ['pay\u00adment', ['payment']],
  ['half \ud83d pair', ['half', '\ufffd', 'pair']],
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
  ['支付错误发生', '错误', true],
  ['支付错误发生', '误', true],
  ['支付错误发生', '错发', false],
  ['오류가 발생', '오류', true],
  ['🚀Deploy', 'deploy', true],
  ['⚠️Deploy', 'deploy', true],
  ['🚀Deployed', 'deploy', false],
  ['cafe\u0301 crème', 'café', true],
  ['café', 'cafe\u0301', true],
  ['café', 'cafe', false],
  ['code ５０２', '502', true],
  ['code 502', '５０２', true],
  ['\u001b[31mERROR\u001b[0m: x', 'error: x', true],
  ['\u001b[31mERROR\u001b[0m', '31merror', false],
  ['cut \ud83d', 'cut \ufffd', true],
])('%j contains %j: %s', (text, phrase, expected) => {
  expect(containsPhrase(foldText(text), foldPhrase(phrase))).toBe(expected);
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
  '字',
  '🔥',
  '\ufe0f',
  '𐐀',
  '가',
  '\u001b[1m',
  '\u001b',
  '５',
  'ﬃ',
  '\u00ad',
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
      const folded = foldText(haystack);
      const words = wordsOf(haystack);
      for (const word of words) expect(containsPhrase(folded, word)).toBe(true);
      if (containsPhrase(folded, foldPhrase(phrase))) {
        expect(words).toEqual(expect.arrayContaining(wordsOf(phrase)));
      }
    }),
    { numRuns: 1000 },
  );
});

test('a word is contained exactly when it is one of the words', () => {
  fc.assert(
    fc.property(text, fc.stringMatching(/^[ab1_]{1,3}$/), (haystack, word) => {
      expect(containsPhrase(foldText(haystack), word)).toBe(wordsOf(haystack).includes(word));
    }),
  );
});

test('a slice on word boundaries is found in any case', () => {
  fc.assert(
    fc.property(text, text, text, (before, phrase, after) => {
      // An escape that begins before the phrase, or at its end, ends in its neighbour.
      fc.pre(phrase.trim() !== '' && !['\u001b', '\u009b'].some((sign) => (before + phrase).includes(sign)));
      const haystack = `${before} . ${phrase} . ${after}`;
      expect(containsPhrase(foldText(haystack), foldPhrase(phrase))).toBe(true);
      // Upper case loses information for some letters (ß becomes SS); lower case does not.
      expect(containsPhrase(foldText(haystack), foldPhrase(phrase.toLowerCase()))).toBe(true);
    }),
  );
});

test('folding twice changes nothing, and folding keeps word boundaries', () => {
  fc.assert(
    fc.property(text, (some) => {
      const folded = foldText(some);
      expect(foldText(folded)).toBe(folded);
      expect(wordsOf(folded)).toEqual(wordsOf(some));
    }),
  );
});

test('only letters, digits, marks and underscores of scripts with spaces hold a word together', () => {
  const inWord = /[\p{L}\p{N}\p{M}_]/u;
  const apart =
    /[\p{Me}\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Bopo}\p{scx=Yi}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}]/u;
  for (let code = 0; code < 0x10000; code++) {
    const character = String.fromCodePoint(code);
    const expected = !inWord.test(character) || apart.test(character);
    const [before, behind] = [isBoundary(`a${character}`, 1), isBoundary(`${character}a`, character.length)];
    if (before !== expected || behind !== expected) throw new Error(`U+${code.toString(16)} should be ${expected}`);
  }
});
