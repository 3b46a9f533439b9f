import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineParser, type FormatName } from '../index.ts';

const OBSERVED_AT = Date.UTC(2026, 10, 21, 12);
const parse = (text: string, format: FormatName = 'auto') =>
  createLineParser({ format, fallbackService: 'app' }).parse(text, OBSERVED_AT);

describe('logfmt', () => {
  it('of logrus', () => {
    expect(
      parse('time="2015-03-26T01:27:38-04:00" level=warning msg="The group\'s number increased" number=122 omg=true'),
    ).toEqual({
      timestamp: Date.parse('2015-03-26T05:27:38Z'),
      observedAt: OBSERVED_AT,
      service: 'app',
      severity: 'WARN',
      severityNumber: 13,
      severityText: 'warning',
      message: "The group's number increased",
      attributes: { number: 122, omg: true },
    });
  });

  it('of go-kit, with service and trace', () => {
    expect(
      parse(
        'ts=2024-05-14T10:00:00.123456789Z level=error app=loki traceID=4bf92f3577b34da6a3ce929d0e0e4736 msg=failed err="EOF \\"x\\""',
      ),
    ).toMatchObject({
      timestamp: Date.parse('2024-05-14T10:00:00.123Z'),
      nanos: 456_789,
      service: 'loki',
      severity: 'ERROR',
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      message: 'failed',
      attributes: { err: 'EOF "x"' },
    });
  });

  it('without a message keeps the line as the message', () => {
    const line =
      'at=info method=GET path="/a?b=c" host=shop.example.com dyno=web.1 connect=1ms service=18ms status=200';
    expect(parse(line)).toMatchObject({
      message: line,
      service: 'app',
      attributes: { status: 200, connect: '1ms', service: '18ms' },
    });
  });

  it('makes numbers only of what can be written back', () => {
    expect(parse('a=007 b=1e3 c=1.50 d=-1.5 e=12345678901234567890 f=false g=0 msg=1').attributes).toEqual({
      a: '007',
      b: '1e3',
      c: '1.50',
      d: -1.5,
      e: 12345678901234567890n,
      f: false,
      g: 0,
    });
  });

  it('unescapes quoted values', () => {
    expect(parse('a="x\\ny\\t\\u00e9\\x41\\q\\\\" msg=m').attributes).toEqual({ a: 'x\ny\té' + 'A\\q\\' });
  });

  it('keeps a key that stands twice, an empty value and __proto__', () => {
    expect(parse('a=1 a=2 b= __proto__=x msg=m').attributes).toMatchObject({ a: 1, 'a.2': 2, b: '' });
    expect(Object.hasOwn(parse('a=1 __proto__=x msg=m').attributes ?? {}, '__proto__')).toBe(true);
  });

  it('named as format also takes words without a value', () => {
    expect(parse('debug msg=hello retry', 'logfmt')).toMatchObject({
      message: 'hello',
      attributes: { debug: true, retry: true },
    });
  });

  it.each([
    'the sum a=1 is right',
    'a=1',
    'a="open b=2',
    'a="x"y b=2',
    'a=x"y b=2',
    '=1 b=2',
    'x "a=1" b=2',
    'see https://example.com/?a=1&b=2',
  ])('is not detected in %s', (line) => {
    expect(parse(line)).toMatchObject({ message: line });
    expect(parse(line).attributes).toBeUndefined();
  });

  it('is not seen in a hostile line of very many pairs', () => {
    const line = 'a=1 '.repeat(60_000).trim();
    expect(parse(line).message.slice(0, 100)).toBe(line.slice(0, 100));
  });

  it('loses no value', () => {
    const key = fc.stringMatching(/^x[a-z]{1,6}$/);
    const value = fc.string({ maxLength: 15 });
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(key, value), { selector: ([name]) => name, minLength: 2 }), (pairs) => {
        const line = pairs.map(([name, text]) => `${name}=${JSON.stringify(text)}`).join(' ');
        const { attributes = {} } = parse(line);
        for (const [name, text] of pairs) expect(String(attributes[name])).toBe(text.toWellFormed());
      }),
      { numRuns: 300 },
    );
  });
});
