import { toColumns, type WireRecord } from '@logwarren/contract';
import { compilePredicate, type Filter, foldText, parseQuery, wordsOf } from '@logwarren/query';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareTexts } from '../bucket/shared-texts.ts';
import { passes, SIZES } from './passes-condition.ts';
import { termsCondition } from './terms-condition.ts';
import { type TermsFilter, termsFilter } from './terms-filter.ts';

function filterOf(records: WireRecord[]): TermsFilter & { v: number } {
  return { v: 1, ...termsFilter(shareTexts(toColumns(records))).filter };
}

const record = (message: string, more: Partial<WireRecord> = {}): WireRecord => ({
  timestamp: 0,
  observedAt: 0,
  message,
  ...more,
});

const phrase = (text: string): Filter => ({ kind: 'phrase', phrase: text });

describe('terms filter', () => {
  it('never excludes a bucket that holds the word, whatever the text', () => {
    const message = fc.oneof(fc.string({ unit: 'grapheme' }), fc.lorem());
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 20 }), fc.nat(), (messages, pick) => {
        const filter = filterOf(messages.map((text) => record(text)));
        const words = wordsOf(messages[pick % messages.length] as string);
        for (const word of words) expect(passes(termsCondition(phrase(word), SIZES), filter)).toBe(true);
      }),
    );
  });

  it('finds words of attribute values and trace ids', () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const filter = filterOf([
      record('x', { traceId, attributes: { city: 'Bad Zürich', code: 502, ok: true, no: null } }),
    ]);
    for (const word of ['ZÜRICH', 'bad', '502', 'true'])
      expect(passes(termsCondition(phrase(word), SIZES), filter)).toBe(true);
    expect(passes(termsCondition({ kind: 'trace', traceId }, SIZES), filter)).toBe(true);
    expect(passes(termsCondition({ kind: 'trace', traceId: 'f'.repeat(32) }, SIZES), filter)).toBe(false);
  });

  it('never excludes a bucket that holds a part of a word, in any script', () => {
    const message = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.lorem({ maxCount: 3 }));
    const value = fc.oneof(message, fc.double({ noNaN: true }), fc.boolean());
    fc.assert(
      fc.property(fc.array(fc.tuple(message, value), { minLength: 1, maxLength: 8 }), fc.nat(), (texts, pick) => {
        const filter = filterOf(texts.map(([text, attribute]) => record(text, { attributes: { attribute } })));
        const [text, attribute] = texts[pick % texts.length] as [string, string | number | boolean];
        for (const whole of [text, String(attribute)].map((some) => [...foldText(some)])) {
          const from = pick % (whole.length + 1);
          const part = whole.slice(from, from + 5).join('');
          const glob: Filter = { kind: 'glob', pieces: ['', part, ''] };
          expect(passes(termsCondition(glob, SIZES), filter)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('excludes at least 95 of 100 buckets that do not hold the part of a word', () => {
    const filters = Array.from({ length: 200 }, (_, bucket) =>
      filterOf(Array.from({ length: 100 }, (_, i) => record(`request ${bucket}x${i} took ${i * bucket} ms`))),
    );
    const glob: Filter = { kind: 'glob', pieces: ['', 'yzzynee', ''] };
    expect(filters.filter((filter) => passes(termsCondition(glob, SIZES), filter)).length).toBeLessThan(10);
  });

  it('excludes at least 98 of 100 buckets that do not hold the word', () => {
    const filters = Array.from({ length: 250 }, (_, bucket) =>
      filterOf(
        Array.from({ length: 100 }, (_, i) => record(`request ${bucket}x${i} took ${i * bucket} ms at node${bucket}`)),
      ),
    );
    const condition = termsCondition(phrase('nowhere'), SIZES);
    expect(filters.filter((filter) => passes(condition, filter)).length).toBeLessThanOrEqual(5);
  });

  it('asks for every word of a phrase, and for either side of an alternative', () => {
    const filter = filterOf([record('out of memory')]);
    expect(passes(termsCondition(phrase('out of memory'), SIZES), filter)).toBe(true);
    expect(passes(termsCondition(phrase('out of cheese'), SIZES), filter)).toBe(false);
    const either: Filter = { kind: 'or', filters: [phrase('cheese'), phrase('memory')] };
    expect(passes(termsCondition(either, SIZES), filter)).toBe(true);
  });

  it('holds the elements of arrays by their names, as they are without the escapes of JSON', () => {
    const attributes = { tags: '["alpha","say \\"so\\" here",8443]', users: '[{"name":"Ada"}]', plain: '[alpha]' };
    const filter = filterOf([record('x', { attributes })]);
    const asked = (query: string) => passes(termsCondition(parseQuery(query, 0), SIZES), filter);
    const found = ['tags:alpha', 'tags:8443', 'tags:"say \\"so\\" here"', 'tags:*y\\ \\"so*', 'users.name:ada'];
    for (const query of found) expect(asked(query)).toBe(true);
    for (const query of ['tags:beta', 'users.name:Bo', 'name:Ada', 'plain:alpha']) expect(asked(query)).toBe(false);
  });

  it('passes for every value that a condition on a number finds, in any spelling', () => {
    const spelling = fc.constantFrom(
      '5e2',
      '0500',
      '500.0',
      '+500',
      ' 500',
      '500',
      '５００',
      ...[
        '\u001b[1m500.0\u001b[0m',
        '500.0\u001b[K',
        '\u009b1m5e2\u009bK',
        '\u001b]0;x\u00070500',
        '\u00ad5e2',
        `${'\u200b'.repeat(300)}5e2`,
      ],
      500,
    );
    const asked = fc.constantFrom('5e2', '0500', '500.0', '+500', ' 500', '500');
    fc.assert(
      fc.property(spelling, asked, fc.boolean(), (value, wanted, isElement) => {
        const found = record('x', { attributes: { n: isElement ? JSON.stringify([value]) : value } });
        const filter = filterOf([found]);
        for (const query of [`n:"${wanted}"`, `attributes.n:${wanted.trim()}`]) {
          const asked = parseQuery(query, 0);
          if (compilePredicate(asked)({ ...found, service: 's', severity: 'INFO', severityNumber: 9 }))
            expect(passes(termsCondition(asked, SIZES), filter)).toBe(true);
        }
        expect(passes(termsCondition(parseQuery('n:501', 0), SIZES), filter)).toBe(false);
      }),
    );
  });

  it('asks nothing when one alternative can be anywhere', () => {
    const either: Filter = { kind: 'or', filters: [phrase('memory'), { kind: 'service', service: 'a' }] };
    expect(termsCondition(either, SIZES)).toEqual({});
    expect(termsCondition(phrase('..'), SIZES)).toEqual({});
    expect(termsCondition({ kind: 'or', filters: [] }, SIZES)).toEqual({ $nor: [{}] });
  });

  it('grows with the number of distinct terms, not with their repetition', () => {
    const once = filterOf([record('alpha beta gamma')]);
    const often = filterOf(Array.from({ length: 1000 }, () => record('alpha beta gamma')));
    expect(often.termBits).toBe(once.termBits);
    const many = filterOf(Array.from({ length: 1000 }, (_, i) => record(`alpha w${i}`)));
    expect(many.termBits).toBe(16_384);
  });
});
