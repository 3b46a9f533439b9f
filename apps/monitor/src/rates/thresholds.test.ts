import { loadConfig } from '@logwarren/common';
import { expect, test } from 'vitest';
import { configSchema, ruleOf } from '../config.ts';
import { parseThresholds } from './thresholds.ts';

test('thresholds of services are read with spaces, an equals sign in the name, and off', () => {
  const parsed = parseThresholds('checkout=50, payment = 10,importer=off,a=b=3,');
  expect(parsed).toEqual({
    thresholds: new Map([
      ['checkout', 50],
      ['payment', 10],
      ['importer', Number.POSITIVE_INFINITY],
      ['a=b', 3],
    ]),
  });
});

test.each(['checkout', 'checkout=', 'checkout=0', 'checkout=-1', 'checkout=1.5', '=5', 'a=1,a=2'])(
  'thresholds %j are refused with a reason',
  (text) => {
    expect(parseThresholds(text)).toHaveProperty('problem');
    expect(() => loadConfig(configSchema, { MONITOR_SERVICE_THRESHOLDS: text })).toThrow(/MONITOR_SERVICE_THRESHOLDS/);
  },
);

test('the rule takes the threshold of the service, else the general one', () => {
  const rule = ruleOf(loadConfig(configSchema, { MONITOR_THRESHOLD: '7', MONITOR_SERVICE_THRESHOLDS: 'checkout=50' }));
  expect([rule.thresholdOf('checkout'), rule.thresholdOf('payment')]).toEqual([50, 7]);
  expect(rule).toMatchObject({ windowMs: 60_000, clearAfterMs: 60_000, minSeverityNumber: 17 });
});

test('the address of the webhook is checked and never shown', () => {
  const faulty = { MONITOR_WEBHOOK_URL: 'ftp://token-in-it' };
  expect(() => loadConfig(configSchema, faulty)).toThrow(/MONITOR_WEBHOOK_URL: expected http/);
  expect(() => loadConfig(configSchema, faulty)).not.toThrow(/token-in-it/);
});
