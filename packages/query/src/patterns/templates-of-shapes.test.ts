import { Session } from 'node:inspector';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { messagePattern, patternTest } from './message-pattern.ts';
import { templatesOfShapes } from './templates-of-shapes.ts';

function templatesOf(messages: readonly string[]): string[] {
  const templates = templatesOfShapes(new Set(messages.map(messagePattern)));
  return messages.map((message) => templates.get(messagePattern(message)) as string);
}

test.each<[string, string[], string[]]>([
  [
    'names of users, by their number',
    ['ada', 'bob', 'eve', 'joe', 'kim'].map((user) => `session opened for user ${user} by root`),
    Array(5).fill('session opened for user <*> by root'),
  ],
  [
    'quoted names, which end with an apostrophe',
    ['ada', 'bob', 'eve', 'joe', 'kim'].map((user) => `login of user'${user}' failed`),
    Array(5).fill("login of user'<*>' failed"),
  ],
  [
    'states, which are few',
    ['Started', 'Paused', 'Resumed', 'Stopped'].map((state) => `VM ${state} (Lifecycle Event)`),
    ['Started', 'Paused', 'Resumed', 'Stopped'].map((state) => `VM ${state} (Lifecycle Event)`),
  ],
  [
    'hosts and users at once, in fields',
    ['a.example b', 'c.example d', 'e.example f', 'g.example h'].map((pair) => {
      const [host, user] = pair.split(' ');
      return `login failed host=${host} user=${user}`;
    }),
    Array(4).fill('login failed host=<*> user=<*>'),
  ],
  [
    'units of one number',
    ['stored in memory (size 12 B)', 'stored in memory (size 12.3 KB)'],
    Array(2).fill('stored in memory (size <n> <*>)'),
  ],
  [
    'a number or a word',
    ['mod_jk child in state 7', 'mod_jk child in state none'],
    Array(2).fill('mod_jk child in state <*>'),
  ],
  ['names of functions', ['get_user() failed', 'put_user() failed'], ['get_user() failed', 'put_user() failed']],
  ['single words', [...'abcdefghij'].map((letter) => letter.repeat(5)), [...'abcdefghij'].map((l) => l.repeat(5))],
  [
    'first words',
    [...'abcdefghij'].map((letter) => `${letter}${letter} startup succeeded now`),
    [...'abcdefghij'].map((letter) => `${letter}${letter} startup succeeded now`),
  ],
])('%s', (_, messages, templates) => expect(templatesOf(messages)).toEqual(templates));

const name = fc.constantFrom('ada', 'bob', 'eve', 'joe', 'kim', 'lea', 'max', '7', 'a1', 'a.b');
const message = fc
  .tuple(fc.constantFrom('user', 'host'), name, fc.constantFrom('in', 'of', 'in x='), name, fc.constantFrom('', ' ms'))
  .map(([first, one, second, other, last]) => `${first} ${one} ${second} ${other}${last}`);
const messages = fc.uniqueArray(message, { minLength: 20, maxLength: 150 });

/** `ms` is a unit only after a number: templates with the same text, of tokens of other classes. */
const UNITS_AND_WORDS = [
  'host 7 of eve ms|host joe of 7 ms|host 7 in 7 ms|host joe of eve ms|user ada in ada|user ada in ada ms|user ada in a1',
  'user ada in lea|user ada in kim|user ada in max|host lea in max ms|user a.b in ada|user ada in lea ms|user ada in a1 ms',
  'host lea in 7 ms|user ada in joe|user ada in kim ms|user ada in eve|user ada in 7|user a1 in ada',
].flatMap((line) => line.split('|'));

test('the order of shapes does not matter', () => {
  fc.assert(
    fc.property(messages, fc.nat(), (messages, seed) => {
      const shuffled = messages.toSorted((a, b) => order(a, seed) - order(b, seed));
      const templates = templatesOf(messages);
      const inOrder = new Map(messages.map((each, i) => [each, templates[i]]));
      expect(templatesOf(shuffled)).toEqual(shuffled.map((each) => inOrder.get(each)));
    }),
    { numRuns: 100, examples: [[UNITS_AND_WORDS, 0]] },
  );
});

function order(text: string, seed: number): number {
  let hash = seed;
  for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return hash;
}

test('a template fits the messages that it was found for, and no others of them', () => {
  let varied = 0;
  fc.assert(
    fc.property(messages, (messages) => {
      const templates = templatesOf(messages);
      for (const template of new Set(templates)) {
        varied += template.includes('<*>') ? 1 : 0;
        expect(messages.filter(patternTest(template))).toEqual(messages.filter((_, i) => templates[i] === template));
      }
    }),
    { numRuns: 150 },
  );
  expect(varied).toBeGreaterThan(200);
});

test.each([
  ["The <*>'s disk failed", (name: string) => `The ${name}'s disk failed`],
  ["cannot open <*>'s mailbox", (name: string) => `cannot open ${name}'s mailbox`],
  ["login of O'<*> failed", (name: string) => `login of O'${name} failed`],
  ["l'<*> est parti", (name: string) => `l'${name} est parti`],
  ["user '<*>' can't log in", (name: string) => `user '${name}' can't log in`],
])('a value of %j begins or ends at the apostrophe, and the template stays', (known, messageOf) => {
  const messages = ['ada', 'bob', 'eve', 'Hara', 'kim', 'Lea', 'Müller', 'zoë'].map(messageOf);
  expect(messages.filter(patternTest(known))).toEqual(messages);
  const shapes = messages.map(messagePattern);
  expect(new Set(templatesOfShapes([known, ...shapes]).values())).toEqual(new Set([known]));
  expect(new Set(templatesOfShapes(shapes).values())).toEqual(new Set([known]));
});

test('a template that is known already stays, or becomes more general', () => {
  const known = 'session opened for user <*> by root';
  const found = templatesOfShapes([known, 'session opened for user ada by root', 'session closed']);
  expect(found.get('session opened for user ada by root')).toBe(known);
  expect(found.get('session closed')).toBe('session closed');
});

/**
 * Sixteen times as many shapes take 16 to 20 times the work; if each were compared with all templates, 90 times and
 * more.
 */
const MOST_FOR_16_TIMES = 28;

describe('work grows with the number of shapes alone', () => {
  test('if they have words in common at all places', () => {
    const shapes = (count: number) =>
      Array.from({ length: count }, (_, i) =>
        messagePattern(`${letters(i)} ${letters(i * 7)} =${letters(i * 31)} "${letters(i % 97)}" x`),
      );
    expect(workOf(shapes(4_000))).toBeLessThan(workOf(shapes(250)) * MOST_FOR_16_TIMES);
  });

  test('if they are templates with any arrangement of values', () => {
    const token = (i: number, place: number) => {
      const value = (Math.imul(20 * i + place + 1, 0x9e3779b1) ^ (i << 9)) >>> 11;
      return value % 3 === 0 ? '<*>' : `q${letters(value % 30)}`;
    };
    const shapes = (count: number) =>
      Array.from({ length: count }, (_, i) => Array.from({ length: 20 }, (_, place) => token(i, place)).join(' '));
    expect(new Set(templatesOfShapes(shapes(4_000)).values()).size).toBeGreaterThan(3_000);
    expect(workOf(shapes(4_000))).toBeLessThan(workOf(shapes(250)) * MOST_FOR_16_TIMES);
  });
});

/**
 * The number of function calls, which is the same on any machine under any load. CPU time is not enough: a quadratic
 * number of comparisons, each a few nanoseconds, hides behind the time for reading shapes.
 */
function workOf(shapes: readonly string[]): number {
  const session = new Session();
  session.connect();
  try {
    session.post('Profiler.enable');
    session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
    templatesOfShapes(shapes);
    let work = 0;
    session.post('Profiler.takePreciseCoverage', (_error, { result }) => {
      const functions = result.filter(({ url }) => url.includes('/patterns/')).flatMap((script) => script.functions);
      for (const { ranges } of functions) for (const { count } of ranges) work += count;
    });
    expect(work).toBeGreaterThan(shapes.length);
    return work;
  } finally {
    session.disconnect();
  }
}

function letters(number: number): string {
  return [...number.toString(26)].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 26))).join('');
}
