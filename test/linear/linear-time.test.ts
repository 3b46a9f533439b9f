import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as formats from '@logwarren/contract/formats';
import * as query from '@logwarren/query';
import { describe, expect, it } from 'vitest';
import { HOSTILE_INPUTS } from './hostile-inputs.ts';
import { PATTERN_FILES } from './pattern-files.ts';
import { contract, TEXT_READERS, type TextReader } from './text-readers.ts';
import { longestTextOf, slowInputs } from './work-of.ts';

/**
 * Nothing that a stranger writes can stop a process: everything that looks at text of strangers takes a time that grows
 * with its length, not with its square, over a table of texts made to be slow.
 *
 * `npm test` takes texts up to 128 Ki characters, which shows every square but those whose steps are a fraction of a
 * nanosecond; `npm run test:linear` takes records and bodies as large as they may be.
 *
 * Readers of text are found in the exports of query and of the rooms of contract, in the lists of formats, media types and
 * kinds of filters, and in the files that hold regular expressions. A new one without a row is a fault.
 */

const ROOT = join(import.meta.dirname, '..', '..');

const QUICK = 128 * 1024;
const UP_TO = process.env.LINEAR_TIME === 'whole' ? Number.POSITIVE_INFINITY : QUICK;

describe('the time for a text grows with its length', () => {
  it.each(Object.keys(TEXT_READERS))(
    '%s',
    (name) => {
      expect(slowInputs(TEXT_READERS[name] ?? String, HOSTILE_INPUTS, longestTextOf(name), UP_TO)).toEqual([]);
    },
    900_000,
  );
});

const LETTERS = [{ name: 'letters', make: (length: number) => 'ab'.repeat(length / 2) }];
const LIMIT = longestTextOf('');

/** Looks at each character once. */
function lookOnce(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum += text.charCodeAt(at);
  return sum;
}

/** Searches, from every step on, the rest of a text for what is not in it: fast for each, and still the square. */
function searchFromEach(text: string, step: number): number {
  let sum = 0;
  for (let at = 0; at < text.length; at += step) sum += text.indexOf('z', at);
  return sum;
}

/** The square of the length in plain looks. */
function lookFromEach(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum += lookOnce(text);
  return sum;
}

/** Looks at each character again and again: linear, and 300 times the work of one look. */
function lookOften(text: string): number {
  let sum = 0;
  for (let look = 0; look < 300; look++) sum += lookOnce(text);
  return sum;
}

describe('what takes the square of the length is found', () => {
  it.each<[string, TextReader]>([
    ['each character looks at all others', (text) => searchFromEach(text, 1)],
    ['every fourth character looks at all others', (text) => searchFromEach(text, 4)],
    ['only texts near the limit', (text) => (text.length < LIMIT / 10 ? lookOnce(text) : searchFromEach(text, 2))],
    ['only up to a limit', (text) => lookFromEach(text.slice(0, LIMIT / 12))],
    ['beside linear work that takes longer at first', (text) => [lookOnce(text), searchFromEach(text, 8)]],
  ])(
    '%s',
    (_name, read) => {
      expect(slowInputs(read, LETTERS, LIMIT)).toHaveLength(1);
    },
    900_000,
  );

  it('by a quick look', () => {
    expect(slowInputs(lookFromEach, LETTERS, LIMIT, QUICK)).toHaveLength(1);
  });

  it('by a quick look, although its first runs take long, as those do that are not compiled yet', () => {
    let runs = 0;
    const read = (text: string) => {
      const times = runs++ < 3 ? 200 : 1;
      for (let time = 0; time < times; time++) lookFromEach(text);
    };
    expect(slowInputs(read, LETTERS, LIMIT, QUICK)).toHaveLength(1);
  });

  it.each<[string, TextReader]>([
    ['many looks', (text) => Array.from({ length: 20 }, () => lookOnce(text))],
    ['many objects', (text) => [...text].map((each) => each.codePointAt(0)).join()],
    ['many looks at all behind a limit', (text) => [lookOnce(text), lookOften(text.slice(LIMIT / 9))]],
    ['a limit above which a text is read as a whole', (text) => text.length > LIMIT / 3 && [...text].join()],
  ])(
    'and %s are no square',
    (_name, read) => {
      expect(slowInputs(read, LETTERS, LIMIT)).toEqual([]);
    },
    900_000,
  );
});

/** Exports of the two packages that take no text of strangers, or only a short one that has been checked. */
const NO_TEXT: ReadonlySet<string> = new Set([
  ...[
    'QueryProblem',
    'ColumnsBuilder',
    'columnReader',
    'fillAttributes',
    'fromColumns',
    'recordFields',
    'sliceColumns',
    'toColumns',
    'timeSpan',
    'valuesOf',
  ],
  ...[
    'and',
    'or',
    'not',
    'severityFilter',
    'resolveRange',
    'resolveTime',
    'createTimeZone',
    'isFormatName',
    'machineTimeZone',
    'timeZoneFault',
    'chooseDay',
    'readFileOrigin',
    'hasOwnTime',
    'keepOwnTime',
    'nanosOfRange',
    'fieldValue',
  ],
  ...[
    'batchIdFrom',
    'batchIdOf',
    'batchOriginOf',
    'createBatchIds',
    'firstIdAt',
    'isBatchId',
    'isRecordId',
    'recordId',
    'timeOfId',
  ],
  ...['conjunctsOf', 'withoutOwn', 'namedValues'],
  ...[
    'newRun',
    'lostHeader',
    'runStartedMs',
    'formatTimestamp',
    'hourOf',
    'isSeverity',
    'severityOfNumber',
    'severityRange',
  ],
  ...[
    'createAssumptions',
    'hasTime',
    'isAsciiWordCode',
    'stemOf',
    'isStem',
    'orderHeaders',
    'recordOrderOf',
    'encodeSteps',
    'decodeSteps',
    'eachWord',
  ],
  ...['exactNumber', 'setOwn', 'monthIndex', 'dayStart', 'yearlessMs', 'instantOf'],
  ...['Unreadable', 'isBatchType', 'uuidOf'],
]);

describe('everything that reads text has a row', () => {
  it('of what the contract and the query language export', () => {
    const exported = Object.entries({ ...contract, ...query, ...formats }).filter(
      ([, value]) => typeof value === 'function',
    );
    const rows = Object.keys(TEXT_READERS);
    const missing = exported
      .map(([name]) => name)
      .filter((name) => !NO_TEXT.has(name) && !rows.some((row) => row === name || row.startsWith(`${name} `)));
    expect(missing).toEqual([]);
  });

  it('of the files that hold regular expressions', () => {
    const files = globSync('{apps,packages}/*/src/**/*.{ts,tsx}', { cwd: ROOT }).filter(
      (file) => !file.includes('.test.'),
    );
    const withPatterns = files.filter((file) => hasPattern(readFileSync(join(ROOT, file), 'utf8')));
    expect(withPatterns.filter((file) => !Object.hasOwn(PATTERN_FILES, file)).toSorted()).toEqual([]);
    expect(Object.keys(PATTERN_FILES).filter((file) => !withPatterns.includes(file))).toEqual([]);
    const named = Object.values(PATTERN_FILES).flatMap((covered) => (typeof covered === 'string' ? [] : covered));
    expect(named.filter((row) => !Object.hasOwn(TEXT_READERS, row))).toEqual([]);
  });
});

const PATTERN =
  /(?:(?:^|[=(,:;!&|?[{}]|=>)\s*|return\s+)\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[dgimsuvy]*[\s.,;)\]]|new RegExp\(/m;

function hasPattern(source: string): boolean {
  return PATTERN.test(source.replaceAll(/^\s*(?:\*|\/\*|\/\/).*$/gm, ''));
}
