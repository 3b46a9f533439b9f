import { loadConfig } from '@logwarren/common';
import { expect, test } from 'vitest';
import { configSchema, readArguments } from './config.ts';
import { dropOptionsOf } from './jobs.ts';

test('without variables records are kept ten days', () => {
  const config = loadConfig(configSchema, {});
  expect(config).toMatchObject({ RETENTION_DAYS: 10, MERGE_CRON: '* * * * *', RETENTION_DRY_RUN: false });
  expect(dropOptionsOf(config)).toEqual({ retentionMs: 864_000_000, holdMs: 86_400_000 });
});

test('a fraction of a day is allowed', () => {
  expect(dropOptionsOf(loadConfig(configSchema, { RETENTION_DAYS: '0.5' })).retentionMs).toBe(43_200_000);
});

test.each(['0', '-1', '0.001', '1e3', '10 days', '36501', 'NaN'])('RETENTION_DAYS %j is refused', (value) => {
  expect(() => loadConfig(configSchema, { RETENTION_DAYS: value })).toThrow(/RETENTION_DAYS/);
});

test.each(['* * * *', '61 * * * *', 'hourly', '* * * * * * *'])('cron %j is refused with a reason', (value) => {
  expect(() => loadConfig(configSchema, { RETENTION_CRON: value, MERGE_CRON: value })).toThrow(
    /RETENTION_CRON: .*is not a cron expression.*MERGE_CRON/s,
  );
});

test('seconds are allowed in a cron expression', () => {
  expect(loadConfig(configSchema, { MERGE_CRON: '*/5 * * * * *' }).MERGE_CRON).toBe('*/5 * * * * *');
});

test('--dry-run runs beside the service, another argument is refused', () => {
  expect(readArguments([])).toEqual({});
  expect(loadConfig(configSchema, readArguments(['--dry-run']))).toMatchObject({
    RETENTION_DRY_RUN: true,
    HEALTH_PORT: 0,
  });
  expect(readArguments(['--drop-now'])).toMatchObject({ RETENTION_DROP_NOW: 'true' });
  expect(() => readArguments(['--drop-now', '--dry-run'])).toThrow('exclude each other');
  expect(() => readArguments(['--dryrun'])).toThrow('argument "--dryrun" is not known; did you mean --dry-run?');
});
