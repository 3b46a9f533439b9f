import { recordFromJson } from '@logwarren/contract';
import { expect, test } from 'vitest';
import { compilePredicate } from '../../match/match-record.ts';
import { parseQuery } from '../parse-query.ts';
import { queryNotes } from '../query-notes.ts';
import { QueryProblem } from '../query-problem.ts';

/** Advice is final: it can be read, needs no further advice, and finds what was meant. */

const NOW = Date.parse('2026-11-30T00:00:00Z');
const recordOf = (value: object) => {
  const read = recordFromJson(value, { observedAt: 0 });
  if ('problem' in read) throw new Error(read.problem);
  return read.record;
};
/** The record that each query means, and one that no query means. */
const MEANT = recordOf({
  timestamp: '2026-11-29T23:58:00Z',
  message: 'traced error',
  service: 'checkout',
  level: 'error',
  status: 503,
});
const OTHER = recordOf({
  timestamp: '2026-11-20T00:00:00Z',
  message: 'fine',
  service: 'bank',
  level: 'debug',
  status: 200,
  traceId: 'x',
  user: 'y',
});

const ADVISED: [query: string, instead: string][] = [
  ['NOT status=200', '-status:200'],
  ['-status=200', '-status:200'],
  ['NOT level=debug', '-level:debug'],
  ['NOT _exists_:user', '-user:*'],
  ['level:(ERROR,WARN)', 'level:(ERROR OR WARN)'],
  ['level:(ERROR, WARN)', 'level:(ERROR OR WARN)'],
  ['level:in("error","fatal")', 'level:(error OR fatal)'],
  ['service:["checkout","api"]', 'service:(checkout OR api)'],
  ['level:[ERROR,WARN]', 'level:(ERROR OR WARN)'],
  ['_stream:{service="checkout"}', 'service:checkout'],
  ['_stream:{service="checkout"} error', 'service:checkout error'],
  ['{service="checkout"} | json | status >= 500', 'service:checkout status:>=500'],
  ['{service="checkout"} | logfmt | level="error"', 'service:checkout level:error'],
  [
    '{service="checkout"} |= "traced" | json | status >= 500 and level="error"',
    'service:checkout "traced" status:>=500 level:error',
  ],
  ['@message like /err/', 'message:*err*'],
  ['@message = "traced"', 'message:traced'],
  ['_msg:~"tra.*"', 'message:*tra*'],
  ['_msg:tra*', 'message:tra*'],
  ['@timestamp > "2026-11-29T00:00:00Z"', 'timestamp:>"2026-11-29T00:00:00Z"'],
  ['error earliest=-15m', 'timestamp:>=now-15m'],
  ['service NOT IN (bank)', '-service:bank'],
  ['|= "traced"', '"traced"'],
  ['|~ "trac.*"', '*trac*'],
  ['|~ "(?i)TRACED"', '*TRACED*'],
  ['!= "fine"', '-"fine"'],
  ['| json | status >= 500', 'status:>=500'],
  ['message:"tra*"', 'message:tra*'],
  ['"tra*"', 'tra*'],
  ['message ~ "trac"', 'message:*trac*'],
  ['message CONTAINS "traced"', 'message:traced'],
  ['message contains "traced error"', 'message:"traced error"'],
  ['message startswith "tra"', 'message:tra*'],
  ['message matches "tra.*"', 'message:*tra*'],
  ['status<>200', '-status:200'],
  ['status:>=500 AND <600', 'status:(>=500 AND <600)'],
  ['500 <= status', 'status:>=500'],
  ['500 <= status < 600', 'status:(>=500 AND <600)'],
  ['status:range(500,599)', 'status:{500 TO 599}'],
  ['i("TRACED")', 'TRACED'],
  ['seq("traced", "error")', 'traced error'],
  ['exact("traced error")', '"traced error"'],
  ['NOT exists:user', '-user:*'],
  ['missing:user', '-user:*'],
  ['-has:user', '-user:*'],
  ['user:null', '-user:*'],
  ['status:5??', 'status:[500 TO 599]'],
  ['since:5m', 'timestamp:>=now-5m'],
  ['last:15m', 'timestamp:>=now-15m'],
  ['not fine', '-fine'],
  ['/traced/i', '*traced*'],
  ['^traced', '*traced*'],
  ['traced$', '*traced*'],
  ['(?i)traced', '*traced*'],
  ['%traced%', '*traced*'],
  ['service:checkout,level:error', 'service:checkout level:error'],
  ['service:(checkout,api)', 'service:(checkout OR api)'],
  ['level is error', 'level:error'],
  ['level:ERROR level:INFO', 'level:(ERROR OR INFO)'],
];

/** Notes after nothing was found, or the hint of the refusal. */
function adviceFor(query: string): string[] {
  try {
    parseQuery(query, NOW);
    return queryNotes(query, NOW, false);
  } catch (error) {
    if (!(error instanceof QueryProblem)) throw error;
    return [error.hint.replace(/; to search for it as a text.*$/s, '.')];
  }
}

test.each(ADVISED)('%s is advised finally', (query, instead) => {
  const advice = adviceFor(query);
  expect(advice).toEqual([expect.stringMatching(/write /)]);
  const [, written = ''] = /(?:^|; )write (.*)\.$/s.exec(advice[0] ?? '') ?? [];
  expect(written).toBe(instead);
  const finds = compilePredicate(parseQuery(written, NOW));
  expect([finds(MEANT), finds(OTHER)]).toEqual([true, false]);
  // A query that is only a negation always gets a note about what it excludes.
  expect(queryNotes(written, NOW, false).filter((note) => !/ leaves out the records with /.test(note))).toEqual([]);
});

test.each([
  'NOT status=200',
  '-status=200',
  'NOT level=error',
  'NOT _exists_:traceId',
  'service="checkout" OR traced',
  'traced OR status >= 500',
  'traced NOT (status=200)',
])('%s is advised, although something was found', (query) => {
  expect(queryNotes(query, NOW, true)).toEqual([expect.stringMatching(/; write .*\.$/)]);
});

test.each(['status=200', 'timeout OR refused', '-level:error traced', 'a OR b and c', '"a=b" OR c'])(
  '%s is not advised when something was found',
  (query) => expect(queryNotes(query, NOW, true)).toEqual([]),
);

test('*:* finds everything', () => {
  const finds = compilePredicate(parseQuery('*:*', NOW));
  expect([finds(MEANT), finds(OTHER), compilePredicate(parseQuery('*:* AND traced', NOW))(OTHER)]).toEqual([
    true,
    true,
    false,
  ]);
});
