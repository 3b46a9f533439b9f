import { recordFromJson } from '@logwarren/contract';
import { expect, test } from 'vitest';
import { requirementOf } from '../filter/required-terms.ts';
import { createAssumptions } from '../match/assumptions.ts';
import { compilePredicate } from '../match/match-record.ts';
import { parseQuery } from './parse-query.ts';
import { QueryProblem } from './query-problem.ts';

/** Texts copied from logs as they are; each query finds the line it was copied from. */
const FOUND = String.raw`
Error: connect ECONNREFUSED 10.0.0.1:5432
panic: runtime error: index out of range [5] with length 3
Caused by: java.lang.NullPointerException: null
Exception in thread "main" java.lang.RuntimeException: boom
TypeError: Cannot read properties of undefined (reading 'x')
KeyError: 'name'
rpc error: code = Unavailable desc = "transport: closing"
error: something -- failed
{"level":"error","code":42}
{"level": "error", "code": 42}
before {"a":"b\nc","d":"C:\\x"} after
["alpha", "beta"]
"code":42
"code": 42
"level":"error"
"level": "error",
"a":"b",
"a":true,
"a":null
"user.name":"Ada"
key:"value"
key: "value"
key="some value"
arn:aws:s3:::bucket/*
arn:aws:iam::123456789012:role/x
arn:*
GET /api?x=1&y=2
"GET /api HTTP/1.1" 200 512 "-" "curl/8.0"
10.0.0.1 - - [29/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 404 1
[ERROR] foo
2026-11-29 10:00:00,123 ERROR [main] com.acme.App - failed
[2026-11-29T10:00:00Z] started
Nov 29 10:00:00 host sshd[123]: Failed password for root
kernel: [12.3] usb 1-1
E1129 10:00:00.000 1 x.go:5] failed
ERROR:root:message
WARN:
user=42 status=500
level=error msg="failed to connect" err="dial tcp: lookup db"
time="2026-11-29T10:00:00Z" level=info msg=ok
a|b
a -> b
a != b
a == b && c
x > 5
(foo)
foo(bar)
err:(nil)
a:b(c)
    at Foo.bar (/srv/app.js:10:5)
	at com.example.Foo.bar(Foo.java:42)
  File "/app/main.py", line 12, in <module>
goroutine 1 [running]:
/app/main.go:12 +0x1d
C:\Program Files\x
C:\Users\ada\log.txt
\\server\share\file
\(x\) \d+
"C:\\x"
http://example.com:8080/a?b=c#d
jdbc:postgresql://db:5432/x
s3://bucket/key*
urn:uuid:019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011
localhost:8080
[::1]:8080
fe80::1
de:ad:be:ef:00:01
sha256:9f86d081
created_at:2026-11-29T10:00:00Z
map[a:1 b:2]
Foo{bar:1, baz:"x"}
&{Name:foo Age:3}
user:"Ada" logged in
x:"a"b
x:"a\"b"
'a': 'b'
x: [1, 2]
status: 500
price:12.50
it's broken
foo "bar" baz
SELECT "a" FROM "b" WHERE x IN (1,2)
100%
<nil>
“smart”
]
}
"already quoted"
foo()
main.main()
ftpd[1]: from 10.0.0.1 () at 5
domains:node-D[0\ 5] and nodes:node-[27\ 191]
path:C:\\x
$dollar:C:\\x\"y
`
  .split('\n')
  .slice(1, -1);

const base = { timestamp: 0, observedAt: 0, service: 's', severity: 'INFO', severityNumber: 9 } as const;

test.each(FOUND)('%s', (text) => {
  const filter = parseQuery(text, 0);
  const matches = compilePredicate(filter);
  expect(matches({ ...base, message: `it says ${text}, twice` })).toBe(true);
  expect(matches({ ...base, message: '', attributes: { said: text } })).toBe(true);
  expect(matches({ ...base, message: '', attributes: { said: JSON.stringify([text]) } })).toBe(true);
  expect(matches({ ...base, message: 'something else' })).toBe(false);
  for (const format of [0, 1, 2] as const) expect(requirementOf(filter, format)).toBeDefined();
});

test.each([
  ['foo( )', 'a condition is expected before the parenthesis'],
  ['unbalanced "quote', 'a quotation mark is never closed'],
  ['unbalanced (paren', 'a parenthesis is never closed'],
  ['unbalanced ) paren', 'a parenthesis is closed that was not opened'],
  ['"a":{"b":1}', 'TO is missing in a range'],
  ['"a":[1,2]', 'TO is missing in a range'],
  ['map[a:[1 2] b:{c}]', 'TO is missing in a range'],
  ['level: error', 'a value is missing behind level:'],
  ['body: {"a":1}', 'a value is missing behind body:'],
  ['severity:bogus', '"bogus" is not a severity'],
  ['a:<nil>', '"nil>" is neither a number nor a time'],
  ['foo AND', 'the query ends where a condition is expected'],
  ['a\\', 'a backslash stands at the end'],
])('%s is refused, and found as it is refused', (text, message) => {
  const problem = problemOf(text);
  expect(problem.message).toBe(message);
  const quoted = /put all of it into quotation marks: (".*")$/.exec(problem.hint)?.[1] ?? '';
  const matches = compilePredicate(parseQuery(quoted, 0));
  expect(matches({ ...base, message: `it says ${text}, twice` })).toBe(true);
  expect(matches({ ...base, message: '', attributes: { said: JSON.stringify([text]) } })).toBe(true);
});

function problemOf(text: string): QueryProblem {
  try {
    parseQuery(text, 0);
  } catch (error) {
    if (error instanceof QueryProblem) return error;
    throw error;
  }
  throw new Error(`${text} is not refused`);
}

test('JSON finds the record that was made of it', () => {
  const text = '{"level":"error","msg":"no disk","code":42,"ids":[1,"a\\nb"],"user":{"name":"Ada"},"none":null}';
  const read = recordFromJson(JSON.parse(text), { observedAt: 0, service: 'shop' });
  if ('problem' in read) throw new Error(read.problem);
  const filter = parseQuery(`${text} disk`, 0);
  expect(compilePredicate(filter)(read.record)).toBe(true);
  expect(createAssumptions(filter).of([read.record])).toEqual([]);
  expect(compilePredicate(filter)({ ...read.record, attributes: { ...read.record.attributes, code: 43 } })).toBe(false);
  expect(compilePredicate(filter)({ ...read.record, severityNumber: 9 })).toBe(false);
});
