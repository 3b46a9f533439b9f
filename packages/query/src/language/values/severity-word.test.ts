import { SEVERITIES, severityRange } from '@logwarren/contract/severity';
import { expect, test } from 'vitest';
import { parseSeverityParameter, severityAdvice } from './severity-word.ts';

test('each name, in any case, is its whole range', () => {
  for (const name of SEVERITIES) {
    const expected = { kind: 'severity', ...severityRange(name) };
    expect(parseSeverityParameter(name)).toEqual(expected);
    expect(parseSeverityParameter(name.toLowerCase())).toEqual(expected);
  }
});

test.each([
  ['warning', 13, 16],
  ['err', 17, 20],
  ['information', 9, 12],
  ['emerg', 21, 24],
  ['critical', 18, 18],
  ['notice', 10, 10],
  ['WARN3', 15, 15],
])('%s is %i to %i', (word, min, max) => {
  expect(parseSeverityParameter(word)).toEqual({ kind: 'severity', min, max });
});

test.each(['', 'bad', 'eror', 'DEBU', '3', '30', '17', '__proto__', 'constructor'])('%j is not a severity', (word) => {
  expect(parseSeverityParameter(word)).toBeUndefined();
});

test.each([
  ['eror', 'did you mean error?'],
  ['warnign', 'did you mean warning?'],
  ['error,fatal', 'write level:(error OR fatal)'],
  ['!error', 'write -level:error'],
  ['=error', 'write level:error'],
  ['!x', 'use TRACE'],
  ['loud', 'use TRACE'],
  ['', 'use TRACE'],
])('the advice for %j is to %s', (word, advice) => {
  expect(severityAdvice(word, 'level')).toContain(advice);
});
