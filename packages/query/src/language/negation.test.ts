import { expect, test } from 'vitest';
import { compilePredicate } from '../match/match-record.ts';
import { parseQuery } from './parse-query.ts';
import { queryNotes } from './query-notes.ts';

const base = { timestamp: 0, observedAt: 0, service: 's', severity: 'INFO', severityNumber: 9 } as const;
const notes = (query: string, hasFound = true) => queryNotes(query, 0, hasFound);

test.each([
  '!important rule',
  'assert a !== b failed',
  'x != y',
  '!dollar:2',
  '!(a b)',
  '!"a b"',
  'if !ok: stop',
  'x -> y => z',
  '-> out',
  '[INFO] -[ok]',
  'retry -1 times',
  'a -- b',
  'exit code -13',
  'java --add-opens x',
  '-----BEGIN CERTIFICATE-----',
  '10 -5.3 -.5',
  'foo(bar)-baz "a"-b',
  '-| |- -= -: -;',
  'temperature:-4',
])('%s finds its own record', (text) => {
  expect(compilePredicate(parseQuery(text, 0))({ ...base, message: text })).toBe(true);
});

test.each([
  ['-b', 'a b'],
  ['a -b', 'a b'],
  ['a (-b)', 'a b'],
  ['-"b c"', 'a b c'],
  ['-(b c)', 'a b c'],
  ['-/b', 'a /b'],
  ['-*b*', 'a xbx'],
  ['-错误', '错误'],
  ['NOT 1', 'a 1'],
])('%s leaves out %j', (query, message) => {
  expect(compilePredicate(parseQuery(query, 0))({ ...base, message })).toBe(false);
  expect(compilePredicate(parseQuery(query, 0))({ ...base, message: 'a' })).toBe(true);
});

test('in a group of values a minus before a digit is a sign', () => {
  const matches = compilePredicate(parseQuery('t:(-1 OR 5)', 0));
  expect([-1, 5, 1, 7].map((t) => matches({ ...base, message: '', attributes: { t } }))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('a text that looks like a negation gets a note', () => {
  expect(notes('retry -1 times')).toEqual(['-1 was searched as a text; NOT 1 leaves out the records with 1.']);
  expect(notes('-10.0.0.1:80')).toEqual([
    '-10.0.0.1:80 was searched as a text; NOT 10.0.0.1:80 leaves out the records with 10.0.0.1:80.',
  ]);
  expect(notes('!dollar:2')).toEqual(['The ! of !dollar:2 was searched as a text; NOT leaves out records.']);
  expect(notes('!(a b)')).toEqual(['The ! of !( was searched as a text; NOT leaves out records.']);
  expect(notes('-old line')).toEqual(['- excludes the word behind it; "-old line" searches for the text.']);
  expect(notes('-old')).toEqual([]);
  expect(notes('- old line')).toEqual([]);
  expect(notes('NOT found')).toEqual(['NOT excludes the word behind it; "NOT found" searches for the text.']);
});

test('the possible reason is given if nothing was found', () => {
  const cases = [
    ['rm -rf x', '-rf leaves out the records with rf; "-rf" searches for the text.'],
    ['IF NOT EXISTS x', 'NOT EXISTS leaves out the records with EXISTS; "NOT EXISTS" searches for the text.'],
    ['!important', 'The ! of !important was searched as a text; NOT leaves out records.'],
    ['a:b:1', 'a:b:1 was not searched as the field a:b; its name stands in quotation marks then: "a:b":1'],
    ['a*b:1', 'a*b:1 was not searched as the field a*b; its name stands in quotation marks then: "a*b":1'],
    ['3d:>5', '3d:>5 was not searched as the field 3d; its name stands in quotation marks then: "3d":>5'],
  ] as const;
  for (const [query, note] of cases) {
    expect(notes(query)).toEqual([]);
    expect(notes(query, false)).toEqual([note]);
  }
});

test.each([
  'x -> y => z',
  'a -- b',
  '[INFO] -[ok]',
  '-status:500',
  '-"a b" NOT (c)',
  'NOT level:error',
  'std::vector 10:15:30 localhost:80 http://x:80/y',
  '-$dollar:2',
  't:(-1 OR 5)',
])('nothing is told of %s', (query) => {
  expect(notes(query, false)).toEqual([]);
});

test.each([
  '2026-11-29 10:00:00,123 ERROR [main] failed',
  '[2026-11-29T10:00:00Z] started',
  '10.0.0.1 - - [29/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 404 1',
  'Nov  9 10:00:00 host sshd[123]: Failed',
  'level=error msg="no disk"',
])('%s is a whole line, which is told when nothing was found', (line) => {
  expect(notes(line)).toEqual([]);
  expect(notes(line, false)).toEqual([expect.stringContaining('search for the message alone')]);
});

test('a condition on the time is not a line', () => {
  expect(notes('timestamp:"2026-11-29 10:00" -timestamp:>=2026-11-29T10:00:00Z', false)).toEqual([]);
  expect(notes('timestamp:[2026-11-29T10:00 TO 2026-11-30T10:00] a:2026-11-29T10:00:00Z', false)).toEqual([]);
});

test('a range that ends now is read at the moment that is given', () => {
  expect(queryNotes('timestamp:[2026-11-20 TO now]', Date.parse('2026-11-21'), true)).toEqual([]);
});

test('there are few notes, each once', () => {
  expect(notes('-1 -1 -2 -3 -4 -5 -6')).toHaveLength(4);
});
