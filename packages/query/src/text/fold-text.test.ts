import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldOfFormat1, foldText } from './fold-text.ts';

/** Any UTF-16 code unit, halves of pairs included. */
const codeUnit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
const piece = fc.constantFrom(
  'a',
  'Σ',
  'İ',
  '\u001b',
  '[',
  ']',
  '\u0007',
  '\u001b\\',
  '31',
  'm',
  '(',
  'B',
  '\u009b',
  '\u0301',
  '\u0316',
  '가',
  'ﬃ',
  'i',
  'ı',
  '\u0307',
  'ß',
  '\u0345',
  '\u0640',
  '\u05b8',
  '\u064e',
  '\u0654',
  'ا',
);
const text = fc.oneof(fc.string({ unit: codeUnit, maxLength: 20 }), fc.string({ unit: piece, maxLength: 12 }));

test('folded twice is folded once', () => {
  fc.assert(
    fc.property(text, (some) => {
      expect(foldText(foldText(some))).toBe(foldText(some));
    }),
    { numRuns: 2_000 },
  );
});

test('each character, folded twice, is folded once', () => {
  for (let code = 0; code < 0x10000; code++) {
    const folded = foldText(String.fromCodePoint(code));
    if (foldText(folded) !== folded) throw new Error(`U+${code.toString(16)} changes again`);
  }
});

test('a text that needs only lower case is folded like any other', () => {
  const unit = fc.constantFrom(
    ...[
      'a',
      'É',
      'ß',
      'Σ',
      'ς',
      'Ж',
      '支',
      '，',
      'サ',
      'ｻ',
      'ﾞ',
      '\u3099',
      '가',
      '\u1100',
      '\u1161',
      '\u11a8',
      '🚀',
      '𐐀',
    ],
    ...[
      'İ',
      'ı',
      'i',
      '\u0307',
      '\u0640',
      '\u064e',
      '\u0654',
      'ا',
      '\u0301',
      '\u0345',
      'ᾳ',
      'ǅ',
      'ﬁ',
      '²',
      '…',
      '\u0e33',
      '\u093c',
      'क',
      '\u09c7',
      '\u09be',
      '\u{16d67}',
      '\ud83d',
    ],
  );
  const some = fc.oneof(fc.string({ unit, maxLength: 8 }), fc.string({ unit: codeUnit, maxLength: 8 }));
  fc.assert(
    // The ligature makes sure that the whole text is normalised.
    fc.property(some, (each) => {
      expect(`${foldText(each)} ffi`).toBe(foldText(`${each} ﬃ`));
    }),
    { numRuns: 5_000 },
  );
});

test('ASCII is folded like everything else', () => {
  for (const some of ['GET /Api', 'a\u001b[1mB', '', '\u0000\u007f']) {
    expect(foldText(`${some}é`)).toBe(`${foldText(some)}é`);
  }
});

test.each([
  ['STRASSE', 'straße', 'STRAẞE', 'Straße'],
  ['ΣΊΣΥΦΟΣ', 'σίσυφος', 'σίσυφοσ'],
  ['İstanbul', 'istanbul', 'ISTANBUL', 'ıstanbul', 'i\u0307stanbul'],
  ['ISPARTA', 'ısparta', 'isparta'],
  ['مُحَمَّد', 'محمد', 'محـــمد'],
  ['أَحْمَد', 'أحمد', 'ا\u0654حمد'],
  ['שָׁלוֹם', 'שלום'],
  ['ᾳ', 'ΑΙ', 'ᾼ'],
  ['Ꭰ', 'ꭰ'],
])('%s and its other forms are one text', (first, ...others) => {
  for (const other of others) expect(foldText(other)).toBe(foldText(first));
});

test.each([
  ['café', 'cafe'],
  ['أحمد', 'احمد'],
  ['ά', 'α'],
  ['й', 'и'],
])('%s and %s are two texts', (one, other) => expect(foldText(one)).not.toBe(foldText(other)));

test('a link is folded to its text, and one without an end stays', () => {
  expect(foldText('a \u001b]8;;http://x/y\u001b\\Link\u001b]8;;\u001b\\ end')).toBe('a link end');
  expect(foldText('\u001b]0;title\u0007Link \u001bPq#0\u001b\\é')).toBe('link é');
  expect(foldText('a \u001b]0;title\nnext\u0007')).toBe('a  ]0;title\nnext\u0007');
  expect(foldText('a\u009d b \u009cc')).toBe('a\u009d b \u009cc');
});

test('texts for older headers are folded as at that time', () => {
  expect(foldOfFormat1('Straße İ')).toBe('straße i\u0307');
  expect(foldOfFormat1('مُحَمَّد')).toBe('مُحَمَّد'.normalize('NFKC'));
});
