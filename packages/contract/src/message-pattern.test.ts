import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldText } from './fold-text.ts';
import { certainTexts, messagePattern, patternTest } from './message-pattern.ts';
import { searchedText } from './searched-text.ts';
import { foldPhrase, wordsOf } from './words.ts';

test.each([
  ['user 17 paid in 3.2 ms', 'user <n> paid in <n> ms'],
  ['took 12ms', 'took <n>ms'],
  ['balance -4,711.50 EUR', 'balance <n> EUR'],
  ['request 019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011 done', 'request <uuid> done'],
  ['from 10.0.0.7:51234 to 192.168.1.1', 'from <ip> to <ip>'],
  ['at 2026-11-21T10:15:30.123Z and 2026-11-21', 'at <time> and <time>'],
  ['trace 4bf92f3577b34da6a3ce929d0e0e4736', 'trace <hex>'],
  ['pointer 0xDEADbeef', 'pointer <hex>'],
  ['mail to ada.l@example.com', 'mail to <email>'],
  ['GET /api/v2/orders/4711 500', 'GET /api/v2/orders/<n> <n>'],
  ['order-20261121-x17 failed', '<id> failed'],
  ['deadbeef is a word here', 'deadbeef is a word here'],
  ['utf8, X11 and v2 stay', 'utf8, X11 and v2 stay'],
  ['first line 1\n  at stack 2', 'first line <n>'],
  ['windows ends its lines so\r\nsecond', 'windows ends its lines so'],
  ['10 %\r20 %\rdone', '<n> %\r<n> %\rdone'],
  [`${'a'.repeat(199)}🚀`, 'a'.repeat(199)],
  ['half \ud83d here', 'half \ufffd here'],
  ['', ''],
])('%j', (message, pattern) => expect(messagePattern(message)).toBe(pattern));

test.each([
  ['POST /api/checkout <n> <n>ms', ['POST /api/checkout']],
  ['took <n>ms, then <n>', ['took', ', then']],
  ['payment declined', ['payment declined']],
  ['ends with its <n> words', ['ends with its', ' ']],
  ['x<n>y<id>z', []],
  ['\u001b[<n>mfailed\u001b[<n>m again', []],
  ['["a\\nb", <n>] c d', []],
  ['b '.repeat(100), ['b '.repeat(100).trimEnd()]],
  ['a '.repeat(99), ['a '.repeat(99)]],
])('what stands in all messages of %j', (pattern, texts) => {
  expect(certainTexts(pattern)).toEqual(texts.filter((text) => text.trim() !== ''));
});

const HOSTILE = [
  '"',
  '\\',
  '<n>',
  '<id>',
  '\u0301',
  '=\u0338',
  'Σ',
  'ß',
  '\u001b[31m',
  '\u00ad',
  '错误',
  '🚀',
  '[',
  '{"a":',
  'e',
];
const PLAIN = [
  '1',
  '42',
  'a',
  'deadbeef1',
  ' ',
  '-',
  '.',
  ':',
  '/',
  '_',
  'ms',
  'a@b.c',
  '1.2.3.4',
  '\n',
  '\r',
  '\ud83d',
  'order-7',
  ',',
];

test('a message has its own pattern, and holds all that is certain of it', () => {
  const unit = fc.constantFrom(...HOSTILE, ...PLAIN);
  let certain = 0;
  fc.assert(
    fc.property(
      fc.array(unit, { maxLength: 120 }).map((units) => units.join('')),
      (message) => {
        const pattern = messagePattern(message);
        expect(patternTest(pattern)(message)).toBe(true);
        const folded = foldText(searchedText(message));
        const words = new Set(wordsOf(searchedText(message)));
        for (const text of certainTexts(pattern)) {
          certain += 1;
          expect(folded).toContain(foldPhrase(text));
          for (const word of wordsOf(text)) expect(words).toContain(word);
        }
      },
    ),
    { numRuns: 5_000 },
  );
  expect(certain).toBeGreaterThan(1_000);
});

test('messages of two patterns are not one because of case, spaces or a beginning in common', () => {
  const messages = ['a b', 'A b', 'a  b', 'a b ', 'a', 'a b c', 'a <n>', 'a 1', 'a 1ms', ''];
  for (const one of messages) {
    const fits = messages.filter(patternTest(messagePattern(one)));
    expect(fits).toEqual(messages.filter((other) => messagePattern(other) === messagePattern(one)));
  }
});

test('any message has a template, in no time', () => {
  const unit = fc.constantFrom('1', 'a', 'f', '-', '.', ':', '@', ' ', 'T', '<', 'ä', '0x');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 400 }), (message) => {
      const startedAt = performance.now();
      messagePattern(message);
      expect(performance.now() - startedAt).toBeLessThan(200);
    }),
    { numRuns: 2_000 },
  );
});
