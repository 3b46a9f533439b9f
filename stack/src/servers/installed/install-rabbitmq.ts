import type { Update } from '../../report/progress.ts';
import { findRabbitmq } from './local-rabbitmq.ts';
import { CannotInstallError, type PackageInstaller } from './package-installer.ts';

/** Installs the distribution's RabbitMQ; returns the program. */
export async function installRabbitmq(packages: PackageInstaller, update: Update): Promise<string> {
  if (!packages.possible) throw new CannotInstallError('RabbitMQ', 'AMQP_URL');
  await packages.install(['rabbitmq-server'], update);
  const program = findRabbitmq();
  if (program === undefined) throw new CannotInstallError('RabbitMQ', 'AMQP_URL');
  return program;
}
