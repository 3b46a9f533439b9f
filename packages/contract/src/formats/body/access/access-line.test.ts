import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineParser } from '../../index.ts';

const OBSERVED_AT = Date.UTC(2026, 10, 21, 12);
const parser = createLineParser({ format: 'auto', fallbackService: 'web' });
const parse = (line: string) => parser.parse(line, OBSERVED_AT);

const FIREFOX = 'Mozilla/5.0 (X11; Ubuntu; Linux i686; rv:27.0) Gecko/20100101 Firefox/27.0';

describe('combined', () => {
  it('takes all parts of a line apart', () => {
    const line = `83.149.9.216 - - [17/May/2015:10:05:03 +0000] "GET /presentations/kibana-search.png?v=2&x= HTTP/1.1" 200 203023 "http://semicomplete.com/presentations/" "${FIREFOX}"`;
    expect(parse(line)).toEqual({
      timestamp: Date.UTC(2015, 4, 17, 10, 5, 3),
      observedAt: OBSERVED_AT,
      service: 'web',
      severity: 'INFO',
      severityNumber: 9,
      message: 'GET /presentations/kibana-search.png?v=2&x= 200',
      attributes: {
        'client.address': '83.149.9.216',
        'http.request.method': 'GET',
        'url.path': '/presentations/kibana-search.png',
        'url.query': 'v=2&x=',
        'network.protocol.version': '1.1',
        'http.response.status_code': 200,
        'http.response.body.size': 203023,
        'http.request.header.referer': 'http://semicomplete.com/presentations/',
        'user_agent.original': FIREFOX,
      },
    });
  });

  it('takes 5xx for ERROR, 4xx for WARN, all else for INFO', () => {
    const severityOf = (status: number) =>
      parse(`1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" ${status} 5 "-" "-"`).severity;
    expect([100, 200, 304, 399].map(severityOf)).toEqual(['INFO', 'INFO', 'INFO', 'INFO']);
    expect([400, 404, 499].map(severityOf)).toEqual(['WARN', 'WARN', 'WARN']);
    expect([500, 502, 599].map(severityOf)).toEqual(['ERROR', 'ERROR', 'ERROR']);
  });

  it('reads the time in its zone', () => {
    const timeOf = (time: string) => parse(`1.2.3.4 - - [${time}] "GET / HTTP/1.1" 200 5 "-" "-"`).timestamp;
    expect(timeOf('10/Oct/2000:13:55:36 -0700')).toBe(Date.parse('2000-10-10T20:55:36Z'));
    expect(timeOf('10/Oct/2000:13:55:37 -0700')).toBe(Date.parse('2000-10-10T20:55:37Z'));
    expect(timeOf('10/Oct/2000:14:55:37 -0700')).toBe(Date.parse('2000-10-10T21:55:37Z'));
    expect(timeOf('10/Oct/2000:13:55:37 +0530')).toBe(Date.parse('2000-10-10T08:25:37Z'));
    expect(timeOf('29/Feb/2024:23:59:60 +0000')).toBe(Date.parse('2024-03-01T00:00:00Z'));
  });

  it.each([
    '31/Jun/2015:10:05:03 +0000',
    '17/Foo/2015:10:05:03 +0000',
    '17/May/2015:24:05:03 +0000',
    '17/May/2015:10:60:03 +0000',
    '17/May/2015:10:05:61 +0000',
    '17/May/2015:10:05:03 00000',
    '17/May/2015:1a:05:03 +0000',
  ])('keeps a line whose time %s does not exist as it is', (time) => {
    const line = `1.2.3.4 - - [${time}] "GET / HTTP/1.1" 200 5 "-" "-"`;
    expect(parse(line)).toMatchObject({ message: line, timestamp: OBSERVED_AT });
    expect(parse(line).attributes).toBeUndefined();
  });

  it('knows users, IPv6 clients, virtual hosts and what was added at the end', () => {
    expect(
      parse('::1 - frank [10/Oct/2000:13:55:36 -0700] "GET / HTTP/2.0" 200 5 "-" "curl/8" "203.0.113.7" rt=0.003')
        .attributes,
    ).toMatchObject({
      'client.address': '::1',
      'user.name': 'frank',
      'network.protocol.version': '2.0',
      'access_log.extra': '"203.0.113.7" rt=0.003',
    });
    expect(
      parse('2001:db8::ff00:42:8329 id John Doe [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 5').attributes,
    ).toMatchObject({ 'client.address': '2001:db8::ff00:42:8329', 'access_log.ident': 'id', 'user.name': 'John Doe' });
    expect(
      parse('shop.example.com:443 198.51.100.4 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 5').attributes,
    ).toMatchObject({ 'client.address': '198.51.100.4', 'server.address': 'shop.example.com', 'server.port': 443 });
  });

  it('leaves absent parts out', () => {
    const { attributes, message } = parse('1.2.3.4 - - [17/May/2015:10:05:03 +0000] "-" 408 - "-" "-"');
    expect(message).toBe('- 408');
    expect(attributes).toEqual({ 'client.address': '1.2.3.4', 'http.response.status_code': 408 });
    expect(parse('1.2.3.4 - - [17/May/2015:10:05:03 +0000] "" 400 0 "" ""').attributes).toEqual({
      'client.address': '1.2.3.4',
      'http.response.status_code': 400,
      'http.response.body.size': 0,
    });
  });
});

describe('requests that are no path', () => {
  const attributesOf = (request: string) =>
    parse(`1.2.3.4 - - [17/May/2015:10:05:03 +0000] "${request}" 400 166 "-" "-"`).attributes;

  it.each([
    ['a TLS handshake', '\\x16\\x03\\x01\\x02\\x00\\x01\\x00\\x01\\xFC\\x03\\x03'],
    ['another protocol', 'MGLNDD_203.0.113.9_443 \\n'],
    ['a method in small letters', 'get / HTTP/1.1'],
    ['one word', 'GET'],
    ['a byte of zero', '\0\0GET / HTTP/1.0'],
    ['a leading space', ' GET / HTTP/1.0'],
  ])('keeps %s whole', (_what, request) => {
    expect(attributesOf(request)).toEqual({
      'client.address': '1.2.3.4',
      'http.response.status_code': 400,
      'http.response.body.size': 166,
      'url.original': request,
    });
  });

  it('keeps the URL of a proxy request and the authority of CONNECT', () => {
    expect(attributesOf('GET http://example.com/a?b HTTP/1.1')).toMatchObject({
      'url.original': 'http://example.com/a?b',
    });
    expect(attributesOf('CONNECT example.com:443 HTTP/1.1')).toMatchObject({ 'url.original': 'example.com:443' });
    expect(attributesOf('OPTIONS * HTTP/1.0')).toMatchObject({ 'url.original': '*', 'http.request.method': 'OPTIONS' });
  });

  it('reads targets with spaces, and HTTP/0.9', () => {
    expect(attributesOf('GET /a b c HTTP/1.1')).toMatchObject({
      'url.path': '/a b c',
      'network.protocol.version': '1.1',
    });
    expect(attributesOf('GET /a HTTP/')).toMatchObject({ 'url.path': '/a HTTP/' });
    expect(attributesOf('GET /old')).toMatchObject({ 'url.path': '/old' });
    expect(attributesOf('M-SEARCH /x HTTP/1.1')).toMatchObject({ 'http.request.method': 'M-SEARCH' });
  });
});

describe('quotation marks', () => {
  it('are not ended by an escaped one, so a client cannot forge a status', () => {
    const line =
      '1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET /\\" 200 5 \\"-\\" \\"x HTTP/1.1" 500 7 "a \\"b\\" c" "say \\"hi\\" \\\\"';
    expect(parse(line)).toMatchObject({
      severity: 'ERROR',
      attributes: {
        'url.path': '/\\" 200 5 \\"-\\" \\"x',
        'http.response.body.size': 7,
        'http.request.header.referer': 'a \\"b\\" c',
        'user_agent.original': 'say \\"hi\\" \\\\',
      },
    });
  });

  it('that nobody escaped do not lose text', () => {
    expect(
      parse('1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET /a"b HTTP/1.1" 404 5 "-" "an "odd" agent"').attributes,
    ).toMatchObject({ 'url.path': '/a"b', 'user_agent.original': 'an "odd', 'access_log.extra': 'agent"' });
    expect(parse('1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET /a\\" 404 5').attributes).toMatchObject({
      'url.path': '/a\\',
    });
  });

  it('that are missing end with the line', () => {
    const line =
      '46.118.127.106 - - [20/May/2015:12:05:17 +0000] "GET /scripts/configlib.py HTTP/1.1" 200 235 "-" "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html';
    expect(parse(line).attributes?.['user_agent.original']).toBe(
      'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html',
    );
  });
});

describe('common and cut lines', () => {
  it('end after the size or before it', () => {
    const line = '127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326';
    expect(parse(line).attributes).toEqual({
      'client.address': '127.0.0.1',
      'user.name': 'frank',
      'http.request.method': 'GET',
      'url.path': '/apache_pb.gif',
      'network.protocol.version': '1.0',
      'http.response.status_code': 200,
      'http.response.body.size': 2326,
    });
    expect(parse(line.slice(0, -5)).attributes?.['http.response.status_code']).toBe(200);
    expect(parse(`${line.slice(0, -5)} 12345678901234567890`).attributes).toMatchObject({
      'access_log.extra': '12345678901234567890',
    });
  });

  it('are kept as they are when the status is missing', () => {
    const line = '127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0"';
    expect(parse(line).message).toBe(line);
  });

  it('keep a stack trace that follows in the message', () => {
    const line = '127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 500 1\n    at x (y.js:1:2)';
    expect(parse(line).message).toBe('GET / 500\n    at x (y.js:1:2)');
  });

  it('are read under either name', () => {
    const line = '127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 1 "-" "x"';
    for (const format of ['combined', 'common'] as const) {
      const record = createLineParser({ format, fallbackService: 'web' }).parse(`${line}\r`, OBSERVED_AT);
      expect(record).toEqual(parse(line));
    }
  });
});

describe('limits', () => {
  it('cuts a huge value with a mark and replaces half a character', () => {
    const long = parse(`1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET /${'é'.repeat(40_000)} HTTP/1.1" 200 5 "-" "-"`);
    expect(String(long.attributes?.['url.path'])).toMatch(/… \[cut, \d+ bytes\] …é+$/);
    expect(long.attributes?.['log.truncated']).toBe('url.path');
    expect(Buffer.byteLength(String(long.attributes?.['url.path']))).toBeLessThanOrEqual(32 * 1024);
    expect(long.timestamp).toBe(Date.UTC(2015, 4, 17, 10, 5, 3));
    const half = parse('1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET /\ud83d HTTP/1.1" 200 5 "-" "-"');
    expect(half.attributes?.['url.path']).toBe('/\ufffd');
  });

  it('loses no word of a line, whatever stands in its parts', () => {
    const part = fc.string({
      unit: fc.constantFrom('a', 'b', ' ', '"', '\\', '[', ']', '-', '1', '/', '?'),
      maxLength: 20,
    });
    fc.assert(
      fc.property(
        part,
        part,
        part,
        part,
        fc.integer({ min: 100, max: 599 }),
        (user, request, referer, agent, status) => {
          const line = `9.9.9.9 - ${user} [17/May/2015:10:05:03 +0000] "${request}" ${status} 5 "${referer}" "${agent}"`;
          const record = parse(line);
          const kept = `${record.message} ${Object.values(record.attributes ?? {}).join(' ')}`;
          for (const word of `${user} ${request} ${referer} ${agent}`.match(/\w+/g) ?? []) expect(kept).toContain(word);
        },
      ),
      { numRuns: 500 },
    );
  });
});
