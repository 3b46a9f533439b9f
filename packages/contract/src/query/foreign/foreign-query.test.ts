import { expect, test } from 'vitest';
import { compilePredicate } from '../../match-record.ts';
import { recordFromJson } from '../../normalise-record.ts';
import { parseQuery, queryNotes } from '../parse-query.ts';

/** What people type who come from another system, and what the answer tells them to write; nothing of it is refused. */
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
  ['grep -i timeout', 'timeout alone'],
  ['fields @timestamp, @message | filter @message like /x/', /no pipes/],
];

test.each(FOREIGN)('%s', (query, instead) => {
  const notes = queryNotes(query, 0, false);
  const wanted =
    typeof instead === 'string' ? (note: string) => note.includes(instead) : (note: string) => instead.test(note);
  expect(notes.some(wanted), JSON.stringify(notes)).toBe(true);
  expect(queryNotes(query, 0, true).some(wanted)).toBe(false);
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
])('%s is of this language', (query) => expect(queryNotes(query, 0, false)).toEqual([]));
