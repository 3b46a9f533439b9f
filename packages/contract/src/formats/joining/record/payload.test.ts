import { describe, expect, it } from 'vitest';
import { group } from '../../samples/events/lines-for-tests.ts';

const docker = (text: string) => JSON.stringify({ log: `${text}\n`, stream: 'stdout', time: '2026-05-14T10:00:00.1Z' });
const NEXT = '2026-05-14 10:00:01,500 INFO [main] a.Main - next';
const BODY = '2026-05-14 10:00:00,500 DEBUG [main] a.Rest - body:';
const PLAIN = '2026-05-14 10:00:00,500 DEBUG [main] a.Rest - the answer has come';
const LOG = '{"level":"error","message":"not a log"}';

describe('an indented line with a time', () => {
  it.each([
    ['of a statement in PostgreSQL', '\t2026-05-13 10:00:00 FATAL: injected'],
    ['of a text', '    2026-05-13 10:00:00 ERROR [x] c.D - quoted'],
    ['of a text in the form of Go', '    2026/05/13 10:00:00 [ERR] quoted'],
  ])('%s belongs to the line with a time above', (_, line) => {
    const record = [PLAIN, line, 'and below'];
    expect(group([...record, NEXT])).toEqual([record.join('\n'), NEXT]);
    const wrapped = record.map(docker);
    expect(group([...wrapped, docker(NEXT)])).toEqual([wrapped.join('\n'), docker(NEXT)]);
  });

  it('is a record in a file whose lines are indented, though one of them is not', () => {
    const indented = Array.from({ length: 20 }, (_, i) => `    2026/05/14 10:00:${10 + i} [INFO] serf: event ${i}`);
    expect(group(['==> Log data will now stream in:', '', ...indented])).toHaveLength(21);
    expect(group(['2026/05/14 10:00:00 [INFO] starting', ...indented])).toHaveLength(21);
  });

  it('of Zabbix is a record', () => {
    const lines = ['12813:20260514:100000.123 starting', '   813:20260514:100000.124 agent #1 started'];
    expect(group(['2026-05-14 10:00:00 INFO starting', ...lines])).toHaveLength(3);
  });
});

describe('what looks like a record below a line with a time', () => {
  it.each([
    ['an object', [LOG]],
    ['an object over some lines', ['{', '  "level": "error",', '  "message": "x"', '}']],
    ['pairs', ['level=error msg="x"']],
    ['severities', ['ERROR: foo', 'WARN bar', 'fatal']],
    ['clocks', ['10:00:01 start', '10:00:02 end']],
  ])('belongs to it when it announces a text: %s', (_, text) => {
    const record = [BODY, ...text];
    expect(group([...record, NEXT])).toEqual([record.join('\n'), NEXT]);
    expect(group([...record, NEXT].map(docker))).toHaveLength(2);
  });

  it('belongs to a request that is printed', () => {
    const request = ['2026-05-14 10:00:00 DEBUG >> "POST /x HTTP/1.1[\\r][\\n]"', 'Host: x', 'X-Severity: error', ''];
    for (const body of ['{"a":1}', LOG]) expect(group([...request, body, NEXT])).toHaveLength(2);
  });

  it.each([
    ['a trace', ['java.lang.X: y', '\tat a.b(C.java:1)']],
    ['a text', ['text below']],
    ['fields without a request', ['Host: x', 'Status: ready']],
  ])('is a record behind the blank line of %s, which announces nothing', (_, text) => {
    const record = [PLAIN, ...text, ''];
    for (const line of [
      '{"level":"info","message":"started"}',
      'ERROR: database is gone',
      'level=error msg=x',
      '10:00:01 x',
    ]) {
      expect(group([...record, line, NEXT])).toEqual([record.join('\n'), line, NEXT]);
    }
  });

  it('is a record behind the second blank line of a request, and behind a request without fields', () => {
    const request = '2026-05-14 10:00:00 DEBUG >> "POST /x HTTP/1.1[\\r][\\n]"';
    expect(group([request, 'Host: x', '', '{"a":1}', '', 'ERROR: database is gone'])).toHaveLength(2);
    expect(group([request, 'text below', '', 'ERROR: database is gone'])).toHaveLength(2);
    expect(group([request, '', 'ERROR: database is gone'])).toHaveLength(2);
  });

  it.each([
    ['a log line of JSON', LOG],
    ['a severity', 'ERROR: relation does not exist'],
    ['pairs', 'level=error msg=x'],
    ['an object', '{"a":1}'],
  ])('is of another program when nothing announces it: %s', (_, line) => {
    expect(group([PLAIN, line, NEXT])).toEqual([PLAIN, line, NEXT]);
  });

  it.each([
    ['an object', '{"time":"2026-05-14T10:00:00Z","level":"error"}'],
    ['pairs', 'time=2026-05-14T10:00:00Z level=error msg=x'],
    ['an access log', '10.0.0.1 - - [14/May/2026:10:00:01 +0000] "GET / HTTP/1.1" 500 12'],
  ])('is a record with a time of its own: %s', (_, line) => {
    expect(group([BODY, line, NEXT])).toEqual([BODY, line, NEXT]);
  });

  it('is a record when more than ten of its kind follow', () => {
    for (const line of [LOG, '{"a":1}', 'ERROR: foo']) {
      expect(group([BODY, ...Array(10).fill(line), NEXT])).toHaveLength(2);
      expect(group([BODY, ...Array(500).fill(line), NEXT])).toHaveLength(502);
    }
  });

  it('is read by the rules of version 5 where these have read it', () => {
    expect(group([BODY, LOG, '\t2026-05-13 10:00:00 FATAL: x', NEXT], 5)).toHaveLength(4);
  });
});

describe('prose below a line whose time is not the first word', () => {
  it.each([
    ['Redis', '1:M 14 May 2026 10:00:00.500 # Redis 7.0.0 crashed by signal: 11, si_code: 1'],
    ['a severity first', 'ERROR 2026-05-14 10:00:00,500 [main] a.Rest - no answer'],
    ['Cassandra', 'ERROR [Native-Transport-1] 2026-05-14 10:00:00,500 Message.java:12 - no answer'],
    ['CouchDB', '[error] 2026-05-14T10:00:00.500000Z nonode@nohost <0.1.0> -------- no answer'],
    ['Tornado', '[E 260514 10:00:00 web:1] no answer'],
    ['Nest', '[Nest] 813  - 05/14/2026, 10:00:00 AM   ERROR [Shop] no answer'],
  ])('belongs to it: %s', (_, head) => {
    const record = [head, '', '------ STACK TRACE ------', 'EIP:', 'shop *:6379(a+0x1)[0x55]', '# Server', 'hz:10'];
    expect(group([...record, head])).toEqual([record.join('\n'), head]);
    expect(group([...record, head], 5).length).toBeGreaterThan(2);
  });
});
