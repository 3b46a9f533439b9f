import { type LogRecord, SEVERITY_BASE } from '@logwarren/contract';
import { compilePredicate, parseQuery, resolveField, withoutOwn } from '@logwarren/query';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dropValue, excludeValue, includeValue, markOf } from './edit-query.ts';

/** A click on a value finds what is counted for it: the query without its own conditions, and the value. */

const SEVERITIES = ['INFO', 'WARN', 'ERROR'] as const;
/** One row of counts for the number 500 and the text `500`, and one for each other spelling. */
const CODES = [500, '500', '5e2', '0500', 7];
let codeAt = 0;
const RECORDS = ['tick', 'tock', 'tick tock'].flatMap((message) =>
  ['bars', 'shop-1', 'shop-2', 'a b'].flatMap((service) =>
    SEVERITIES.flatMap((severity) =>
      [undefined, 'ada', 'bob', '["ada","bob"]'].map(
        (user) =>
          ({
            message,
            service,
            severity,
            timestamp: 0,
            observedAt: 0,
            severityNumber: SEVERITY_BASE[severity] + (message === 'tock' ? 1 : 0),
            attributes: user === undefined ? {} : { user, code: CODES[codeAt++ % CODES.length] },
          }) as unknown as LogRecord,
      ),
    ),
  ),
);
const FIELDS = {
  severity: [...SEVERITIES],
  service: ['bars', 'shop-1', 'a b'],
  user: ['ada', 'bob'],
  code: ['500', '5e2', '0500'],
} as const;
type Field = keyof typeof FIELDS;

const atom = fc.constantFrom(
  ...['tick', '"tick tock"', 'to*', 'Error: x', '-tock', '()', 'message:tick', 'http://x', '"A" ', 'user:*'],
  ...['severity:ERROR', 'level:warning', 'severity:(warn OR err)', 'severity:>=WARN', '-level:info', 'level:notice'],
  ...['severity:(NOT info NOT warn)', 'severity:[info TO warn]', 'service:bars', 'app:BARS', 'app:shop-*', 'service:*'],
  ...[
    'service:(bars OR "a b")',
    '-app:(bars OR shop-1)',
    'NOT service.name:"a b"',
    'user:ada',
    '-user:("bob")',
    'user:a*',
  ],
  ...[
    'code:5e2',
    'code:(5e2 OR 7)',
    'code:(0500 OR "5e2")',
    'code:500',
    'code:("0500")',
    '-code:(500 OR "5e2")',
    'code:>7',
  ],
  ...['"user":bob', 'attributes.user:(ada OR bob)', '(service:bars OR severity_number:13)'],
);
const { query } = fc.letrec<{ query: string; part: string }>((tie) => ({
  query: fc
    .array(fc.tuple(tie('part'), fc.constantFrom(' ', '  ', ' AND ', ' && ', ' OR ', ' || ')), {
      minLength: 1,
      maxLength: 4,
    })
    .map((parts) => parts.map(([part, join], index) => (index === 0 ? part : join + part)).join('')),
  part: fc.oneof(
    { maxDepth: 2, depthSize: 'small', withCrossShrink: true },
    { weight: 5, arbitrary: atom },
    { weight: 1, arbitrary: tie('query').map((inner) => `(${inner})`) },
    { weight: 1, arbitrary: tie('query').map((inner) => `-(${inner})`) },
  ),
}));
const click = fc
  .constantFrom<Field>('severity', 'service', 'user', 'code')
  .chain((field) => fc.tuple(fc.constant(field), fc.constantFrom<string>(...FIELDS[field])));

const found = (asked: string) => RECORDS.filter(compilePredicate(parseQuery(asked, 0)));
/** The records among which the API counts the values of a field. */
const counted = (asked: string, field: Field) =>
  RECORDS.filter(compilePredicate(withoutOwn(parseQuery(asked, 0), resolveField(field)).others));
const valuesOf = (record: LogRecord, field: Field): string[] => {
  if (field === 'code') return record.attributes?.code === undefined ? [] : [String(record.attributes.code)];
  if (field !== 'user') return [record[field]];
  const user = record.attributes?.user as string | undefined;
  return user === undefined ? [] : user.startsWith('[') ? JSON.parse(user) : [user];
};

test('a value that is asked for finds what is counted for it, beside those that were asked for by name', () => {
  fc.assert(
    fc.property(query, click, (asked, [field, value]) => {
      fc.pre(markOf(asked, field, value) !== 'only');
      const clicked = includeValue(asked, field, value);
      const ofValue = (record: LogRecord) => valuesOf(record, field).includes(value);
      expect(found(clicked).filter(ofValue), clicked).toEqual(counted(asked, field).filter(ofValue));
      const before = new Set(found(asked));
      for (const record of found(clicked)) expect(ofValue(record) || before.has(record), clicked).toBe(true);
      expect(markOf(clicked, field, value), clicked).toBe('only');
      expect(counted(clicked, field), clicked).toEqual(counted(asked, field));
    }),
    { numRuns: 300 },
  );
});

test('a value that is excluded is no more found, and a click takes nothing of other fields away', () => {
  fc.assert(
    fc.property(query, click, (asked, [field, value]) => {
      const excluded = excludeValue(asked, field, value);
      const hasValue = (record: LogRecord) => valuesOf(record, field).includes(value);
      expect(found(excluded).filter(hasValue), excluded).toEqual([]);
      expect(markOf(excluded, field, value), excluded).toBe('excluded');
      expect(counted(excluded, field), excluded).toEqual(counted(asked, field));
      const dropped = dropValue(asked, field, value);
      expect(counted(dropped, field), dropped).toEqual(counted(asked, field));
      expect(markOf(dropValue(excluded, field, value), field, value)).not.toBe('excluded');
    }),
    { numRuns: 300 },
  );
});
