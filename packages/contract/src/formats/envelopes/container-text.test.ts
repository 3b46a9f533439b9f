import { describe, expect, it } from 'vitest';
import { createLineJoiner, createLineParser, type FormatName } from '../index.ts';

const OBSERVED_AT = Date.UTC(2026, 10, 21, 12);
const parse = (text: string, format: FormatName = 'auto') =>
  createLineParser({ format, fallbackService: 'app' }).parse(text, OBSERVED_AT);
const docker = (log: string, stream = 'stdout', others = {}) =>
  JSON.stringify({ log, stream, ...others, time: '2026-11-21T11:50:44.295651148Z' });

/** All records of some lines, parsed. */
function recordsOf(lines: readonly string[]) {
  const joiner = createLineJoiner();
  const records = lines.flatMap((line) => joiner.push(line));
  return [...records, ...joiner.flush()].map((record) => parse(record));
}

describe('Docker json-file', () => {
  it('takes the time of Docker for a line that says none', () => {
    expect(parse(docker('hello world\n', 'stderr'))).toEqual({
      timestamp: Date.parse('2026-11-21T11:50:44.295Z'),
      nanos: 651_148,
      observedAt: OBSERVED_AT,
      service: 'app',
      severity: 'INFO',
      severityNumber: 9,
      message: 'hello world',
      attributes: { 'log.iostream': 'stderr' },
    });
  });

  it('reads the inner line by its own format', () => {
    const line =
      '{"log":"{\\"t\\":{\\"$date\\":\\"2026-11-21T11:50:44.294+00:00\\"},\\"s\\":\\"I\\",  \\"c\\":\\"CONTROL\\",  \\"id\\":23285,   \\"ctx\\":\\"-\\",\\"msg\\":\\"Automatically disabling TLS 1.0\\"}\\n","stream":"stdout","time":"2026-11-21T11:50:44.295651148Z"}';
    expect(parse(line)).toMatchObject({
      timestamp: Date.parse('2026-11-21T11:50:44.294Z'),
      observedAt: OBSERVED_AT,
      service: 'mongod',
      message: 'Automatically disabling TLS 1.0',
      attributes: { 'log.iostream': 'stdout', 'container.log.time': '2026-11-21T11:50:44.295651148Z' },
    });
    expect(parse(docker('1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 500 5 "-" "-"\n'))).toMatchObject({
      severity: 'ERROR',
      attributes: { 'client.address': '1.2.3.4', 'log.iostream': 'stdout' },
    });
    expect(parse(docker('<13>Nov 20 10:00:00 h cron: x\n')).timestamp).toBe(Date.UTC(2026, 10, 20, 10));
  });

  it('keeps attributes that Docker adds, and a stream that the program names too', () => {
    expect(
      parse(docker('{"msg":"x","log.iostream":"mine"}\n', 'stdout', { attrs: { tag: 'shop' } })).attributes,
    ).toMatchObject({
      'log.iostream': 'mine',
      'log.iostream.2': 'stdout',
      'container.log.attrs.tag': 'shop',
    });
  });

  it('named as format takes the keys in any order', () => {
    const line = '{"time":"2026-11-21T11:50:44Z","stream":"stdout","log":"level=error msg=boom\\n"}';
    expect(parse(line, 'docker')).toMatchObject({ severity: 'ERROR', message: 'boom' });
    expect(parse('no docker', 'docker').message).toBe('no docker');
  });

  it('is not seen in other JSON with a key log', () => {
    expect(parse('{"log":"hello","level":"error"}')).toMatchObject({ message: 'hello', severity: 'ERROR' });
    expect(parse('{"log":"hello","stream":"stdout"').message).toBe('{"log":"hello","stream":"stdout"');
  });

  it('keeps a text in place of the time', () => {
    const line = '{"log":"x\\n","stream":"stdout","time":"then"}';
    expect(parse(line)).toMatchObject({ timestamp: OBSERVED_AT, attributes: { 'container.log.time': 'then' } });
  });

  it('puts a stack trace together that was wrapped line by line', () => {
    const records = recordsOf(
      [
        '2024-05-14T10:00:00Z shop ERROR cannot pay\n',
        'TypeError: x is undefined\n',
        '    at pay (/app/pay.js:3:9)\n',
        '    at main (/app/main.js:1:1)\n',
        'ERROR next\n',
      ].map((log) => docker(log, 'stderr')),
    );
    expect(records.map((record) => record.message)).toEqual([
      'cannot pay\nTypeError: x is undefined\n    at pay (/app/pay.js:3:9)\n    at main (/app/main.js:1:1)',
      'next',
    ]);
    expect(records[0]).toMatchObject({ service: 'shop', severity: 'ERROR' });
  });

  it('puts a line together that Docker cut at 16 KiB', () => {
    const line = JSON.stringify({ level: 'error', msg: 'x'.repeat(40_000) });
    const parts = [line.slice(0, 16_384), line.slice(16_384, 32_768), `${line.slice(32_768)}\n`];
    const records = recordsOf([docker('before\n'), ...parts.map((part) => docker(part)), docker('{"msg":"after"}\n')]);
    expect(records.map(({ message }) => message)).toEqual(['before', 'x'.repeat(40_000), 'after']);
    expect(records[1]?.severity).toBe('ERROR');
  });

  describe('written anew', () => {
    const time = '2026-11-21T11:50:44.295651148Z';
    const messagesOf = (objects: readonly object[]) =>
      recordsOf(objects.map((object) => JSON.stringify(object))).map(({ message }) => message);

    it.each([
      ["of a CRI parser's output", (log: string) => ({ time, stream: 'stdout', logtag: 'F', log })],
      ['in another order', (log: string) => ({ stream: 'stdout', time, log })],
      ['with keys of a collector behind', (log: string) => ({ log, stream: 'stdout', time, kubernetes: {} })],
      ['with keys of a collector between', (log: string) => ({ log, stream: 'stdout', host: 'a', time })],
      ['of other streams', (log: string) => ({ log, stream: 'video', time })],
    ])('%s: lines without a line break are records', (_name, wrapped) => {
      expect(messagesOf([wrapped('INFO one'), wrapped('INFO two'), wrapped('INFO three')])).toEqual([
        'one',
        'two',
        'three',
      ]);
    });

    it('puts a trace together, also without line breaks', () => {
      const wrapped = ['ERROR a', '    at b (a.js:1:2)', 'INFO c'].map((log) => ({ stream: 'stderr', time, log }));
      expect(messagesOf(wrapped)).toEqual(['a\n    at b (a.js:1:2)', 'c']);
    });

    it.each([
      ['behind', (log: string) => ({ log, stream: 'stderr', time, kubernetes: { pod_name: 'a' } })],
      ['between', (log: string) => ({ log, host: 'a', stream: 'stderr', time })],
    ])('puts a trace together where keys of a collector stand %s and spaces among all', (_name, wrapped) => {
      const trace = ['Error: a', '    at b (/app/b.js:1:2) {', '  code: 42', '}'];
      const spaced = (log: string) => JSON.stringify(wrapped(log)).replaceAll('":', '": ').replaceAll(',"', ', "');
      expect(recordsOf([...trace, 'ready'].map((log) => spaced(`${log}\n`))).map(({ message }) => message)).toEqual([
        trace.join('\n'),
        'ready',
      ]);
    });

    it('puts a line together whose first part has 16 KiB', () => {
      const part = 'ö'.repeat(8 * 1024);
      expect(messagesOf([part, 'end\n', 'next\n'].map((log) => ({ stream: 'stderr', time, log })))).toEqual([
        `${part}end`,
        'next',
      ]);
    });

    it('leaves objects with other keys, or another stream, to the readers of objects', () => {
      const traceId = '0af7651916cd43dd8448eb211c80319c';
      const application = { time, severity: 'CRITICAL', service: 'pay', stream: 'stderr', log: 'x', traceId };
      expect(parse(JSON.stringify(application))).toMatchObject({ service: 'pay', severity: 'ERROR', traceId });
      const ofKubernetes = { stream: 'stderr', log: 'x', time, kubernetes: { container_name: 'pay' } };
      expect(parse(JSON.stringify(ofKubernetes))).toMatchObject({ service: 'pay' });
      const withLevel = { time, level: 'error', stream: 'stdout', log: 'x' };
      expect(parse(JSON.stringify(withLevel))).toMatchObject({ severity: 'ERROR', attributes: { stream: 'stdout' } });
      expect(parse(JSON.stringify({ time, stream: 'video', log: 'x' })).attributes).toEqual({ stream: 'video' });
    });

    it('reads what Docker wrote in another order', () => {
      const attributes = { 'log.iostream': 'stderr', 'container.log.attrs.tag': 'shop' };
      const line = JSON.stringify({ attrs: { tag: 'shop' }, time, stream: 'stderr', log: 'ERROR x' });
      expect(parse(line)).toMatchObject({ severity: 'ERROR', message: 'x', attributes });
    });
  });

  it('does not put lines of different streams together', () => {
    const records = recordsOf([docker('error\n', 'stderr'), docker('  indented\n', 'stdout')]);
    expect(records.map(({ message }) => message)).toEqual(['error', '  indented']);
  });
});

it('a row of a table is not a line of docker compose', () => {
  expect(parse('foo-1  | 12')).toMatchObject({ service: 'app', message: 'foo-1  | 12' });
  expect(parse('foo-1  | running | 3 days')).toMatchObject({ service: 'app' });
  expect(parse('web-1  | Server listens on 3000')).toMatchObject({
    service: 'web-1',
    message: 'Server listens on 3000',
  });
});

describe('CRI', () => {
  it('reads the inner line by its own format', () => {
    expect(parse('2016-10-06T00:17:09.669794202Z stdout F {"level":"warn","msg":"The content"}')).toMatchObject({
      timestamp: Date.parse('2016-10-06T00:17:09.669Z'),
      nanos: 794_202,
      severity: 'WARN',
      message: 'The content',
      attributes: { 'log.iostream': 'stdout' },
    });
    expect(parse('2016-10-06T00:17:09Z stderr F', 'cri').message).toBe('');
  });

  it('is never taken for a plain line of service stdout and severity F', () => {
    expect(parse('2016-10-06T00:17:09.669794202Z stdout F log message')).toMatchObject({
      service: 'app',
      severity: 'INFO',
    });
  });

  it('puts parts and the lines of a goroutine dump together', () => {
    const records = recordsOf([
      '2023-05-15T00:29:00.060915154Z stderr P panic: ',
      '2023-05-15T00:29:00.060935029Z stderr F boom',
      '2023-05-15T00:29:00.060945423Z stderr F ',
      '2023-05-15T00:29:00.060953584Z stderr F goroutine 284 [running]:',
      '2023-05-15T00:29:00.060983898Z stderr F \t/usr/local/go/src/runtime/panic.go:1047 +0x5d',
      '2023-05-15T00:29:01.060983898Z stderr F unrelated',
    ]);
    expect(records.map(({ message }) => message)).toEqual([
      'panic: boom\n\ngoroutine 284 [running]:\n\t/usr/local/go/src/runtime/panic.go:1047 +0x5d',
      'unrelated',
    ]);
  });
});
