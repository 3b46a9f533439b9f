import { createLogger, Readiness } from '@logwarren/common';
import { StoreUnavailableError } from '@logwarren/store';
import { expect, test, vi } from 'vitest';
import { createStoringHealth } from './storing-health.ts';

const away = new StoreUnavailableError('cannot store', new Error('connection reset'));

/** Answers like a MongoDB that refuses writes. */
function refusal(code: number, message: string): StoreUnavailableError {
  return Object.create(away, { refusal: { value: { code, message } } });
}

test('a refusal is a warning when it begins or changes and every minute, and makes the collector not ready', () => {
  const log = createLogger('test', 'silent');
  const warn = vi.spyOn(log, 'warn');
  const readiness = new Readiness(createLogger('test', 'silent'));
  let nowMs = 0;
  const told = createStoringHealth({ log, readiness }, 'storing', () => nowMs);
  told(away);
  expect(warn).not.toHaveBeenCalled();
  expect(readiness.ready).toBe(true);
  for (let i = 0; i < 5; i++) told(refusal(13, 'not authorized'));
  expect(warn).toHaveBeenCalledTimes(1);
  expect(readiness.ready).toBe(false);
  expect(readiness.states.storing?.detail).toContain('not authorized (code 13)');
  told(refusal(14031, 'no space left'));
  expect(warn).toHaveBeenCalledTimes(2);
  nowMs = 59_000;
  told(refusal(14031, 'no space left'));
  expect(warn).toHaveBeenCalledTimes(2);
  nowMs = 61_000;
  told(refusal(14031, 'no space left'));
  expect(warn).toHaveBeenCalledTimes(3);
  told(undefined);
  expect(readiness.ready).toBe(true);
});
