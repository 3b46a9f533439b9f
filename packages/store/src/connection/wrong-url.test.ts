import { expect, test } from 'vitest';
import { StoreUnusableError } from './errors.ts';
import { createClient } from './store.ts';

/** For these, the driver and its libraries throw errors of five classes. */
test.each([
  'mongodb://u:S3CRETpw@127.0.0.1:99999/x',
  'mongodb://u:S3@S3CRETpw@127.0.0.1:27017/x',
  'mongodb://u:S3CRETpw/x@127.0.0.1/x',
  'mongodb://u:S3CRETpw%zz@127.0.0.1/x',
  'mongodb://u:S3CRETpw#x@h/x',
  'mongodb://u:x:S3CRETpw@h:1/x',
  'mongodb://u:S3CRETpw@/x',
  'mongodb://u:S3CRETpw@[::1/x',
  'mongodb+srv://u:S3CRETpw@h:1/x',
  'http://u:S3CRETpw@h/x',
  'mongodb://',
  '',
  'mongodb://h:0/x',
  'mongodb://h/x?no-such-option=S3CRETpw',
  'mongodb://u:S3CRETpw@h/a.b',
  'mongodb://u:S3CRETpw@h/a b',
  `mongodb://h/${'a'.repeat(64)}`,
])('%s is store-unusable, and the message has no secret', (url) => {
  let problem: unknown;
  try {
    createClient(url, 'test');
  } catch (error) {
    problem = error;
  }
  expect(problem).toBeInstanceOf(StoreUnusableError);
  const { code, message, cause } = problem as StoreUnusableError;
  expect(code).toBe('store-unusable');
  expect(message).toMatch(/^MONGO_URL is wrong: /);
  expect(message).not.toContain('S3CRETpw');
  expect(cause).toBeUndefined();
});
