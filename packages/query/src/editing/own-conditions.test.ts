import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolveField } from '../fields/fields.ts';
import type { Filter } from '../filter/filter.ts';
import { parseQuery } from '../language/parse-query.ts';
import { compilePredicate } from '../match/match-record.ts';
import { foldValue, namedValues, withoutOwn } from './own-conditions.ts';

test.each([
  ['service:shop', 'service', '', ['shop']],
  ['timeout service:shop level:error', 'service', 'timeout level:error', ['shop']],
  ['timeout (service:shop OR service:bank)', 'service', 'timeout', ['shop', 'bank']],
  ['timeout -service:shop app:(a OR b)', 'service', 'timeout', ['shop', 'a', 'b']],
  ['service:sh* timeout', 'service', 'timeout', []],
  ['level:>=error timeout', 'severity', 'timeout', ['ERROR', 'FATAL']],
  ['status:500 a', 'status', 'a', ['500']],
  ['status:("500") a', 'http.response.status_code', 'a', ['500']],
  ['duration:5 a', 'duration.ms', 'a', ['5']],
  ['NOT status:(200 OR >=500) a', 'status', 'a', ['200']],
  ['pattern:"a <n>" b', 'pattern', 'b', ['a <n>']],
  ['(timeout service:shop) level:error', 'service', 'timeout level:error', ['shop']],
])('%s, of %s, is %j and %j', (query, field, others, named) => {
  const apart = withoutOwn(parseQuery(query, 0), resolveField(field));
  expect(apart.others).toEqual(parseQuery(others, 0));
  expect(namedValues(apart.own)).toEqual(named);
});

test.each([
  ['timeout OR service:shop', 'service'],
  ['NOT (timeout service:shop)', 'service'],
  ['timeout level:error', 'service'],
  ['message:shop', 'service'],
  ['traceId:*', 'service'],
  ['attributes.service:shop', 'service'],
  ['status:500', 'path'],
  ['', 'service'],
])('%s has no condition on %s alone', (query, field) => {
  const filter = parseQuery(query, 0);
  expect(withoutOwn(filter, resolveField(field))).toEqual({ own: [], others: filter });
});

/** Spellings of a number, as a text or as a number, and texts that are not numbers. */
const spelling = fc.constantFrom(
  ...[500, 500.5, 0, -0, 1e21, 10n ** 17n, '5e2', '0500', '500.0', '+500', ' 500', '500', '５００', '５e2', '500.50'],
  ...['0', '-0', '0.0', '1e21', '1E+21', '1e17', '100000000000000000', '500 ms', '0x1f4', '5e2x', '1e999', 'NaN', ''],
  ...['007', '7', '1.1', '1.10', '0e12345', '0e99999', '12345678901234567.5', '12345678901234568.5', 7, 1.1],
);

test('a condition in quotation marks finds a value exactly when counts have both as one value', () => {
  const asked = (text: string) => parseQuery(`n:("${text}")`, 0);
  fc.assert(
    fc.property(spelling, spelling, (value, wanted) => {
      const record = {
        timestamp: 0,
        observedAt: 0,
        service: 's',
        severity: 'INFO',
        severityNumber: 9,
        message: '',
      } as const;
      const of = (filter: Filter) => compilePredicate(filter)({ ...record, attributes: { n: value } });
      const isFound = of(asked(String(wanted)));
      expect(isFound).toBe(foldValue(String(value)) === foldValue(String(wanted)));
      // Without quotation marks, it also finds the number, and nothing else.
      if (/^[-+\d.e]+$/i.test(String(wanted))) {
        const isNumber = typeof value !== 'string' && Number(value) === Number(wanted);
        expect(of(parseQuery(`attributes.n:${wanted}`, 0))).toBe(isFound || isNumber);
      }
    }),
    { numRuns: 1_000 },
  );
});
