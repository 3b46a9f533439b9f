import { type NormalisedRecord, toColumns } from '@logwarren/contract';
import { compilePredicate, type Filter } from '@logwarren/query';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareTexts } from '../bucket/shared-texts.ts';
import { FrozenHeader, passes, SIZES } from './passes-condition.ts';
import { termsCondition } from './terms-condition.ts';
import { termsFilter } from './terms-filter.ts';

/**
 * Headers as commit f523476 made them. The rules of that commit are frozen here: they must never follow a change of the
 * current ones.
 */

function foldThen(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ');
}

function isWordThen(code: number): boolean {
  return (code >= 0xd800 && code <= 0xdfff) || /[\p{L}\p{N}\p{M}_]/u.test(String.fromCharCode(code));
}

function wordsThen(text: string): string[] {
  const folded = foldThen(text);
  const words: string[] = [];
  let word = '';
  for (let i = 0; i <= folded.length; i++) {
    if (i < folded.length && isWordThen(folded.charCodeAt(i))) word += folded[i];
    else {
      if (word !== '') words.push(word);
      word = '';
    }
  }
  return words;
}

function foundThen(text: string, asked: string): boolean {
  const [folded, phrase] = [foldThen(text), foldThen(asked)];
  for (let at = folded.indexOf(phrase); at >= 0; at = folded.indexOf(phrase, at + 1)) {
    const end = at + phrase.length;
    const startsClean = at === 0 || !isWordThen(phrase.charCodeAt(0)) || !isWordThen(folded.charCodeAt(at - 1));
    const endsClean =
      end === folded.length || !isWordThen(phrase.charCodeAt(phrase.length - 1)) || !isWordThen(folded.charCodeAt(end));
    if (startsClean && endsClean) return true;
  }
  return false;
}

function headerThen({ message, attributes = {} }: NormalisedRecord) {
  const header = new FrozenHeader();
  const addText = (text: string) => {
    header.addText(foldThen(text));
    for (const word of wordsThen(text)) header.addTerm(word);
  };
  addText(message);
  for (const [name, value] of Object.entries(attributes)) {
    header.addTerm(`${name}=${foldThen(String(value))}`);
    addText(String(value));
  }
  return header.build();
}

const record = (message: string, value = 'none') =>
  ({ message, attributes: { city: value } }) as unknown as NormalisedRecord;
const phrase = (text: string): Filter => ({ kind: 'phrase', phrase: text });
const city = (text: string): Filter => ({
  kind: 'field',
  field: { kind: 'attribute', names: ['city'] },
  test: { kind: 'equals', text },
});
const isAsked = (filter: Filter, some: NormalisedRecord) => passes(termsCondition(filter, SIZES), headerThen(some));

const piece = fc.constantFrom(
  ...[
    'timeout',
    'Zürich',
    'Zu\u0308rich',
    '支付',
    '错误',
    'error',
    '🚀',
    'Deploy',
    '５０２',
    '502',
    'ﬁ',
    '²',
    '™',
    '…',
  ],
  ...['\u001b[31m', '\u00ad', '\u200b', 'İ', 'ΟΔΟΣ', ' ', ' ', '.', '-', '_', '\ufe0f', '오류'],
);
const text = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));

test('what was found then is found now, in whatever way its header was cut', () => {
  let found = 0;
  fc.assert(
    fc.property(text, text, fc.nat(9), fc.nat(9), (message, value, from, length) => {
      const some = record(message, value);
      for (const whole of [message, value]) {
        const asked = whole.slice(from, from + length + 1).trim();
        if (asked === '' || !asked.isWellFormed() || !foundThen(whole, asked)) continue;
        if (!compilePredicate(phrase(asked))(some)) continue;
        found += 1;
        expect(isAsked(phrase(asked), some)).toBe(true);
      }
      expect(isAsked(city(value), some)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
  expect(found).toBeGreaterThan(200);
}, 60_000);

test.each([
  ['支付错误发生', '错误'],
  ['支付错误发生', '误'],
  ['支付错误发生', '支付错误'],
  ['支付error', '支付error'],
  ['🚀Deploy', '🚀Deploy'],
])('in a header of then, %j is found by %j', (message, asked) => {
  expect(isAsked(phrase(asked), record(message))).toBe(true);
});

test('a search of then finds in a header of today what it found in its own', () => {
  fc.assert(
    fc.property(text, text, (message, value) => {
      const records = [{ timestamp: 0, observedAt: 0, message, attributes: { city: value } }];
      const { filter } = termsFilter(shareTexts(toColumns(records)));
      const own = headerThen(record(message, value));
      // Each bit of an old header stands for something that an old search may ask for.
      const isHeld = (bits: Uint8Array, within: Uint8Array) =>
        bits.every((byte, i) => (byte & ~(within[i] ?? 0)) === 0);
      expect(filter.termBits).toBe(own.termBits);
      expect(isHeld(own.terms.buffer, filter.terms.buffer)).toBe(true);
      expect(isHeld(own.grams.buffer, filter.grams.buffer)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('a header of then that lacks a word is left out', () => {
  expect(isAsked(phrase('refused'), record('timeout of 支付'))).toBe(false);
  expect(isAsked(phrase('Bern'), record('Zürich'))).toBe(false);
  expect(isAsked(phrase('Zürich'), record('Bern'))).toBe(false);
  expect(isAsked(city('Bern'), record('m', 'Zürich'))).toBe(false);
});

test('one look at the words is enough when both formats require the same', () => {
  expect(JSON.stringify(termsCondition(phrase('timeout'), SIZES))).not.toContain('exists');
  expect(JSON.stringify(termsCondition(phrase('Zürich'), SIZES))).not.toContain('exists');
  expect(JSON.stringify(termsCondition(phrase('错误'), SIZES))).toContain('exists');
});
