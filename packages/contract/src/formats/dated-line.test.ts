import { describe, expect, test } from 'vitest';
import { createLineParser } from './create-line-parser.ts';

const AT = Date.UTC(2024, 4, 14, 10);
const parse = (line: string) => createLineParser({ format: 'auto', fallbackService: 'app' }).parse(line, 7);

describe('a line that begins with a day and a time', () => {
  test.each([
    [
      'Python',
      '2024-05-14 10:00:00,123 - shop.db - ERROR - gone away',
      AT + 123,
      'ERROR',
      'shop.db - ERROR - gone away',
    ],
    [
      'Logback',
      '2024-05-14 10:00:00.123 [main] WARN  c.e.Shop - slow',
      AT + 123,
      'WARN',
      '[main] WARN  c.e.Shop - slow',
    ],
    ['Log4j', '2024-05-14 10:00:00,123 ERROR [main] c.e.Shop - x', AT + 123, 'ERROR', '[main] c.e.Shop - x'],
    [
      'Spring',
      '2024-05-14T12:00:00.123+02:00  INFO 17 --- [main] c.e.Shop : up',
      AT + 123,
      'INFO',
      '17 --- [main] c.e.Shop : up',
    ],
    ['Kafka', '[2024-05-14 10:00:00,123] FATAL [Broker id=0] no disk', AT + 123, 'FATAL', '[Broker id=0] no disk'],
    ['nginx', '2024/05/14 10:00:00 [error] 17#0: *1 open() failed', AT, 'ERROR', '17#0: *1 open() failed'],
    ['Go', '2024/05/14 10:00:00 main.go:7: hello', AT, 'INFO', 'main.go:7: hello'],
    ['MySQL', '2024-05-14T10:00:00.123456Z 0 [Warning] [MY-010068] CA', AT + 123, 'WARN', '0 [Warning] [MY-010068] CA'],
    [
      'PostgreSQL',
      '2024-05-14 12:00:00.123 CEST [17] ERROR:  no such table',
      AT + 123,
      'ERROR',
      '[17] ERROR:  no such table',
    ],
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
    ['a zone that has several meanings', '2024-05-14 10:00:00 IST hello'],
    ['a day that does not exist', '2024-02-31 10:00:00 hello'],
    ['a number behind the time', '2024-05-14 10:00:00123 hello'],
    ['a day alone', '2024-05-14 hello'],
  ])('with %s is kept whole, with the time of reading', (_, line) => {
    expect(parse(line)).toMatchObject({ timestamp: 7, message: line });
  });

  test('takes no small word of the message for a severity, and none far behind', () => {
    expect(parse('2024-05-14 10:00:00 there was no error')).toMatchObject({
      severity: 'INFO',
      message: 'there was no error',
    });
    expect(parse('2024-05-14 10:00:00 a b c d e ERROR')).toMatchObject({ severity: 'INFO' });
  });
});
