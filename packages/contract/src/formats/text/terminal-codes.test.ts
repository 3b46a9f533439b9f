import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineParser } from '../index.ts';
import { withoutEscapedColours } from './terminal-codes.ts';

const parser = createLineParser({ format: 'auto', fallbackService: 'app' });
const RED = '\u001b[31m';
const END = '\u001b[0m';

describe('links and titles for a terminal', () => {
  it.each([
    [
      'a link, which keeps its text',
      'see \u001b]8;;https://shop.example\u0007order 7\u001b]8;;\u0007 now',
      'see order 7 now',
    ],
    [
      'the other end of a link',
      'see \u001b]8;id=1;https://shop.example\u001b\\order 7\u001b]8;;\u001b\\ now',
      'see order 7 now',
    ],
    ['a title', '\u001b]0;shop: tests\u0007order 7', 'order 7'],
    ['a string for the device', '\u001bP1$r0m\u001b\\order 7', 'order 7'],
    ['one that never ends, which is text', '\u001b]8;;order 7', '\u001b]8;;order 7'],
  ])('%s', (_name, text, shown) => {
    expect(parser.parse(text, 1).message).toBe(shown);
    expect(parser.parse(JSON.stringify({ msg: text }), 1).message).toBe(shown);
    expect(JSON.parse(withoutEscapedColours(JSON.stringify(text)))).toBe(shown);
  });
});

describe('codes for a terminal inside JSON', () => {
  const entry = {
    level: `${RED}ERROR${END}`,
    service: `${RED}pay${END}`,
    msg: `${RED}it${END} broke`,
    a: { b: [RED] },
  };

  it('are left out of the message, the severity, the service and the attributes', () => {
    const record = parser.parse(JSON.stringify(entry), 1);
    expect(record).toMatchObject({
      message: 'it broke',
      severity: 'ERROR',
      service: 'pay',
      attributes: { 'a.b': '[""]' },
    });
  });

  it('are left out of what comes as a value', () => {
    const read = parser.parseObject(entry, () => JSON.stringify(entry), 1);
    expect(read).toMatchObject({ record: { message: 'it broke', severity: 'ERROR', service: 'pay' } });
  });

  it('are left out of names, whether they come as a text or as a value', () => {
    const value = { msg: 'x', [`${RED}key${END}`]: { [`in${RED}ner`]: 1 } };
    const text = JSON.stringify(value);
    const attributes = { 'key.inner': 1 };
    expect(parser.parse(text, 1)).toMatchObject({ attributes });
    expect(parser.parseObject(value, () => text, 1)).toMatchObject({ record: { attributes } });
  });

  it('are left out of an object without a message, whose text it is', () => {
    const text = JSON.stringify({ a: `${RED}x${END}` });
    expect(parser.parse(text, 1).message).toBe('{"a":"x"}');
    expect(parser.parseObject(JSON.parse(text), () => text, 1)).toMatchObject({ record: { message: '{"a":"x"}' } });
  });

  it('are left out inside a line of Docker, escaped twice', () => {
    const log = `${JSON.stringify({ msg: `${RED}x`, level: `${RED}warn` })}\n`;
    const text = JSON.stringify({ log, stream: 'stdout', time: '2026-11-21T11:50:44.295651148Z' });
    expect(parser.parse(text, 1)).toMatchObject({ message: 'x', severity: 'WARN' });
  });

  it('stay when they are a text about them', () => {
    expect(parser.parse(JSON.stringify({ msg: '\\u001b[31m' }), 1).message).toBe('\\u001b[31m');
  });
});

it('the text of JSON without them says the same as its values without them', () => {
  const piece = fc.constantFrom(
    '\u001b',
    '\u001b[',
    '31m',
    '"',
    '\\',
    'u001b',
    ',',
    ':',
    'x',
    '[',
    '\u001b[1;2"',
    '#',
    ' ',
  );
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(fc.array(text), (texts) => {
      // No terminal is sent codes with a quotation mark in them.
      const plain = texts.map((each) =>
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
        each.replace(/\u001b(?:\[[0-?]{0,64}[ !#-/]{0,8}[@-[\]-~]|[()][A-Z0-9]|[=>78])/g, ''),
      );
      expect(JSON.parse(withoutEscapedColours(JSON.stringify(texts)))).toEqual(plain);
    }),
  );
});
