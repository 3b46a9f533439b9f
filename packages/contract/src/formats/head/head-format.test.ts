import { describe, expect, test } from 'vitest';
import { createLineParser } from '../create-line-parser.ts';

const AT = Date.UTC(2024, 4, 14, 10);
const parse = (line: string) => createLineParser({ format: 'auto', fallbackService: 'app' }).parse(line, 7);

describe('a line that begins with a day and a time', () => {
  test.each([
    ['nginx', '2024/05/14 10:00:00 [error] 17#0: *1 open() failed', AT, 'ERROR', '*1 open() failed'],
    ['Go', '2024/05/14 10:00:00 main.go:7: hello', AT, 'INFO', 'main.go:7: hello'],
    ['dpkg', '2024-05-14 10:00:00 status installed man-db:amd64', AT, 'INFO', 'status installed man-db:amd64'],
    ['a program that begins with capitals', '2024-05-14 10:00:00 GET /x', AT, 'INFO', 'GET /x'],
    ['a severity and no more', '2024-05-14 10:00:00 ERROR', AT, 'ERROR', 'ERROR'],
  ])('as of %s has its time and its severity', (_, line, timestamp, severity, message) => {
    expect(parse(line)).toMatchObject({ timestamp, severity, message, service: 'app' });
  });

  test('keeps fractions of a millisecond, and further lines', () => {
    expect(parse('2024-05-14 10:00:00.123456 x\n  at y')).toMatchObject({ nanos: 456_000, message: 'x\n  at y' });
  });

  test.each([
    ['a day that does not exist', '2024-02-31 10:00:00 hello'],
    ['a number behind the time', '2024-05-14 10:00:00123 hello'],
    ['a day alone', '2024-05-14 hello'],
  ])('with %s is kept whole, with the time of reading', (_, line) => {
    expect(parse(line)).toMatchObject({ timestamp: 7, message: line });
  });
});

describe('a zone whose name is that of several', () => {
  const read = (timeZone: string | undefined, line: string) =>
    createLineParser({ format: 'auto', fallbackService: 'app', timeZone }).parse(line, 7);
  const LINE = '2024-05-14 10:00:00.123 IST [813] ERROR:  no stock';

  test.each([
    ['Asia/Kolkata', LINE, '2024-05-14T04:30:00.123Z'],
    ['Asia/Calcutta', LINE, '2024-05-14T04:30:00.123Z'],
    ['+05:30', LINE, '2024-05-14T04:30:00.123Z'],
    ['Europe/Dublin', LINE, '2024-05-14T09:00:00.123Z'],
    ['Asia/Jerusalem', LINE.replace('-05-', '-01-'), '2024-01-14T08:00:00.123Z'],
    ['Europe/London', LINE.replace('IST', 'BST'), '2024-05-14T09:00:00.123Z'],
    ['Asia/Dubai', 'Tue May 14 10:00:00.123 GST 2024 [813] ERROR:  no stock', '2024-05-14T06:00:00.123Z'],
  ])('is that of the source, where its clocks are called so: %s', (timeZone, line, time) => {
    const record = read(timeZone, line);
    expect(new Date(record.timestamp).toISOString()).toBe(time);
    expect(record).toMatchObject({ severity: 'ERROR', message: 'no stock' });
    expect(record.attributes).not.toHaveProperty(['log.clock']);
  });

  test.each([undefined, 'UTC', 'Europe/London'])('says no time elsewhere, in the zone %s', (timeZone) => {
    const borrowed: string[] = [];
    const parser = createLineParser({ format: 'auto', fallbackService: 'app', timeZone });
    const record = parser.parse(LINE, 7, { onBorrowedTime: (_, what) => borrowed.push(what) });
    expect(record).toMatchObject({ timestamp: 7, severity: 'ERROR', message: 'no stock' });
    expect(record.attributes).toMatchObject({ 'log.clock': '2024-05-14 10:00:00.123 IST' });
    expect(borrowed).toEqual(['time']);
  });

  test('leaves the time of an envelope', () => {
    const line = `Mar  9 08:15:30 web-1 postgres[813]: ${LINE}`;
    const at = Date.UTC(2026, 2, 10);
    expect(createLineParser({ format: 'auto', fallbackService: 'app' }).parse(line, at)).toMatchObject({
      timestamp: Date.UTC(2026, 2, 9, 8, 15, 30),
      severity: 'ERROR',
    });
  });
});

describe('a severity', () => {
  test('of another language that is a word of English needs capitals', () => {
    expect(parse('grave: where the old server lies')).toMatchObject({ severity: 'INFO' });
    expect(parse('GRAVE: disco pieno')).toMatchObject({ severity: 'ERROR', message: 'disco pieno' });
  });

  test.each([
    ['the first of several', '2024-05-14 10:00:00 FATAL Error while starting', 'FATAL', 'Error while starting'],
    ['in front of words that name others', '2024-05-14 10:00:00 WARN Default value used', 'WARN', 'Default value used'],
    ['in front of HTTP', '2024-05-14 10:00:00 ERROR HTTP request failed', 'ERROR', 'HTTP request failed'],
    ['behind a word of a few', '2024-05-14 10:00:00 the disk has an ERROR', 'ERROR', 'the disk has an ERROR'],
    ['with a number', '2024-05-14 10:00:00 [app] WARN3 slow', 'WARN', 'slow'],
  ])('%s', (_, line, severity, message) => {
    expect(parse(line)).toMatchObject({ severity, message, service: 'app' });
  });

  test.each([
    'there was no error',
    'a b c d e ERROR',
    'New alert created by bob',
    'Loading config from /etc/shop.yaml',
    'Using default settings',
    'Today I restarted the server',
    'Rotating log file',
    'Stack trace follows now',
    'HTTP server listening on :8080',
    'no error found',
    'Debug mode is on',
    'Info page was opened',
  ])('is not taken out of a sentence: %s', (text) => {
    expect(parse(`2024-05-14 10:00:00 ${text}`)).toMatchObject({ severity: 'INFO', message: text, service: 'app' });
    expect(parse(text)).toMatchObject({ severity: 'INFO', message: text, service: 'app' });
  });

  test('of small letters alone leaves the sentence as it is', () => {
    expect(parse('error: no such file')).toMatchObject({ severity: 'ERROR', message: 'error: no such file' });
    expect(parse('TypeError: x is undefined')).toMatchObject({
      severity: 'ERROR',
      message: 'TypeError: x is undefined',
    });
  });
});

test.each([
  ['10:00:00,123', '2024-05-14 10:00:00,123 ERROR org.example.Shop: x'],
  ['a severity', '2024-05-14 10:00:00 ERROR HTTP request failed'],
  ['a process', '2024-05-14 10:00:00 8 [ERROR] x'],
  ['a thread', '2024-05-14 10:00:00 http-nio-8080-exec-1 ERROR x'],
  ['an id', '2024-05-14T10:00:00Z 8131aaaa-0000-4000-8000-000000000000 ERROR x'],
  ['a user and a database', '2024-05-14 10:00:00 UTC [31] app@shop ERROR:  x'],
  ['punctuation', '2024-05-14 10:00:00 - - ERROR - x'],
  ['a bracket', '2024-05-14 10:00:00 [main] ERROR x'],
])('%s is not a service', (_, line) => {
  expect(parse(line)).toMatchObject({ severity: 'ERROR', service: 'app' });
});

test('what is not known ends the head, and nothing of it is lost', () => {
  const { attributes, message } = parse('2024-05-14 10:00:00 [a] [b] [c] [d] ERROR [e f] x');
  expect(JSON.stringify([attributes, message])).toMatch(/a.*b.*c.*d.*e f.* x/);
});

test('of objects behind words keeps what stands before them', () => {
  const { attributes } = parse('[813] 2024-05-14 10:00:00 shop stock {"msg":"low","left":2}');
  expect(attributes).toMatchObject({ left: 2, 'log.prefix': 'shop stock', 'process.pid': 813 });
});

describe('a logger', () => {
  test.each([
    ['o.a.c.c.C.[.[.[/].[dispatcherServlet]    : ', 'o.a.c.c.C.[.[.[/].[dispatcherServlet]'],
    ['o.a.c.c.C.[Tomcat].[localhost].[/]       : ', 'o.a.c.c.C.[Tomcat].[localhost].[/]'],
  ])('of a container of Tomcat: %s', (head, logger) => {
    const line = `2024-05-14T10:00:00.123Z ERROR 32137 --- [nio-8080-exec-1] ${head}Servlet.service() threw`;
    const record = parse(line);
    expect(record).toMatchObject({ severity: 'ERROR', message: 'Servlet.service() threw' });
    expect(record.attributes).toMatchObject({ 'log.logger': logger, 'thread.name': 'nio-8080-exec-1' });
  });
});

describe('a head with the message on further lines', () => {
  test.each([
    [
      'behind a logger',
      'ERROR 24672 --- [main] o.s.b.d.LoggingFailureAnalysisReporter   : ',
      '\n\n*****\nFAILED\n',
      '*****\nFAILED',
    ],
    [
      'of an exception',
      'ERROR [main] c.e.Shop - ',
      '\njava.io.IOException: no\n\tat c.e.Shop.run(Shop.java:7)',
      'java.io.IOException: no\n\tat c.e.Shop.run(Shop.java:7)',
    ],
    ['that are indented', 'INFO [main] c.e.Shop : ', '\n   a\n   b', '   a\n   b'],
  ])('%s', (_, head, further, message) => {
    const record = parse(`2024-05-14T10:00:00.123Z ${head}${further}`);
    expect(record).toMatchObject({ severity: head.split(' ')[0], message });
    expect(record.attributes).toHaveProperty(['log.logger']);
  });

  test.each([
    ['behind a time alone', '2024-05-14T10:00:00.123456+00:00\nThread 1 advanced', 'Thread 1 advanced'],
    ['in columns', '[2024/05/14 10:00:00,  0] a/b.c:1(main)\n  one\n    two', '  one\n    two'],
    [
      'behind a word in front',
      'Start-Date: 2024-05-14  10:00:00\nInstall: a',
      'Start-Date: 2024-05-14  10:00:00\nInstall: a',
    ],
  ])('%s', (_, text, message) => {
    expect(parse(text).message).toBe(message);
  });

  test('and none there stays whole', () => {
    expect(parse('2024-05-14T10:00:00.123Z ERROR [main] c.e.Shop - \n').message).toContain('c.e.Shop');
  });
});
