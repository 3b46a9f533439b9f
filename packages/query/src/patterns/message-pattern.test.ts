import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldText } from '../text/fold-text.ts';
import { searchedText } from '../text/searched-text.ts';
import { foldPhrase, wordsOf } from '../text/words.ts';
import { certainTexts, isTemplate, messagePattern, patternTest } from './message-pattern.ts';

test.each([
  ['user 17 paid in 3.2 ms', 'user <n> paid in <n> ms'],
  ['took 12ms', 'took <n>ms'],
  ['balance -4,711.50 EUR', 'balance <n> EUR'],
  ['took 12 ms, 3.5s and 40% of 2KB', 'took <n> ms, <n>s and <n>% of <n>KB'],
  ['get_user() took 3ms', 'get_user() took <n>ms'],
  ['jk2_init() found child 7', 'jk2_init() found child <n>'],
  ['Removed broadcast_3 and broadcast_1234_piece0', 'Removed broadcast_<n> and broadcast_<n>_piece<n>'],
  ['order A-387976 not completed', 'order A-<n> not completed'],
  ['WWID 6005-08b4-0001 gone', 'WWID <hex> gone'],
  ['link eth0 is up', 'link eth0 is up'],
  ['sizes 1, 22, 333, 4', 'sizes <n>'],
  ['returned 200 1234', 'returned <n> <n>'],
  ['Jun  9 06:06:20 2005 and Fri Jun 10 06:06', '<time> and <time>'],
  ['from 10.0.0.7 () at 2', 'from <ip> (<token>) at <n>'],
  ['key jA2J1UvC12 kept', 'key <token> kept'],
  ['at fe80::c6b3:1ff, 5c:50:15:4c:18:13', 'at <ip>'],
  ['read /var/log/app-17/2024.log: denied', 'read /var/log/app-<n>/<n>.log: denied'],
  ['see https://a.example/v2/x?id=77&b=c now', 'see https://a.example/v2/x?id=<n>&b=c now'],
  ['literal <*> and <n>', 'literal <token> and <n>'],
  ['two   spaces\tand a tab', 'two spaces and a tab'],
  ['request 019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011 done', 'request <uuid> done'],
  ['from 10.0.0.7:51234 to 192.168.1.1', 'from <ip> to <ip>'],
  ['at 2026-11-21T10:15:30.123Z and 2026-11-21', 'at <time> and <time>'],
  ['trace 4bf92f3577b34da6a3ce929d0e0e4736', 'trace <hex>'],
  ['pointer 0xDEADbeef', 'pointer <hex>'],
  ['mail to ada.l@example.com', 'mail to <email>'],
  ['GET /api/v2/orders/4711 500', 'GET /api/v2/orders/<n> <n>'],
  ['order-20261121-x17 failed', 'order-<n>-x<n> failed'],
  ['deadbeef is a word here', 'deadbeef is a word here'],
  ['utf8, X11 and v2 stay', 'utf8, X11 and v2 stay'],
  ['first line 1\n  at stack 2', 'first line <n>'],
  ['windows ends its lines so\r\nsecond', 'windows ends its lines so'],
  ['10 %\r20 %\rdone', '<n> % <n> % done'],
  [`${'a'.repeat(239)}🚀`, 'a'.repeat(239)],
  [`${'word '.repeat(47)}cut-here and more`, 'word '.repeat(47)],
  ['half \ud83d here', 'half \ufffd here'],
  ['', ''],
])('%j', (message, pattern) => expect(messagePattern(message)).toBe(pattern));

test.each([
  ['POST /api/checkout <n> <n>ms', ['POST', '/api/checkout']],
  ['took <n>ms, then <n>', ['took', ',', 'then']],
  ['payment declined', ['payment', 'declined']],
  ['user <*> of <*>-group left', ['user', 'of', '-group']],
  ['two  spaces <id>, by former rules', ['two  spaces', ', by former']],
  ['ends with its <n> words', ['ends', 'with', 'its', ' ']],
  ['x<n>y<id>z', []],
  ['\u001b[<n>mfailed\u001b[<n>m again', []],
  ['["a\\nb", <n>] c d', []],
  ['b '.repeat(100), Array(100).fill('b')],
  ['a '.repeat(99), Array(99).fill('a')],
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

test('a message has its own pattern, and contains all certain texts of its pattern', () => {
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

test('a pattern is its own pattern, so that it can be told from those of the former rules', () => {
  const unit = fc.constantFrom(
    ...HOSTILE,
    ...PLAIN,
    '<*>',
    '()',
    ' ()',
    'Jun 1',
    '10:20:30',
    'fe80::1',
    'v2',
    '0x1f',
    '/',
  );
  fc.assert(
    fc.property(
      fc.array(unit, { maxLength: 60 }).map((units) => units.join('')),
      (message) => {
        const pattern = messagePattern(message);
        expect(isTemplate(pattern)).toBe(true);
        expect(pattern).not.toContain('<*>');
      },
    ),
    { numRuns: 5_000 },
  );
});

test.each([
  ['user <*> logged in', ['user ada logged in', 'user 7 logged in'], ['user logged in', 'user ada b logged in']],
  ['<n> of <*>', ['7 of nine'], ['x of nine', '7 of nine x', '7 of ']],
  ['run <*>(<n>)', ['run a(1)'], ['run a b(1)', 'run a[1]']],
])('%j fits whatever has one value there', (template, fitting, others) => {
  const fits = patternTest(template);
  for (const message of fitting) expect(fits(message), message).toBe(true);
  for (const message of others) expect(fits(message), message).toBe(false);
});

test.each([
  ['<id> failed', ['order-20261121-x17 failed'], ['order failed', 'order-<n>-x<n> failed']],
  ['two  spaces <n>', ['two  spaces 7'], ['two spaces 7']],
  [`${'long '.repeat(40)}`, [`${'long '.repeat(60)}7`], ['long '.repeat(39)]],
])('a search that was saved with %j finds what it found', (pattern, fitting, others) => {
  const fits = patternTest(pattern);
  for (const message of fitting) expect(fits(message), message).toBe(true);
  for (const message of others) expect(fits(message), message).toBe(false);
});

// test/linear/linear-time.test.ts shows that no message takes long, in CPU time.
test('any message has a template', () => {
  const unit = fc.constantFrom('1', 'a', 'f', '-', '.', ':', '@', ' ', 'T', '<', 'ä', '0x');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 400 }), (message) => {
      expect(messagePattern(message)).toBeTypeOf('string');
    }),
    { numRuns: 2_000 },
  );
});
