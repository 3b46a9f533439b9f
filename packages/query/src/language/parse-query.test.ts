import { describe, expect, test } from 'vitest';
import { type FieldRef, resolveField } from '../fields/fields.ts';
import { ALL, and, type FieldTest, type Filter, not, or } from '../filter/filter.ts';
import { compilePredicate } from '../match/match-record.ts';
import { foldText } from '../text/fold-text.ts';
import { parseQuery } from './parse-query.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const parse = (text: string) => parseQuery(text, NOW);
const phrase = (text: string): Filter => ({ kind: 'phrase', phrase: text });
const glob = (...pieces: string[]): Filter => ({ kind: 'glob', pieces });
const field = (name: string | FieldRef, asked: FieldTest): Filter => ({
  kind: 'field',
  field: typeof name === 'string' ? resolveField(name) : name,
  test: asked,
});
const equals = (name: string, text: string) => field(name, { kind: 'equals', text });
/** `name:value` with one piece or, with a star, more: an attribute or the text. */
function pasted(name: string, ...pieces: string[]): Filter {
  const [value = ''] = pieces;
  const test = pieces.length === 1 ? ({ kind: 'equals', text: value } as const) : ({ kind: 'glob', pieces } as const);
  const text = `${name}:${pieces.join('*')}`;
  const fieldsOnly = pieces.length === 1 ? `${name}:("${value.replaceAll('\\', '\\\\')}")` : `attributes.${text}`;
  const asked = field(name, test);
  return { kind: 'pasted', asked, text, pieces: [`${name}:${value}`, ...pieces.slice(1)], fieldsOnly };
}

/** Written with quotation marks: an attribute, or the text with the marks. */
function pastedAs(text: string, name: string, value: string): Filter {
  const fieldsOnly = `${name.includes(' ') ? `"${name}"` : name}:("${value}")`;
  return { kind: 'pasted', asked: equals(name, value), text, pieces: [text], fieldsOnly };
}

/** A name that is rarely an attribute's name: an attribute, or a text without a note. */
const loose = (name: string, value: string) => or([equals(name, value), phrase(`${name}:${value}`)]);
const exists = (name: string) => field(name, { kind: 'exists' });
const severity = (min: number, max: number): Filter => ({ kind: 'severity', min, max });

function range(
  name: string,
  from: number | bigint,
  to: number,
  more: Partial<FieldTest & { kind: 'range' }> = {},
): Filter {
  const ends = { includesMin: true, includesMax: true, isTime: false };
  return field(name, { kind: 'range', min: from, max: to, ...ends, ...more });
}

const [INF, NEG] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

describe('words', () => {
  test.each<[string, Filter]>([
    ['', ALL],
    ['  ', ALL],
    ['*', ALL],
    ['\u200b', ALL],
    ['\u00ad*', ALL],
    ['**', ALL],
    ['timeout', phrase('timeout')],
    ['Timeout', phrase('Timeout')],
    ['card declined', and([phrase('card'), phrase('declined')])],
    ['"card declined"', phrase('card declined')],
    ['""', ALL],
    ['"say \\"so\\""', or([phrase('say "so"'), phrase('say \\"so\\"')])],
    ['say"so"', and([phrase('say'), phrase('so')])],
    ['/api/v2', phrase('/api/v2')],
    ['http://host:80/x', phrase('http://host:80/x')],
    ['10:15:30', loose('10', '15:30')],
    [':x', phrase(':x')],
    ['a=b', phrase('a=b')],
    ['a-b', phrase('a-b')],
    ['- x', and([phrase('-'), phrase('x')])],
    ['and or not', and([phrase('and'), phrase('or'), phrase('not')])],
    ['ORDER', phrase('ORDER')],
    ['"AND"', phrase('AND')],
    ['\\AND', phrase('AND')],
    ['pay*', glob('pay', '')],
    ['*edle9F*', glob('', 'edle9F', '')],
    ['a*b', glob('a', 'b')],
    ['a\\*b', or([phrase('a*b'), phrase('a\\*b')])],
    ['a -- b', and([phrase('a'), phrase('--'), phrase('b')])],
    ['a -> b', and([phrase('a'), phrase('->'), phrase('b')])],
    ['-1', phrase('-1')],
    ['--x', phrase('--x')],
    ['-[ok]', phrase('-[ok]')],
    ['(x)-y', and([phrase('x'), phrase('-y')])],
    ['!', phrase('!')],
    ['a()', and([phrase('a'), phrase('()')])],
    ['!(a)', and([phrase('!'), phrase('a')])],
    ['a != b', and([phrase('a'), phrase('!='), phrase('b')])],
    ['"a*b"', phrase('a*b')],
    ['\\-x', phrase('-x')],
  ])('%j', (text, filter) => expect(parse(text)).toEqual(filter));
});

describe('operators', () => {
  const [a, b, c, d] = [phrase('a'), phrase('b'), phrase('c'), phrase('d')];
  test.each<[string, Filter]>([
    ['a AND b', and([a, b])],
    ['a && b', and([a, b])],
    ['a OR b', or([a, b])],
    ['a || b OR c', or([a, b, c])],
    ['a OR b c', or([a, and([b, c])])],
    ['a b OR c AND d', or([and([a, b]), and([c, d])])],
    ['(a OR b) c', and([or([a, b]), c])],
    ['NOT a', not(a)],
    ['-a b', and([not(a), b])],
    ['-a !b', and([not(a), phrase('!b')])],
    ['NOT NOT a', a],
    ['NOT a OR b', or([not(a), b])],
    ['NOT (a OR b)', not(or([a, b]))],
    ['-(a b)', not(and([a, b]))],
    ['((a))', a],
    ['a -status:500', and([a, not(pasted('status', '500'))])],
    ['a\n OR\tb', or([a, b])],
  ])('%j', (text, filter) => expect(parse(text)).toEqual(filter));
});

describe('fields', () => {
  test.each<[string, Filter]>([
    ['service:Checkout', equals('service', 'Checkout')],
    ['service:pay*', field('service', { kind: 'glob', pieces: ['pay', ''] })],
    ['level:error', severity(17, 20)],
    ['SEVERITY:Warning', severity(13, 16)],
    ['severity:critical', severity(18, 18)],
    ['level:>=warn', severity(13, 24)],
    ['level:>warn', severity(17, 24)],
    ['level:<error', severity(1, 16)],
    ['level:<=error', severity(1, 20)],
    ['level:[info TO warn]', severity(9, 16)],
    ['level:{info TO *]', severity(13, 24)],
    ['level:(warn OR fatal)', or([severity(13, 16), severity(21, 24)])],
    ['severityNumber:18', severity(18, 18)],
    ['status:500', pasted('status', '500')],
    ['status:"500"', pastedAs('status:"500"', 'status', '500')],
    ['status:("500")', equals('status', '500')],
    ['attributes.status:500', field({ kind: 'attribute', names: ['status'] }, { kind: 'equals', text: '500' })],
    ['status:>=500', range('status', 500, INF)],
    ['status:> 499.5', range('status', 499.5, INF, { includesMin: false, includesMax: false })],
    ['id:>1610521604143693811', range('id', 1610521604143693811n, INF, { includesMin: false, includesMax: false })],
    ['id:[-9007199254740993 TO 9]', range('id', -9007199254740993n, 9)],
    ['status:<400', range('status', NEG, 400, { includesMin: false, includesMax: false })],
    ['duration:[100 TO 200]', range('duration', 100, 200)],
    ['duration:{-1e2 TO 200]', range('duration', -100, 200, { includesMin: false })],
    ['duration:[ 100 TO * }', range('duration', 100, INF, { includesMax: false })],
    ['duration:[* TO *]', exists('duration')],
    ['traceId:*', exists('traceId')],
    ['user.name:"Ada L"', pastedAs('user.name:"Ada L"', 'user.name', 'Ada L')],
    ['"odd name":x', pastedAs('"odd name":x', 'odd name', 'x')],
    ['"status":500', pastedAs('"status":500', 'status', '500')],
    [
      '"level":"error"',
      { kind: 'pasted', asked: severity(17, 20), text: '"level":"error"', pieces: ['"level":"error"'] },
    ],
    ['user:(root)', pastedAs('user:(root)', 'user', 'root')],
    ['url.path:/api/*/x', pasted('url.path', '/api/', '/x')],
    ['a:http://x:1/y', pasted('a', 'http://x:1/y')],
    ['a:""', pastedAs('a:""', 'a', '')],
    ['status:-1', pasted('status', '-1')],
    ['attributes.level:9', field({ kind: 'attribute', names: ['level'] }, { kind: 'equals', text: '9' })],
    ['message:timeout', field('message', { kind: 'phrase', phrase: 'timeout' })],
    ['msg:"Timed out"', field('message', { kind: 'phrase', phrase: 'Timed out' })],
    ['message:time*', field('message', { kind: 'glob', pieces: ['time', ''] })],
    [`trace_id:${TRACE.toUpperCase()}`, { kind: 'trace', traceId: TRACE }],
    ['traceId:abc', field({ kind: 'attribute', names: ['traceId'] }, { kind: 'equals', text: 'abc' })],
    ['traceId:4bf*', field('traceId', { kind: 'glob', pieces: ['4bf', ''] })],
    ['status:(404 OR >=500)', or([equals('status', '404'), range('status', 500, INF)])],
    ['timestamp:>=2026-11-21T10:00:00Z', { kind: 'time', min: NOW - 7_200_000, max: INF }],
    ['timestamp:<now-1h', { kind: 'time', min: NEG, max: NOW - 3_600_001 }],
    ['time:15m', { kind: 'time', min: NOW - 900_000, max: NOW - 900_000 }],
    ['timestamp:2026-11-21', { kind: 'time', min: NOW - 43_200_000, max: NOW + 43_200_000 - 1 }],
    ['timestamp:"2026-11-21 12:00"', { kind: 'time', min: NOW, max: NOW + 59_999 }],
    ['timestamp:2026-11-21T12:00:00Z', { kind: 'time', min: NOW, max: NOW + 999 }],
    ['timestamp:[2026-11-21 TO 2026-11-22}', { kind: 'time', min: NOW - 43_200_000, max: NOW + 43_200_000 - 1 }],
    ['expires:>=2026-11-21T12:00:00Z', range('expires', NOW, INF, { isTime: true })],
    ['observedAt:>=2026-11-21T12:00:00Z', range('observedAt', NOW, INF, { isTime: true })],
  ])('%j', (text, filter) => expect(parse(text)).toEqual(filter));
});

describe('what is pasted from a log', () => {
  test.each<[string, Filter]>([
    ['localhost:8080', pasted('localhost', '8080')],
    ['db-1.internal:5432', pasted('db-1.internal', '5432')],
    ['nginx:1.25', pasted('nginx', '1.25')],
    ['sha256:9f86d081884c7d65', pasted('sha256', '9f86d081884c7d65')],
    ['de:ad:be:ef:00:01', pasted('de', 'ad:be:ef:00:01')],
    ['00:1b:44:11:3a:b7', loose('00', '1b:44:11:3a:b7')],
    ['arn:aws:s3:::bucket/key', pasted('arn', 'aws:s3:::bucket/key')],
    ['baz.go:123', pasted('baz.go', '123')],
    ['std::vector', phrase('std::vector')],
    ['std::map<int>::at', phrase('std::map<int>::at')],
    ['message::x', phrase('message::x')],
    ['fe80::1', phrase('fe80::1')],
    ['fe80::1%eth0', phrase('fe80::1%eth0')],
    ['C:\\Program Files', and([pasted('C', '\\Program'), phrase('Files')])],
    ['"C:\\Program Files"', phrase('C:\\Program Files')],
    ['\\\\server\\share', phrase('\\server\\share')],
    ['\\AND', phrase('AND')],
    ['\\ANDY', phrase('\\ANDY')],
  ])('%s', (text, filter) => expect(parse(text)).toEqual(filter));

  const found = [
    ['localhost:8080', 'dial tcp LOCALHOST:8080: refused'],
    ['db-1.internal:5432', 'connect db-1.internal:5432'],
    ['std::vector', 'in std::vector<int>::at'],
    ['nginx:1.25', 'pulling nginx:1.25'],
    ['nginx:1.*', 'pulling nginx:1.25-alpine'],
    ['sha256:9f86d081884c', 'image sha256:9f86d081884c'],
    ['00:1b:44:11:3a:b7', 'mac 00:1B:44:11:3A:B7'],
    ['de:ad:be:ef:00:01', 'mac de:ad:be:ef:00:01'],
    ['fe80::1', 'from fe80::1%eth0'],
    ['arn:aws:s3:::bucket/key', 'denied on arn:aws:s3:::bucket/key'],
    ['baz.go:123', 'at baz.go:123 +0x1d'],
    ['C:\\Program Files', 'cannot open C:\\Program Files\\x'],
    ['"C:\\Program Files"', 'cannot open C:\\Program Files\\x'],
    ['localhost:8080', 'full width localhost：８０８０'],
  ] as const;
  test.each(found)('%s is found in %j, and in an attribute', (query, message) => {
    const matches = compilePredicate(parse(query));
    const record = { timestamp: 0, observedAt: 0, service: 's', severity: 'INFO', severityNumber: 9 } as const;
    expect(matches({ ...record, message })).toBe(true);
    expect(matches({ ...record, message: '', attributes: { error: message } })).toBe(true);
    expect(matches({ ...record, message: 'localhost 8080 std vector', attributes: { x: 8080 } })).toBe(false);
  });

  test('a condition that can only be a field is not a text', () => {
    const record = { timestamp: 0, observedAt: 0, service: 's', severity: 'INFO', severityNumber: 9 } as const;
    for (const query of ['a:("1")', 'a:(1 OR 2)', 'attributes.a:1', 'a:>0', 'attributes.a:*', 'service:1']) {
      expect(compilePredicate(parse(query))({ ...record, message: `it says a:1 a:"1" service:1 attributes.a:2` })).toBe(
        false,
      );
    }
  });
});

test('every character that folds to a colon is read as one', () => {
  const record = { timestamp: 0, observedAt: 0, service: 's', severity: 'INFO', severityNumber: 9 } as const;
  for (let code = 128; code < 65_536; code++) {
    const folded = foldText(String.fromCharCode(code));
    if (!folded.includes(':') || folded.includes('::')) continue;
    expect(compilePredicate(parse('a:b'))({ ...record, message: `a${String.fromCharCode(code)}b` })).toBe(true);
  }
});
