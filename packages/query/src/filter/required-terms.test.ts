import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compilePredicate } from '../match/match-record.ts';
import { ALL, and, type Filter, or } from './filter.ts';
import { requirementOf, saysNothing } from './required-terms.ts';
import { contentsOf, filter, isHeld, phrase, record } from './test-filters.ts';

test('a record that matches holds all that the filter requires', () => {
  let matched = 0;
  fc.assert(
    fc.property(record, filter, (some, asked) => {
      if (!compilePredicate(asked)(some)) return;
      const required = requirementOf(asked, 2);
      matched += saysNothing(required) ? 0 : 1;
      expect(isHeld(required, contentsOf(some))).toBe(true);
    }),
    { numRuns: 6000 },
  );
  // A property that holds because nothing ever matches would prove nothing.
  expect(matched).toBeGreaterThan(100);
}, 60_000);

test('requirements are joined, and an alternative that requires nothing makes the others useless', () => {
  const of = (asked: Filter) => requirementOf(asked, 2);
  const [a, bc, d] = [phrase('a'), phrase('b c'), phrase('D')];
  const alternatives = [
    { terms: ['a'], texts: ['a'], anyOf: [] },
    { terms: ['b', 'c'], texts: ['b c'], anyOf: [] },
    { terms: ['d'], texts: ['d'], anyOf: [] },
  ];
  const nothing = { terms: [], texts: [], anyOf: [] };
  expect(of(or([a, bc, d]))).toEqual({ ...nothing, anyOf: [alternatives] });
  expect(of(and([or([a, bc, d]), phrase('z')]))).toEqual({ terms: ['z'], texts: ['z'], anyOf: [alternatives] });
  expect(of(or([a, ALL]))).toEqual(nothing);
  expect(of({ kind: 'or', filters: [] })).toEqual({ ...nothing, anyOf: [[]] });
  expect(of(phrase('...'))).toEqual({ ...nothing, texts: ['...'] });
  expect(of({ kind: 'trace', traceId: 'AB' })).toEqual({ ...nothing, terms: ['traceId=ab', 'trace=ab'] });
});

test.each([
  ['timeout of 支付 error', ['timeout', 'of', 'error']],
  ['支付error', []],
  ['🚀Deploy', []],
  ['Zürich', ['zürich']],
  ['Zu\u0308rich', []],
  ['x²', []],
])('of headers of format 0, %j requires the words %j, on which both ways of cutting agree', (text, words) => {
  expect(requirementOf(phrase(text), 0).terms).toEqual(words);
});
