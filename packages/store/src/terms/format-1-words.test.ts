import type { NormalisedRecord } from '@logwarren/contract';
import { compilePredicate, containsPhrase, eachWord, type Filter, foldOfFormat1 } from '@logwarren/query';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrozenHeader, passes, SIZES } from './passes-condition.ts';
import { termsCondition } from './terms-condition.ts';

/** Headers of format 1 that do not record how their words were cut: ß was not ss, and points of Arabic were kept. */

function headerThen(texts: readonly string[], pairs: readonly (readonly [string, string])[]) {
  const header = new FrozenHeader();
  for (const text of texts) {
    const folded = foldOfFormat1(text);
    header.addText(folded);
    eachWord(folded, (from, to) => header.addTerm(folded.slice(from, to)));
  }
  for (const [name, value] of pairs) header.addTerm(`${name}=${foldOfFormat1(value)}`);
  return { v: 1, ...header.build() };
}

const piece = fc.constantFrom(
  ...[
    'straße',
    'strasse',
    'İzmir',
    'ısı',
    'isi',
    'محـمد',
    'مُحَمَّد',
    'שָׁלוֹם',
    'ΟΔΟΣ',
    'ᾳ',
    'plain',
    'ß',
    'i\u0307',
    ' ',
    ' ',
    '-',
  ],
);
const text = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(''));

function wasFound(filter: Filter, message: string): boolean {
  const folded = foldOfFormat1(message);
  if (filter.kind === 'phrase') return containsPhrase(folded, foldOfFormat1(filter.phrase).trim());
  return filter.kind !== 'glob' || folded.includes(foldOfFormat1(filter.pieces[1] ?? ''));
}

test('what was found then is asked for now, whatever its header says of its words', () => {
  let found = 0;
  fc.assert(
    fc.property(text, text, fc.nat(9), fc.nat(9), (message, value, from, length) => {
      const some = { message, attributes: { city: value } } as unknown as NormalisedRecord;
      const header = headerThen([message, value], [['city', value]]);
      const asked = message.slice(from, from + length + 1).trim();
      const filters: Filter[] = [
        { kind: 'phrase', phrase: asked },
        { kind: 'glob', pieces: ['', asked.replaceAll(' ', ''), ''] },
        {
          kind: 'field',
          field: { kind: 'attribute', names: ['city'] },
          test: { kind: 'equals', text: value },
        },
      ];
      for (const filter of filters) {
        if (asked === '' || !compilePredicate(filter)(some) || !wasFound(filter, message)) continue;
        found += 1;
        expect(passes(termsCondition(filter, SIZES), header), JSON.stringify([filter, message])).toBe(true);
      }
    }),
    { numRuns: 600 },
  );
  expect(found).toBeGreaterThan(200);
}, 60_000);

test('a null that was not noted in a header is looked for in its bucket', () => {
  const filter: Filter = {
    kind: 'field',
    field: { kind: 'attribute', names: ['city'] },
    test: { kind: 'equals', text: 'null' },
  };
  expect(passes(termsCondition(filter, SIZES), headerThen(['x'], []))).toBe(true);
  expect(passes(termsCondition(filter, SIZES), { ...headerThen(['x'], []), words: 2 })).toBe(false);
});
