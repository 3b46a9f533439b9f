import { expect, test } from 'vitest';
import { AnswerError } from './answer-error.ts';
import { type Question, readAnswer } from './read-answer.ts';

function errorOf(status: number, type: string, text: string, question: Question = { path: '/logs' }): AnswerError {
  try {
    readAnswer(new Response(null, { status, headers: { 'content-type': type } }), text, 3_000, question);
  } catch (error) {
    if (error instanceof AnswerError) return error;
    throw error;
  }
  throw new Error('there was an answer');
}

test('an answer of a proxy is reported as one, with its text as the detail', () => {
  const { message, trouble, retryMs, detail } = errorOf(502, 'text/html; charset=utf-8', '<h1>Bad Gateway</h1>');
  expect(message).toBe(
    'The search service answered with something that is not JSON (HTTP 502, text/html). Is a proxy in between?',
  );
  expect({ trouble, retryMs, detail }).toEqual({ trouble: 'failed', retryMs: 3_000, detail: '<h1>Bad Gateway</h1>' });
});

test.each([
  [200, 'text/html', '<p>Sign in</p>', 'not JSON (HTTP 200, text/html). Is a proxy in between? Try again.'],
  [403, '', '', 'not JSON (HTTP 403, no content type). Is a proxy in between? Try again.'],
  [200, 'application/json', '{"records":[', 'not JSON (HTTP 200, application/json). Is a proxy in between? Try again.'],
  [200, 'application/json', 'null', 'not an answer of its API (HTTP 200, application/json). Is a proxy in between?'],
  [404, 'application/json', '[]', 'not an answer of its API (HTTP 404, application/json). Is a proxy in between?'],
])('an answer of %i, %s, %s cannot be from the service', (status, type, text, told) => {
  const error = errorOf(status, type, text);
  expect(error.message).toContain(told);
  expect(error).toMatchObject({ trouble: 'failed', retryMs: undefined });
});

test('a 503 of a proxy says nothing of MongoDB, and that of the service does', () => {
  expect(errorOf(503, 'text/html', 'away')).toMatchObject({ trouble: 'failed', retryMs: 3_000 });
  expect(errorOf(503, 'application/json', '{"error":{"message":"away"}}')).toMatchObject({
    trouble: 'store-away',
    message: 'away',
    retryMs: 3_000,
  });
});

test.each([
  ['/logs?q=x', '{}'],
  ['/logs?q=x', '{"records":{}}'],
  ['/logs/now', '{"asOf":null}'],
  ['/logs/stats', '{}'],
  ['/logs/overview', '{"total":0,"bySeverity":[],"services":[]}'],
  ['/logs/histogram?bins=80', '{}'],
  ['/logs/facets', '{"facets":null}'],
  ['/logs/fields', '{}'],
  ['/logs/patterns', '{}'],
  ['/logs/019aa5c2', '{}'],
  ['/logs/019aa5c2/context?before=5', '{"before":[]}'],
  ['/dead-letters', '{}'],
  ['/dead-letters/019aa5c2', '{}'],
  ['/ledger', '{"rows":[]}'],
  ['/searches', '{}'],
])('the answer to %s is not %s', (path, text) => {
  expect(errorOf(200, 'application/json', text, { path }).message).toContain('not an answer of its API (HTTP 200');
});

test.each(['/searches', '/dead-letters/replay', '/dead-letters/discard'])('nor that of POST %s {}', (path) => {
  expect(errorOf(200, 'application/json', '{}', { path, method: 'POST' }).message).toContain(
    'not an answer of its API',
  );
});

test('an answer may have more than the page knows, and one to a question of a later build may have anything', () => {
  const read = (path: string, text: string, method?: string) =>
    readAnswer(new Response(null, { status: 200 }), text, 3_000, { path, method });
  expect(read('/logs', '{"records":[],"more":1}')).toEqual({ records: [], more: 1 });
  expect(read('/later', '{}')).toEqual({});
  expect(read('/searches', '{"id":"x"}', 'POST')).toEqual({ id: 'x' });
});
