import { Command } from 'commander';
import { expect, test } from 'vitest';
import { ApiError } from '../api/api-error.ts';
import { addFilterOptions, addRangeOptions } from '../options/filter-options.ts';
import { explainError } from './explain-error.ts';
import { typedName } from './typed-name.ts';

/** Names of a command that was given some arguments. */
function named(...args: string[]): (parameter: string) => string {
  const command = addRangeOptions(addFilterOptions(new Command('search')));
  command.parse(args, { from: 'user' });
  return (parameter) => typedName(command, parameter);
}

test('a query that cannot be read is shown with its place and a hint, also behind wide and hostile letters', () => {
  const line = '日\u001b x level:loud';
  const problem = {
    parameter: 'q',
    problem: 'cannot be read: "loud" is not a severity',
    line,
    caret: '            ^'.slice(1),
    hint: 'use ERROR',
  };
  expect(explainError(new ApiError('q …', { status: 400, problems: [problem] }), named())).toBe(
    [
      'the query cannot be read: "loud" is not a severity',
      '  日\\u001b x level:loud',
      '                   ^',
      '  use ERROR',
    ].join('\n'),
  );
});

test('every faulty option is told, by its name on the command line', () => {
  const problems = [
    { parameter: 'minSeverity', problem: '"x" is not a severity' },
    { parameter: 'from', problem: '"y" is not a time' },
    { parameter: 'Last-Event-ID', problem: 'is not a record id' },
  ];
  expect(explainError(new ApiError('several', { status: 400, problems }), named('--since', 'y')).split('\n')).toEqual([
    '--min-severity "x" is not a severity',
    '--since "y" is not a time',
    'Last-Event-ID is not a record id',
  ]);
  expect(explainError(new ApiError('cannot reach \u001b'), named())).toBe('cannot reach \\u001b');
});

test('a problem names the other option as it was typed', () => {
  const problems = [{ parameter: 'to', problem: 'is not after `from`, so the range is empty' }];
  const error = new ApiError('to …', { status: 400, problems });
  expect(explainError(error, named('--from', '2h', '--to', '3h'))).toBe(
    '--to is not after --from, so the range is empty',
  );
  expect(explainError(error, named('--since', '2h', '--until', '3h'))).toBe(
    '--until is not after --since, so the range is empty',
  );
});

test.each([
  [
    'order',
    'goes the other way than `order`; leave `order` as it was on the page before',
    '--order goes the other way than --order; leave --order as it was on the page before',
  ],
  [
    'bins',
    'stands beside `bins`; use `asOf` of another answer, unchanged',
    'bins stands beside `bins`; use `asOf` of another answer, unchanged',
  ],
  [
    'minSeverity',
    'is given twice; see `service` and `q`',
    '--min-severity is given twice; see --service and the query',
  ],
  ['q', 'cannot be read: "`from`" is not a severity', 'the query cannot be read: "`from`" is not a severity'],
])('of %s, every parameter is named as its option, where there is one: %s', (parameter, problem, explained) => {
  const error = new ApiError('…', { status: 400, problems: [{ parameter, problem }] });
  const command = addFilterOptions(new Command('search')).option('--order <order>');
  expect(explainError(error, (name) => typedName(command, name))).toBe(explained);
});
