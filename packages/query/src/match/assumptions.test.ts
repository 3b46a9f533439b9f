import type { NormalisedRecord } from '@logwarren/contract/log-record';
import { expect, test } from 'vitest';
import { parseQuery } from '../language/parse-query.ts';
import { createAssumptions } from './assumptions.ts';

const record = (message: string, attributes = {}) => ({ message, attributes }) as unknown as NormalisedRecord;
const of = (query: string) => createAssumptions(parseQuery(query, 0));

test('a text that could have been a field is noted once', () => {
  const assumptions = of('localhost:8080 OR x');
  expect(assumptions.of([record('x')])).toEqual([]);
  expect(assumptions.of([record('x'), record('at localhost:8080')])).toEqual([
    'localhost:8080 was found as a text, in records where it is not an attribute; localhost:("8080") finds the attribute only, ' +
      '"localhost:8080" the text only.',
  ]);
  expect(assumptions.of([record('at localhost:8080')])).toEqual([]);
});

test('a name without a value, and JSON, are noted as well', () => {
  expect(of('Error: refused').of([record('Error: refused')])).toEqual([
    'Error: was searched as a text; the value of a field stands directly behind the colon.',
  ]);
  expect(of('{"code":42}').of([record('sent {"code":42}')])).toEqual([
    '{"code":42} was found as a text, in records whose fields are others.',
  ]);
  expect(of('{"code":42}').of([record('sent', { code: 42 })])).toEqual([]);
});

test('there is no note for a real field, for text that cannot be a field, or for an exclusion', () => {
  expect(of('status:500').of([record('status:500', { status: 500 })])).toEqual([]);
  expect(of('std::vector "a:1"').of([record('std::vector a:1')])).toEqual([]);
  expect(of('-a:1 x').of([record('x a:1')])).toEqual([]);
});
