import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Filter } from '../filter/filter.ts';
import { compilePredicate } from '../match/match-record.ts';
import { parseQuery } from './parse-query.ts';
import { QueryProblem } from './query-problem.ts';

/** Queries that are refused: where, why, and what to write instead. */

const NOW = Date.parse('2026-11-21T12:00:00Z');

const parse = (text: string) => parseQuery(text, NOW);

function problemOf(text: string): QueryProblem {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof QueryProblem) return error;
    throw error;
  }
  throw new Error(`${text} is no problem`);
}

test.each([
  ['"open', 1, 'a quotation mark is never closed'],
  ['a "b', 3, 'a quotation mark is never closed'],
  ['(a', 1, 'a parenthesis is never closed'],
  ['a)', 2, 'a parenthesis is closed that was not opened'],
  ['status:()', 9, 'a condition is expected before the parenthesis'],
  ['a OR', 5, 'the query ends where a condition is expected'],
  ['AND a', 1, 'AND has nothing before it'],
  ['a AND OR b', 7, 'OR has nothing before it'],
  ['NOT', 4, 'the query ends where a condition is expected'],
  ['level: x', 7, 'a value is missing behind level:'],
  ['status:>=', 10, 'a value is missing behind status:>='],
  ['status:>=abc', 10, '"abc" is neither a number nor a time'],
  ['status:[1 200]', 11, 'TO is missing in a range'],
  ['status:[1 TO 200', 8, 'a range is never closed'],
  ['status:[200 TO 1]', 8, 'a range ends before it begins'],
  ['status:[1 TO 2026-11-21]', 8, 'a range has a number at one end and a time at the other'],
  ['status:[ TO 1]', 13, 'TO is missing in a range'],
  ['level:loud', 7, '"loud" is not a severity'],
  ['service:>a', 10, 'service is a text and cannot be compared'],
  ['status:>5*', 9, 'a star cannot be compared'],
  ['timestamp:soon', 11, '"soon" is not a time'],
  ['a\\', 2, 'a backslash stands at the end'],
  ['"":x', 1, 'a field has no name'],
])('%j is refused at position %i', (text, position, message) => {
  const problem = problemOf(text);
  expect(problem.message).toBe(message);
  expect(problem.position).toBe(position);
  expect(problem.caret).toBe(`${' '.repeat(position - 1)}^`);
  expect(problem.hint).not.toBe('');
});

test('a refusal says how to search for the text', () => {
  expect(problemOf('level: error').hint).toContain('write level:error without a space;');
  expect(problemOf('level: OR x').hint).toContain('write level:value;');
  expect(problemOf('body: {"a":1}').hint).toContain('put all of it into quotation marks: "body: {\\"a\\":1}"');
});

test('the caret stands below the wrong place of the line that is wrong', () => {
  const { position, line, caret } = problemOf('service:pay*\nAND level:loud\nAND x');
  expect({ position, line, caret }).toEqual({ position: 24, line: 'AND level:loud', caret: `${' '.repeat(10)}^` });
});

test('a query that would be too much work is refused', () => {
  expect(problemOf('a '.repeat(65)).message).toBe('the query has more than 64 conditions');
  expect(problemOf(`${'('.repeat(21)}a${')'.repeat(21)}`).message).toMatch(/deeper than 20/);
  expect(problemOf('NOT '.repeat(65).concat('a')).message).toMatch(/deeper than 20|more than 64/);
  expect(problemOf('x'.repeat(2_001)).message).toMatch(/at most 2000/);
  expect(parse('a '.repeat(64))).toMatchObject({ kind: 'and' });
});

test('any text is read or refused at a place in it, and every filter that is read can be compiled', () => {
  const unit = fc.constantFrom(
    ...'ab1"\\*:()[]{}<>=-!.,/ \n\t',
    ' AND ',
    ' OR ',
    ' NOT ',
    ' TO ',
    'level:',
    'status:',
    '🔥',
    'ß',
  );
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 30 }), (text) => {
      let filter: Filter;
      try {
        filter = parse(text);
      } catch (error) {
        expect(error).toBeInstanceOf(QueryProblem);
        const { position, line, caret } = error as QueryProblem;
        expect(position).toBeGreaterThanOrEqual(1);
        expect(position).toBeLessThanOrEqual(text.length + 1);
        expect(caret.length).toBeLessThanOrEqual(line.length + 1);
        return;
      }
      const record = {
        timestamp: 0,
        observedAt: 0,
        service: '',
        severity: 'INFO',
        severityNumber: 9,
        message: '',
      } as const;
      expect(typeof compilePredicate(filter)(record)).toBe('boolean');
    }),
    { numRuns: 2_500 },
  );
});
