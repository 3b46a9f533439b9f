import { expect, test } from 'vitest';
import { BrokerUrlError } from './errors.ts';
import { openSession } from './session.ts';

test.each([
  'amqp://u:S3CRETpw@127.0.0.1:99999/x',
  'amqp://u:S3CRETpw/x@127.0.0.1/x',
  'amqp://u:S3CRETpw%zz@127.0.0.1:1/x',
  'amqp://u:S3CRETpw#x@127.0.0.1:1/',
  'amqp://u:S3CRETpw@127.0.0.1:1/%zz',
  'http://u:S3CRETpw@127.0.0.1:1/',
  'amqp://',
  '127.0.0.1:5672',
  '',
])('%s is broker-url-invalid, and the message has no secret', async (url) => {
  const setUp = async () => {};
  const options = { url, name: 'test', openChannel: async () => ({}) as never, setUp };
  const problem = await openSession(options, AbortSignal.timeout(5_000)).catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(BrokerUrlError);
  const { code, message, cause } = problem as BrokerUrlError;
  expect(code).toBe('broker-url-invalid');
  expect(message).toMatch(/^AMQP_URL is wrong: /);
  expect(message).not.toContain('S3CRETpw');
  expect(cause).toBeUndefined();
});
