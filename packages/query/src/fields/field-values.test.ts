import type { AttributeValue, NormalisedRecord } from '@logwarren/contract/log-record';
import { expect, test } from 'vitest';
import { countedValues } from './field-values.ts';
import { resolveField } from './fields.ts';

const BASE: NormalisedRecord = {
  timestamp: 0,
  observedAt: 0,
  service: 'checkout',
  severity: 'INFO',
  severityNumber: 9,
  message: 'timeout',
};

test('the elements of an array are counted instead of its text, each once', () => {
  const of = (name: string, attributes: Record<string, AttributeValue>) =>
    countedValues({ ...BASE, attributes }, resolveField(name));
  expect(of('tags', { tags: '["a","b","a",1]' })).toEqual(['a', 'b', '1']);
  const users = '[{"name":"Ada","roles":["admin"]},{"name":"Bo","at":{"city":"Bern"}}]';
  expect(of('users.name', { users })).toEqual(['Ada', 'Bo']);
  expect(of('users', { users: '[{"name":"Ada"}]' })).toEqual(['[{"name":"Ada"}]']);
  expect(of('tags', { tags: 'a' })).toEqual(['a']);
  expect(of('tags', { tags: null })).toEqual(['null']);
  expect(of('tags', { tags: '["a",null]' })).toEqual(['a', 'null']);
  expect(of('tags', {})).toEqual([]);
});

test('moments are counted as records show them', () => {
  const timed = { ...BASE, timestamp: Date.parse('2026-11-20T10:00:00.123Z'), nanos: 456, observedAt: 0 };
  expect(countedValues(timed, resolveField('timestamp'))).toEqual(['2026-11-20T10:00:00.123000456Z']);
  expect(countedValues(timed, resolveField('observedAt'))).toEqual(['1970-01-01T00:00:00.000Z']);
});
