import { createLogger } from '@logwarren/common';
import { expect, test, vi } from 'vitest';
import { safeUrl } from './safe-url.ts';

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
