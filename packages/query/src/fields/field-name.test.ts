import { expect, test } from 'vitest';
import { parseQuery } from '../language/parse-query.ts';
import { compilePredicate } from '../match/match-record.ts';
import { quotedUnlessPlain, startsWithField } from './field-name.ts';

const base = { timestamp: 0, observedAt: 0, service: 's', severity: 'INFO', severityNumber: 9, message: '' } as const;
const find = (query: string) => compilePredicate(parseQuery(query, 0));

const NAMES =
  '$dollar a$b a.$b #tag .a [0] items[0].id @m k-v a/b é cafe\u0301 键 _id 🚀 a%b x~y 0 3d 5m_load 100% %x +x ?a a=b a&b a,b a;b a|b {a} <a> /a ^a a[b';

test.each(NAMES.split(' '))('an attribute %s is found by its name as it is spelt', (name) => {
  for (const query of [
    `${name}:2`,
    `${name}:*`,
    `${name}:2*`,
    `${quotedUnlessPlain(`attributes.${name}`)}:2`,
    `${quotedUnlessPlain(name)}:("2")`,
  ]) {
    const matches = find(query);
    expect(matches({ ...base, attributes: { [name]: 2 } }), query).toBe(true);
    expect(matches({ ...base, attributes: { other: 2, [`${name}x`]: 2 } }), query).toBe(false);
  }
  expect(find(`${name}:2`)({ ...base, message: `it says ${name}:2, twice` })).toBe(true);
  expect(find(`NOT ${name}:2`)({ ...base, attributes: { [name]: 2 } })).toBe(false);
});

test.each(['$dollar', '#tag', '.a', '[0]', '@m', '键', '🚀', 'a$b'])(
  '-%s:2 excludes it, in comparisons too',
  (name) => {
    expect(startsWithField(`${name}:2`)).toBe(true);
    for (const query of [`-${name}:2`, `-${name}:>1`, `-${name}:(1 OR 2)`]) {
      expect(find(query)({ ...base, attributes: { [name]: 2 } }), query).toBe(false);
      expect(find(query)({ ...base, attributes: { [name]: 0 } }), query).toBe(true);
    }
  },
);
