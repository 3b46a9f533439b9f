import { expect, test } from 'vitest';
import { serviceOfPath } from './service-of-path.ts';

test.each([
  ['/var/log/nginx/access.log', 'access'],
  ['/var/log/nginx/access.log.1', 'access'],
  ['access.log-20261121', 'access'],
  ['access.log.2026-11-21', 'access'],
  ['app-2026-11-21.log', 'app'],
  ['app.2026-11-21T10.log', 'app'],
  ['/var/log/syslog', 'syslog'],
  ['rabbit@host.log', 'rabbit@host'],
  ['.log', '.log'],
  ['payments.json', 'payments'],
  ['node-24.log', 'node'],
])('%s belongs to %s', (path, service) => {
  expect(serviceOfPath(path)).toBe(service);
});
