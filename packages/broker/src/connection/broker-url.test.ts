import { createLogger } from '@logwarren/common';
import { expect, test, vi } from 'vitest';
import { safeUrl } from './broker-url.ts';
import { BrokerUrlError } from './errors.ts';
import { openSession } from './session.ts';

test.each([
  ['amqp://h/v', 'amqp://h/v', false],
  ['amqp://u:p@h/v?heartbeat=5', 'amqp://u:p@h/v?heartbeat=5', false],
  ['amqp://h/v?heartbeat=60&frameMax=8192', 'amqp://h/v?heartbeat=60&frameMax=8192', false],
  ['amqp://h/v?heartbeat=0', 'amqp://h/v', true],
  ['amqp://h/v?heartbeat=3600&frameMax=8192', 'amqp://h/v?frameMax=8192', true],
  ['amqp://h/v?heartbeat=', 'amqp://h/v', true],
  ['amqp://h/v?heartbeat=-1', 'amqp://h/v', true],
  ['amqp://h/v?HEARTBEAT=0', 'amqp://h/v', true],
])('%s is used as %s', (url, safe, isWarned) => {
  const log = createLogger('test', 'silent');
  const warn = vi.spyOn(log, 'warn').mockImplementation(() => {});
  expect(safeUrl(url, log)).toBe(safe);
  expect(warn).toHaveBeenCalledTimes(isWarned ? 1 : 0);
});

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
