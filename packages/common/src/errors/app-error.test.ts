import { expect, test } from 'vitest';
import { AppError, messageOf } from './app-error.ts';

class OutOfTeaError extends AppError {
  constructor(cause?: unknown) {
    super('out-of-tea', 'no tea', { cause });
  }
}

test('an error has the name of its class, its code and its cause', () => {
  const cause = new Error('kettle broken');
  const error = new OutOfTeaError(cause);
  expect(error).toMatchObject({ name: 'OutOfTeaError', code: 'out-of-tea', message: 'no tea', cause });
});

test.each([
  [new OutOfTeaError(), 'no tea'],
  [new OutOfTeaError(new Error('kettle broken')), 'no tea: kettle broken'],
  [new OutOfTeaError(new OutOfTeaError(new Error('deep'))), 'no tea: no tea: deep'],
  [new Error('cannot: kettle broken', { cause: new Error('kettle broken') }), 'cannot: kettle broken'],
  [new AggregateError([new Error('::1 refused'), new Error('127.0.0.1 refused')]), '::1 refused'],
  [Object.assign(new Error(''), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
  [new RangeError(), 'RangeError'],
  ['text', 'text'],
  [undefined, 'undefined'],
])('the message of %o', (thrown, message) => {
  expect(messageOf(thrown)).toBe(message);
});
