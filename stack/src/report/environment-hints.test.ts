import { expect, test } from 'vitest';
import { environmentHints, wrongSettings } from './environment-hints.ts';

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

test('wrong settings of all services are told at once, and those that npm start gives are not missed', () => {
  expect(wrongSettings({})).toEqual([]);
  const faults = wrongSettings({ MONITOR_THRESHOLD: 'many', RETENTION_DAYS: '-1', LOG_LEVEL: 'loud' });
  expect(faults).toHaveLength(3);
  expect(faults.join('\n')).toMatch(/MONITOR_THRESHOLD: "many"/);
  expect(faults.join('\n')).toMatch(/RETENTION_DAYS: "-1"/);
  expect(faults.join('\n')).toMatch(/LOG_LEVEL: "loud"/);
});
