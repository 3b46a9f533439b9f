import { recordFromJson } from '@logwarren/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compilePredicate } from '../../match/match-record.ts';
import { parseQuery } from '../parse-query.ts';
import { queryNotes } from '../query-notes.ts';

/** Queries in the habits of other systems, and the advice that each must get; none of them is refused. */
const FOREIGN: [query: string, instead: string | RegExp][] = [
  ['/time.*out/', '*time*out*'],
  ['message:/time.*out/', 'message:*time*out*'],
  ['/timeout|refused/i', /no regular expressions/],
  ['time.*out', '*time*out*'],
  ['\\d+ms', /no regular expressions/],
  ['error|timeout', 'error OR timeout'],
  ['(error|warn)', 'error OR warn'],
  ['service:a|b', 'service:(a OR b)'],
  ['service:shop,bank', 'service:(shop OR bank)'],
  ['{app="x"} |= "err"', 'app:x "err"'],
  ['{app="x", env!="dev"} != "debug" |~ "time.*out" | json', 'app:x -env:dev -"debug" *time*out*'],
  ['{namespace=~"prod.*"}', 'namespace:*prod*'],
  ["level = 'error'", 'level:error'],
  ["select * from logs where level = 'error'", /SQL/],
  ["message like '%timeout%'", 'message:*timeout*'],
  ['status in (500, 502)', 'status:(500 OR 502)'],
  ['level : "error"', 'level:error'],
  ['status >= 500', 'status:>=500'],
  ['severity>=ERROR', 'severity:>=ERROR'],
  ['jsonPayload.code="a b"', 'jsonPayload.code:"a b"'],
  ['level == "error"', 'level:error'],
  ['level != error', '-level:error'],
  ['index=web | stats count by host', /no pipes/],
  ['index=web error', 'index:web'],
  ['sourcetype=access_combined', 'sourcetype:access_combined'],
  ['_time:5m error', 'timestamp:>=now-5m'],
  ['_msg:"x"', 'message:"x"'],
  ['_exists_:user', 'user:*'],
  ['_missing_:user', '-user:*'],
  ['@http.status_code:500', 'http.status_code:500'],
  ['[100 TO 200]', 'status:[100 TO 200]'],
  ['status:500..599', 'status:[500 TO 599]'],
  ['error and timeout', 'AND'],
  ['error or timeout', 'OR'],
  ["'payment declined'", '"payment declined"'],
  ['+error +timeout', /required as they are/],
  ['roam~2', /neither likeness nor weight/],
  ['grep -i timeout', 'write timeout.'],
  ['grep -v timeout', 'write -timeout.'],
  ['grep -iv "payment declined"', 'write -"payment declined".'],
  ["service:'checkout'", 'write service:checkout.'],
  ["service:'check out'", 'write service:"check out".'],
  ['service:`checkout`', 'write service:checkout.'],
  ['service:check.*', 'write service:*check*.'],
  ['status: 503', 'write status:503.'],
  ['kubernetes.pod: web-1', 'write kubernetes.pod:web-1.'],
  ['user: "ada"', 'write user:ada.'],
  ['timeout status: 503', 'write status:503.'],
  ['status:5xx', 'write status:[500 TO 599].'],
  ['status:50X', 'write status:[500 TO 509].'],
  ['status=5xx', 'write status:[500 TO 599].'],
  ['kubernetes.pod:~"x"', 'write kubernetes.pod:*x*.'],
  ['kubernetes.pod:="x"', 'write kubernetes.pod:x.'],
  ['user:!ada', 'write -user:ada.'],
  ['user:!=ada', 'write -user:ada.'],
  ['user:==ada', 'write user:ada.'],
  ['user:~ada', 'write user:*ada*.'],
  ['qu?ck', 'write qu*ck.'],
  ['user:a?a', 'write user:a*a.'],
  ['service:re("check.*")', 'write service:*check*.'],
  ['service:in(shop, "check out")', 'write service:(shop OR "check out").'],
  ['user:exact("ada")', 'write user:ada.'],
  ['message:contains("timed out")', 'write message:"timed out".'],
  ['message:contains("a*b")', 'write message:"a*b".'],
  ['user:exact("a*b")', 'write user:"a*b".'],
  ['user:startsWith(ad)', 'write user:ad*.'],
  ['message.keyword:foo', 'write message:foo.'],
  ['kubernetes.pod.keyword:"a b"', 'write kubernetes.pod:"a b".'],
  ['fields @timestamp, @message | filter @message like /x/', /no pipes/],
];

test.each(FOREIGN)('%s', (query, instead) => {
  const notes = queryNotes(query, 0, false);
  const wanted =
    typeof instead === 'string' ? (note: string) => note.includes(instead) : (note: string) => instead.test(note);
  expect(notes.some(wanted), JSON.stringify(notes)).toBe(true);
  expect(queryNotes(query, 0, true).some(wanted)).toBe(false);
  expect(queryNotes(query, 0, 'unknown').some(wanted)).toBe(true);
});

/** The same, negated: the advice is negated as well, or there is none. */
const NEGATED: [query: string, instead: string | undefined][] = [
  ['-/time.*out/', '-*time*out*'],
  ['-message:/time.*out/', '-message:*time*out*'],
  ['NOT /a|b/', '-(a OR b)'],
  ['-time.*out', '-*time*out*'],
  ['not \\d+ms', undefined],
  ['-error|timeout', '-(error OR timeout)'],
  ['-(error|warn)', '-(error OR warn)'],
  ['-5xx|4xx', '-(5xx OR 4xx)'],
  ['-service:a|b', '-service:(a OR b)'],
  ['not service:a|b', '-service:(a OR b)'],
  ['-service:shop,bank', '-service:(shop OR bank)'],
  ["not level = 'error'", '-level:error'],
  ['-level=error', '-level:error'],
  ['!level=error', '-level:error'],
  ['not level != error', 'level:error'],
  ['NOT host=~"a|b"', '-host:(a OR b)'],
  ['level !~ "time.*out"', '-level:*time*out*'],
  ['not name like "a%"', '-name:a*'],
  ['name not like "a%"', '-name:a*'],
  ['not name not like "a%"', 'name:a*'],
  ["message not like '%payment declined%'", '-message:*payment\\ declined*'],
  ['not status in (500, 502)', '-status:(500 OR 502)'],
  ['not level in (warn,error)', '-level:(warn OR error)'],
  ['level not in (warn,error)', '-level:(warn OR error)'],
  ['not level in (a,b)', undefined],
  ['-level : "error"', '-level:error'],
  ['not status >= 500', '-status:>=500'],
  ['-status>=500', '-status:>=500'],
  ['-_time:5m', '-timestamp:>=now-5m'],
  ['-_msg:"x"', '-message:"x"'],
  ['-_exists_:foo', '-foo:*'],
  ['NOT _exists_:foo', '-foo:*'],
  ['-_missing_:x', 'x:*'],
  ['-index:web', '-service:…'],
  ['-@level:error', '-level:error'],
  ['-@status:>=500', '-status:>=500'],
  ['NOT [100 TO 200]', '-status:[100 TO 200]'],
  ['-status:500..599', '-status:[500 TO 599]'],
  ["-'payment declined'", '-"payment declined"'],
  ['{app="x"} !~ "a|b"', 'app:x -(a OR b)'],
  ['{app!~"x.*"} |= "-v"', '-app:*x* "-v"'],
  ["-service:'checkout'", '-service:checkout'],
  ['NOT status: 503', '-status:503'],
  ['-status:5xx', '-status:[500 TO 599]'],
  ['-user:~ada', '-user:*ada*'],
  ['-user:!ada', 'user:ada'],
  ['-qu?ck', '-qu*ck'],
  ['NOT user:re("(a+)")', undefined],
  ['-user:in(a,b)', '-user:(a OR b)'],
  ['-message.keyword:foo', '-message:foo'],
  ['date:0xx', undefined],
  ['grep -v 500', 'NOT 500'],
  ['date:2024-05', undefined],
  ['date:2024-2024', undefined],
  ['date:05-07', undefined],
  ['a:9-3', undefined],
  ['[200 TO 100]', undefined],
  ['(_exists_:user OR x)', 'user:*'],
  ['_exists_:"a b', undefined],
];

const advised = (query: string) =>
  queryNotes(query, 0, false).flatMap((note) => /; write (.*)\.$/s.exec(note)?.slice(1) ?? []);

test.each(NEGATED)('%s, negated', (query, instead) => {
  const all = query.endsWith('"a b') ? [] : advised(query);
  expect(all).toEqual(instead === undefined ? [] : [instead]);
});

/** Pieces of other languages; three in a row, with white space or without, make most confusions. */
const PIECES = [
  ...[
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
  ],
  ...[
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
    ...['a:', ': 5', ':~', '?', '5xx', ':in(', '.keyword:', '`'],
  ],
];

test('what is advised can be read, whatever is asked', () => {
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
      // Too many conditions.
    }
    for (const note of notes) expect(note.length, note).toBeLessThan(450);
  }
});

test('what is written instead is a query that finds it', () => {
  const value = {
    ...{ message: 'a timeout, err', level: 'error', service: 'x', app: 'x', status: 500, namespace: 'prod-1' },
    ...{ 'http.status_code': 500, user: 'ada', index: 'web' },
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
