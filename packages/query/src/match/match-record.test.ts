import type { AttributeValue, NormalisedRecord } from '@logwarren/contract/log-record';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Filter, severityFilter } from '../filter/filter.ts';
import { requirementOf } from '../filter/required-terms.ts';
import { contentsOf, isHeld, phrase, record } from '../filter/test-filters.ts';
import { parseQuery } from '../language/parse-query.ts';
import { compilePredicate } from './match-record.ts';

test('the predicate', () => {
  const some: NormalisedRecord = {
    timestamp: 0,
    observedAt: 0,
    service: 'checkout',
    severity: 'ERROR',
    severityNumber: 18,
    message: 'payment declined',
    attributes: { 'http.response.status_code': 502, path: '/api/pay', ok: false, none: null },
  };
  const matches = (asked: Filter) => compilePredicate(asked)(some);
  expect(matches(phrase('502')) && matches(phrase('/API')) && matches(phrase('False'))).toBe(true);
  expect(matches(phrase('null')) || matches(phrase('status_code')) || matches(phrase('50'))).toBe(false);
  expect(matches(severityFilter('ERROR')) && !matches(severityFilter('FATAL'))).toBe(true);
  expect(matches({ kind: 'service', service: 'check' })).toBe(false);
  expect(matches({ kind: 'and', filters: [] })).toBe(true);
  expect(matches({ kind: 'or', filters: [] })).toBe(false);
});

test.each([
  ['price:12.50', { price: 12.5 }],
  ['price:1e3', { price: 1000 }],
  ['price:1.0', { price: 1 }],
  ['price:-0', { price: 0 }],
  ['price:1e17', { price: 100_000_000_000_000_000n }],
  ['price:1e17', { price: 1e17 }],
  ['price:500', { price: '500' }],
  ['price:500', { price: '５００' }],
  ['price:500', { price: '[1,"500"]' }],
  ['price:5e2', { price: 500 }],
  ['price:５e2', { price: 500 }],
  ['price:5E2', { price: '5e2' }],
  ['price:"5e2"', { price: '5e2' }],
  ['price:("0500")', { price: '[0,"0500"]' }],
  ['price:0x1f', { price: '0x1f' }],
  ['price:12.50', { price: '[1,12.5]' }],
  ['price:12.50', { price: '12.50' }],
  ['price:null', { price: null }],
  ['price:NULL', { price: null }],
  ['price:null', { price: '["a",null]' }],
  ['price:null', { price: 'null' }],
  ['price:true', { price: true }],
  ['price:("12.5")', { price: 12.5 }],
  ['status:5e2', { 'http.status_code': 500 }],
] as const)('%s finds a number, null or truth value as it was sent', (query, attributes) => {
  const asked = parseQuery(query, 0);
  const base = { timestamp: 0, observedAt: 0, service: 's', severity: 'INFO', severityNumber: 9, message: '' } as const;
  const some: NormalisedRecord = { ...base, attributes };
  expect(compilePredicate(asked)(some)).toBe(true);
  expect(isHeld(requirementOf(asked, 2), contentsOf(some))).toBe(true);
  expect(compilePredicate(asked)({ ...base, attributes: { price: 7, status: '12.5' } })).toBe(false);
});

test.each([
  ['version:1.1', '1.10'],
  ['version:1.10', '1.1'],
  ['version:"1.10"', 1.1],
  ['zip:007', '7'],
  ['zip:7', '007'],
  ['zip:"007"', 7],
  ['commit:0e12345', '0e99999'],
  ['commit:"0e12345"', 0],
  ['commit:0', '0e12345'],
  ['id:12345678901234567.5', '12345678901234568.5'],
  ['id:12345678901234568', '12345678901234567.5'],
  ['status:500', '5e2'],
  ['status:5e2', '500'],
  ['status:500', '["0500"]'],
])('%s does not find the value %j', (query, value) => {
  const asked = parseQuery(query, 0);
  const head = { timestamp: 0, observedAt: 0, service: 's', severity: 'INFO', severityNumber: 9, message: '' } as const;
  const name = query.slice(0, query.indexOf(':'));
  expect(compilePredicate(asked)({ ...head, attributes: { [name]: value } })).toBe(false);
});

test.each<[string, AttributeValue, boolean]>([
  ['id:1610521604143693812', 1610521604143693812n, true],
  ['id:1610521604143693812', '1610521604143693812', true],
  ['id:1610521604143693812', 1610521604143693811n, false],
  ['id:>1610521604143693811', 1610521604143693812n, true],
  ['id:>1610521604143693811', '1610521604143693812', true],
  ['id:>1610521604143693811', 1610521604143693811n, false],
  ['id:>1610521604143693811', '1610521604143693811', false],
  ['id:<=1610521604143693811', 1610521604143693811n, true],
  ['id:[1610521604143693811 TO 18446744073709551615]', 18446744073709551615n, true],
  ['id:{1610521604143693811 TO 18446744073709551615}', 18446744073709551615n, false],
  ['id:>0.5', 1610521604143693811n, true],
  ['id:<-9007199254740992', -9007199254740993n, true],
  ['id:>9007199254740992', 9007199254740993n, true],
  ['id:>=9007199254740993', 9007199254740992n, false],
  ['id:>=2026-11-21T12:00:00Z', 1795263600000000000n, true],
  ['1610521604143693812', 1610521604143693812n, true],
  ['1610521604143693812', 1610521604143693811n, false],
  ['id:16105216041436938*', 1610521604143693812n, true],
])('%s of %s is %s: every digit counts', (query, id, matches) => {
  const record = {
    timestamp: 0,
    observedAt: 0,
    service: 'a',
    severity: 'INFO' as const,
    severityNumber: 9,
    message: '',
  };
  expect(compilePredicate(parseQuery(query, 0))({ ...record, attributes: { id } })).toBe(matches);
});

const ARRAYS = {
  tags: '["alpha","Beta 2","say \\"so\\"",null,["deep"]]',
  ports: '[80,8443,1610521604143693812,"9000"]',
  users: '[{"name":"Ada","roles":["admin"]},{"name":"Bo","at":{"city":"Bern"}}]',
  'a.b': '[{"c":1}]',
  times: '["2026-11-20T00:00:00Z"]',
  plain: '[alpha] [beta]',
  cut: '["alpha","… [cut, 99 bytes]',
  empty: '[]',
};

test.each([
  ['tags:alpha', true],
  ['tags:ALPHA', true],
  ['tags:"beta 2"', true],
  ['tags:beta', false],
  ['tags:beta*', true],
  ['tags:"say \\"so\\""', true],
  ['tags:deep', true],
  ['tags:null', true],
  ['tags:*', true],
  ['tags:*gamma*', false],
  ['-tags:alpha', false],
  ['ports:8443', true],
  ['ports:>8443', true],
  ['ports:<80', false],
  ['ports:[81 TO 8443]', true],
  ['ports:>1610521604143693811', true],
  ['ports:1610521604143693811', false],
  ['users.name:Ada', true],
  ['users.name:(bo OR eve)', true],
  ['users.roles:admin', true],
  ['users.at.city:Bern', true],
  ['users.name:*', true],
  ['users.age:*', false],
  ['users:Ada', false],
  ['a.b.c:1', true],
  ['a:1', false],
  ['times:>=2026-11-20', true],
  ['plain:alpha', false],
  ['cut:alpha', false],
  ['empty:*', true],
])('of records with arrays, %s finds one: %s', (query, isFound) => {
  const [base] = fc.sample(record, 1) as [NormalisedRecord];
  expect(compilePredicate(parseQuery(query, 0))({ ...base, attributes: ARRAYS })).toBe(isFound);
});
