import { expect, test } from 'vitest';
import { ApiError } from './api-client.ts';
import { explainError } from './explain-error.ts';

test('a query that cannot be read is shown with its place and a hint, also behind wide and hostile letters', () => {
  const line = '日\u001b x level:loud';
  const problem = {
    parameter: 'q',
    problem: 'cannot be read: "loud" is not a severity',
    line,
    caret: '            ^'.slice(1),
    hint: 'use ERROR',
  };
  expect(explainError(new ApiError('q …', { status: 400, problems: [problem] }))).toBe(
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
  expect(explainError(new ApiError('several', { status: 400, problems })).split('\n')).toEqual([
    '--min-severity "x" is not a severity',
    '--from "y" is not a time',
    'Last-Event-ID is not a record id',
  ]);
  expect(explainError(new ApiError('cannot reach \u001b'))).toBe('cannot reach \\u001b');
});
