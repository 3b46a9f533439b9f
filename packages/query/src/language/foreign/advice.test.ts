import { recordFromJson } from '@logwarren/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compilePredicate } from '../../match/match-record.ts';
import { parseQuery } from '../parse-query.ts';
import { queryNotes } from '../query-notes.ts';

/** Advice is a short query that can be read, and appears only where it is needed. */

const advised = (query: string) =>
  queryNotes(query, 0, false).flatMap((note) => /; write (.*)\.$/s.exec(note)?.slice(1) ?? []);

/** Pieces of other languages. Three in a row, with or without white space, make most confusions. */
const PIECES = [
  '-',
  '!',
  'not ',
  'NOT ',
  '(',
  ')',
  '/',
  'a',
  'a|b',
  '|',
  '.*',
  '=',
  '!=',
  '=~',
  ':',
  '@',
  '_exists_:',
  '_missing_:',
  '_time:',
  '_msg:',
  ' in (',
  ',',
  ' like ',
  '%',
  "'",
  '"a b"',
  '[1 TO 2]',
  '1-2',
  '05',
  '..',
  '{',
  '}',
  ' ',
  '>=',
  '\\',
  'a:',
  ': 5',
  ':~',
  '?',
  '5xx',
  ':in(',
  '.keyword:',
  '`',
];

test('every piece of advice can be read, for any query', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 8 }), (pieces) => {
      let all: string[] = [];
      try {
        all = advised(pieces.join(''));
      } catch {
        // The query itself cannot be read.
      }
      for (const query of all) if (!query.endsWith('…')) parseQuery(query, 0);
    }),
    { numRuns: 2_000 },
  );
});

test('a note repeats no more than the beginning of a long query', () => {
  for (const start of ['错|', '错=错 ', 'k:错,', '-错', "'错 ", '_exists_:错', '(错 ']) {
    let query = start.repeat(1_900 / start.length);
    query = query.startsWith('k:') ? `k:${'错,'.repeat(900)}错` : query;
    let notes: string[] = [];
    try {
      notes = queryNotes(query, 0, false);
    } catch {
      // The query has too many conditions.
    }
    for (const note of notes) expect(note.length, note).toBeLessThan(450);
  }
});

test('the advised query finds the record', () => {
  const value = {
    message: 'a timeout, err',
    level: 'error',
    service: 'x',
    app: 'x',
    status: 500,
    namespace: 'prod-1',
    'http.status_code': 500,
    user: 'ada',
    index: 'web',
  };
  const read = recordFromJson(value, { observedAt: 0 });
  if ('problem' in read) throw new Error(read.problem);
  const instead = [
    'app:x "err"',
    '*time*out*',
    'level:error',
    'status:>=500',
    'status:(500 OR 502)',
    'namespace:*prod*',
  ];
  for (const query of instead) expect(compilePredicate(parseQuery(query, 0))(read.record), query).toBe(true);
});

test.each([
  'timeout',
  'payment declined',
  'service:checkout status:>=500',
  '"select or drop"',
  '"a|b" "x = y"',
  '/api/orders',
  '/api/orders/',
  'GET /api/v2/orders/17',
  'localhost:8080',
  'duration:[100 TO 200]',
  'status:(200 OR >=500)',
  'traceId:* NOT level:error',
  'pay* *ments',
  'http://host/a?b',
  'Error: connection refused',
  'payment failed: card declined',
  'how?',
  '/search?q=cats',
  'user:(ada OR bob)',
  'main(argc)',
])('%s is of this language', (query) => expect(queryNotes(query, 0, false)).toEqual([]));
