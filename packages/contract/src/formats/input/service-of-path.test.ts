import { expect, test } from 'vitest';
import { serviceOfPath } from './service-of-path.ts';

test.each([
  ['/var/log/nginx/access.log', 'nginx'],
  ['/var/log/nginx/error.log.1', 'nginx'],
  ['/var/log/apache2/other_vhosts_access.log', 'apache2'],
  ['/var/log/httpd/ssl_access_log-20261121', 'httpd'],
  ['/var/log/apt/term.log', 'apt'],
  ['/etc/service/queue/log/current', 'queue'],
  ['/srv/shop/log/production.log', 'shop'],
  ['/srv/shop/current/log/production.log', 'shop'],
  ['/home/ada/work/shop/logs/error.log', 'shop'],
  ['/var/log/error', 'error'],
  ['/var/log/debug.1', 'debug'],
  ['/tmp/error.log', 'error'],
  ['logs/error.log', 'error'],
  ['./access.log', 'access'],
  ['/access.log', 'access'],
  ['/var/log/nginx/shop-access.log', 'shop-access'],
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
