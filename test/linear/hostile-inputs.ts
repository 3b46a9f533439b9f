/** Texts that have made a parser slow somewhere, or could: each is a beginning and what is repeated behind it. */

export interface HostileInput {
  name: string;
  /** A text of about so many characters. */
  make: (length: number) => string;
}

/** What is repeated on its own. */
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

/** A beginning that leads into a format, and what is repeated in it. */
const BEGUN: [beginning: string, repeated: string, end?: string][] = [
  ['at ', '('],
  ['at ', '()'],
  ['at f', ':1'],
  ['Error: x\nat ', '('],
  ['Error: x\n', 'at f (\n'],
  ['x\n', ' ^'],
  ['x\n ', '^ '],
  ['a ', 'b: '],
  ['com.', 'a.', 'Exception'],
  ['panic: x\n', 'f('],
  ['goroutine 1 [', '('],
  ['Traceback (most recent call last):\n', ' a\nE\n'],
  ['{"msg":1}\n', '{"msg":1}\n'],
  ['{"a":"', '\\"'],
  ['{"a":', '[', ''],
  ['{"msg":"x","a":', '{"a":'],
  ['{"msg":"x"', ',"a":1', '}'],
  ['{"msg":"x","ids":[1', ',1610521604143693812', ']}'],
  ['{"log":"', 'a\\n', '","stream":"stdout","time":"2026-01-01T00:00:00Z"}'],
  ['{"log":"a\\n","stream":"stdout","time":"2026-01-01T00:00:00Z"', ',"a":1', '}'],
  ['2026-01-01T00:00:00Z stdout P ', 'a '],
  ['2026-01-01T00:00:00Z stdout F', ':x'],
  ['2026-01-01 10:00:00 ', '- '],
  ['2026-01-01 10:00:00 ', '[a] '],
  ['2026-01-01 10:00:00', ' '],
  ['2026-01-01T10:00:00Z', ' '],
  ['2026-01-01T10:00:00Z a ', 'INFO '],
  ['2026-01-01T10:00:00.', '1'],
  ['1795255200.', '1'],
  ['2026-01-01 10:00:00.000 [info] <0.1.0> ', 'a '],
  ['<13>1 - - - - - [a', ' b="c"', '] x'],
  ['<13>1 - - - - - [a b="', '\\"'],
  ['<13>1 - - - - - [a b="c"', ' ', 'x'],
  ['<13>1 - - - - - ', '[a b="c"]', ' x'],
  ['<13>1 ', 'a '],
  ['<13>Oct 11 22:14:15 ', 'a.'],
  ['<13>Oct 11 22:14:15 h', ' '],
  ['Oct 11 22:14:15 h a[', '1'],
  ['1.1.1.1 - - [17/May/2026:10:05:00 +0000] "GET /', ' '],
  ['1.1.1.1 - - [17/May/2026:10:05:00 +0000] "GET /', '\\" 200 '],
  ['1.1.1.1 - - [17/May/2026:10:05:00 +0000] "GET / HTTP/1.1" 200 5 "', '\\" '],
  ['1.1.1.1', ' [', ''],
  ['a:', ':1', ' - - - [17/May/2026:10:05:00 +0000] "GET /" 200 5'],
  ['Σ', "'", 'Σ'],
  ['level=info', ' a=1'],
  ['level=info msg="', '\\"'],
  ['level=info msg="', '\\u00'],
  ['a=1 a.2=1', ' a=1'],
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

export const HOSTILE_INPUTS: readonly HostileInput[] = [
  ...REPEATED.map((repeated) => of('', repeated, 'x')),
  ...BEGUN.map(([beginning, repeated, end]) => of(beginning, repeated, end)),
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
