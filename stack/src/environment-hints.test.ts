import { expect, test } from 'vitest';
import { environmentHints } from './environment-hints.ts';

test('npm start tells variables that neither it nor a service knows, once each', () => {
  const env = {
    SOURCE_PROT: '9',
    LOGWARREN_HOM: '/x',
    RETENTION_DAY: '3',
    MONITOR_COLOUR: 'red',
    PATH: '/bin',
    HOME: '/x',
  };
  expect(environmentHints(env).toSorted()).toEqual([
    'LOGWARREN_HOM has no effect: did you mean LOGWARREN_HOME?',
    'MONITOR_COLOUR has no effect: docs/configuration.md has all variables',
    'RETENTION_DAY has no effect: did you mean RETENTION_DAYS?',
    'SOURCE_PROT has no effect: did you mean SOURCE_PORT?',
  ]);
});

test('it has nothing to say of what all of them know', () => {
  const env = {
    SOURCE_PORT: '1',
    MERGE_CRON: '* * * * *',
    LOGWARREN_SERVERS: 'local',
    AMQP_URL_FILE: '/x',
    SHUTDOWN_MS: '1',
  };
  expect(environmentHints(env)).toEqual([]);
});
