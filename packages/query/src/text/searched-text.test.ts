import { recordFromJson } from '@logwarren/contract';
import type { NormalisedRecord } from '@logwarren/contract/log-record';
import { anyText } from '@logwarren/contract/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseQuery } from '../language/parse-query.ts';
import { compilePredicate } from '../match/match-record.ts';
import { foldText } from './fold-text.ts';
import { searchedText } from './searched-text.ts';
import { containsPhrase } from './words.ts';

function recordOf(value: unknown): NormalisedRecord {
  const result = recordFromJson(value, { observedAt: 0, service: 'a' });
  if ('problem' in result) throw new Error(result.problem);
  return result.record;
}

function finds(query: string, record: NormalisedRecord): boolean {
  return compilePredicate(parseQuery(query, 0))(record);
}

const deep = (value: unknown) => ({ a: { b: { c: { d: { e: { f: { g: { h: { i: value } } } } } } } } });

test.each([
  ['an array', (text: string) => ({ message: 'm', tags: [text] })],
  ['an object in an array', (text: string) => ({ message: 'm', tags: [{ name: ['x', text] }] })],
  ['an object that is nested too deeply', (text: string) => ({ message: 'm', ...deep(text) })],
  ['a message that is an object', (text: string) => ({ message: { text } })],
  [
    'more attributes than a record may have',
    (text: string) => {
      return { message: 'm', ...Object.fromEntries(Array.from({ length: 256 }, (_, i) => [`n${i}`, i])), last: text };
    },
  ],
  ['an array that was cut', (text: string) => ({ message: 'm', tags: [text, 'z '.repeat(20_000)] })],
])('words beside escapes are found in %s', (_, make) => {
  for (const [text, word, run] of [
    ['first\nsecond', 'second', 'nsecond'],
    ['first\ttab', 'tab', 'ttab'],
    ['\u001b[31mred\u001b[0m', 'red', '31mred'],
    ['C:\\new\\table', 'C:\\new\\table', 'able'],
    ['say "so"now', 'now', 'y'],
    ['naïve \\u0041', '\\u0041', 'A1'],
  ] as const) {
    const record = recordOf(make(text));
    expect(finds(word, record), `${word} in ${JSON.stringify(text)}`).toBe(true);
    expect(finds(`*${word.slice(1)}`, record), `*${word.slice(1)}`).toBe(true);
    expect(finds(run, record), `${run} in ${JSON.stringify(text)}`).toBe(false);
  }
});

test('JSON is found as it is written, too', () => {
  const record = recordOf({ message: 'm', tags: ['first\nsecond'] });
  expect(finds('first\\nsecond', record)).toBe(true);
  expect(finds('tags:"[\\"first\\\\nsecond\\"]"', record)).toBe(true);
  expect(finds('tags:"first\nsecond"', record)).toBe(true);
});

test('a text that only looks like JSON stays as it is', () => {
  for (const text of ['[INFO] in C:\\new\\table', '{x} \\n', '[1] C:\\new', 'a\\nb'])
    expect(searchedText(text)).toBe(text);
});

test('every text of an array is in the searched text', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(anyText(), fc.constantFrom('\u001b[', '\u009b', 'm'))), (texts) => {
      const folded = foldText(searchedText(JSON.stringify(texts)));
      for (const text of texts) expect(containsPhrase(folded, foldText(text).trim())).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test('the target of a link is found in its field, as in every text', () => {
  const link = '\u001b]8;;http://shop.example/17\u0007order\u001b]8;;\u0007';
  for (const url of [link, [link], { deep: link }]) {
    const record = recordOf({ message: 'm', url });
    const name = typeof url === 'object' && 'deep' in url ? 'url.deep' : 'url';
    for (const query of ['*shop.example*', '*/17*', '*order*', 'order'])
      expect(finds(`${name}:${query}`, record), `${query} of ${JSON.stringify(url)}`).toBe(true);
    expect(finds(`${name}:*shop.other*`, record)).toBe(false);
  }
});
