import { BEGUN } from './begun-formats.ts';

/** Texts that have made a parser slow somewhere, or could: each is a beginning and what is repeated behind it. */

/** A kind of hostile text, of any length. */
export interface HostileInput {
  name: string;
  /** A text of about so many characters. */
  make: (length: number) => string;
}

/** Pieces that are repeated alone. */
const REPEATED = [
  ...[
    'a',
    'a ',
    '1',
    '0',
    '-',
    '--',
    ' ',
    '\t',
    '\n',
    '\r\n',
    ' \n',
    '\0',
    '\u001b',
    '\u001b[',
    '\u001b[0;',
    'é',
    '错',
    '🚀',
  ],
  ...[
    'e\u0301\u0315',
    '\u0300\u0315',
    '\ud83d',
    '\u200b',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '}\n',
    '[]',
    '"',
    '\\',
    '\\"',
    "'",
  ],
  ...[
    '=',
    'a=',
    'a=1 ',
    'a="b" ',
    ':',
    '::',
    ':1',
    '1:',
    '1.',
    '.',
    ',',
    ', ',
    '@',
    'a@',
    'a@b.',
    '*',
    '^',
    ' ^',
    '%',
    '/',
    '?',
  ],
  ...[
    'a.',
    'a-',
    'A',
    'Aa',
    'Error',
    'Error: ',
    'a.Error',
    'Caused by: ',
    '    at f (a.js:1:1)\n',
    'at (',
    '" 200',
    '\\" 200 ',
    ' [',
  ],
  ...[
    'ab12-',
    '0x1',
    '1e',
    '1,',
    '10:00:00 ',
    '2026-01-01 ',
    'T',
    'Z',
    '+',
    'n\\',
    '\\n',
    '\\u0041',
    '\\ud83d',
    '<',
    '<1>',
    '>',
  ],
  ...[
    'error',
    'goroutine ',
    'WARN ',
    'x:y ',
    '1610521604143693812,',
    '[1610521604143693812',
    'a\n b\n',
    '\u2028',
    '\u202e',
  ],
];

/** The same name and value with a number in it, so that all differ. */
const NUMBERED: [beginning: string, repeated: (number: number) => string, end?: string][] = [
  ['level=info', (number) => ` k${number}=1`],
  ['{"msg":"x"', (number) => `,"k${number}":${number}`, '}'],
  ['{"msg":"x"', (number) => `,"k${number}":1610521604143693812`, '}'],
  ['{"log":"a\\n","stream":"stdout","time":"t"', (number) => `,"k${number}":1`, '}'],
  ['<13>1 - - - - - [a', (number) => ` k${number}="c"`, '] x'],
  ['', (number) => `word${number} `],
  ['', (number) => `${number}.1.1.1:80 `],
];

/** Beginnings of terms, each of which may reach to the end, and what they reach over: every start looks at all the rest. */
const STARTS = [',/(', '(a:', "('a", '{a=', ' a '];
const REACHED = ['(', 'a', ' ', '|', '.*'];
const NESTED: HostileInput[] = STARTS.flatMap((start) =>
  REACHED.map((reached) => ({
    name: `${JSON.stringify(start)} again and again, and as much of ${JSON.stringify(reached)}`,
    make: (length: number) =>
      start.repeat(Math.ceil(length / 2 / start.length)) + reached.repeat(Math.floor(length / 2 / reached.length)),
  })),
);

/** All kinds of hostile text for the test of linear time. */
export const HOSTILE_INPUTS: readonly HostileInput[] = [
  ...REPEATED.map((repeated) => of('', repeated, 'x')),
  ...BEGUN.map(([beginning, repeated, end]) => of(beginning, repeated, end)),
  of('1', 'a'),
  of('a\\', '" \\'),
  ...NESTED,
  {
    name: 'marks in the wrong order: all of one class, then all of a lower one',
    make: (length) => `a${'\u0301'.repeat(length / 2)}${'\u0316'.repeat(length / 2)}`,
  },
  ...NUMBERED.map(([beginning, repeated, end = '']) => ({
    name: `${JSON.stringify(beginning)} and numbered ${JSON.stringify(repeated(1))}${end}`,
    make: (length: number) => {
      const parts = [beginning];
      for (let chars = 0, number = 0; chars < length; number++) {
        parts.push(repeated(number));
        chars += parts.at(-1)?.length ?? 1;
      }
      return parts.join('') + end;
    },
  })),
];

function of(beginning: string, repeated: string, end = ''): HostileInput {
  return {
    name: `${JSON.stringify(beginning)} and ${JSON.stringify(repeated)} again and again${end === '' ? '' : ` to ${JSON.stringify(end)}`}`,
    make: (length) => beginning + repeated.repeat(Math.ceil(length / repeated.length)) + end,
  };
}
