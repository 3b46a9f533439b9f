import { existsSync } from 'node:fs';
import { StackError } from '../../home/stack-error.ts';
import { findProgram, runCommand } from '../../processes/run-command.ts';
import type { Update } from '../../report/progress.ts';

/**
 * Installs packages of Debian or Ubuntu without letting them start a service of the system: Debian packages ask
 * `policy-rc.d`. If a machine already has that file, it stays.
 */

const POLICY_FILE = '/usr/sbin/policy-rc.d';
const INSTALL_LIMIT_MS = 900_000;

/** Ends the installation with advice for a person. */
export class CannotInstallError extends StackError {
  constructor(what: string, variable: string) {
    const ways = `install ${what}, start Docker, or set ${variable} to a server that runs`;
    super('cannot-install', `cannot install ${what} on this system by itself: ${ways}`);
  }
}

/** Installs packages of the distribution. */
export interface PackageInstaller {
  /** True if this system has apt and we may use it. */
  readonly possible: boolean;
  /** Installs packages. Only one installation runs at a time, because apt holds a lock. */
  install(packages: string[], update: Update): Promise<void>;
}

/** Makes the installer for this system. */
export function createPackageInstaller(): PackageInstaller {
  const prefix = rootPrefix();
  let last: Promise<unknown> = Promise.resolve();
  return {
    possible: findProgram('apt-get') !== undefined && prefix !== undefined,
    async install(packages, update) {
      if (prefix === undefined) throw new CannotInstallError(packages.join(', '), 'AMQP_URL or MONGO_URL');
      update('waiting for apt-get');
      const turn = last.catch(() => undefined).then(() => installNow(packages, prefix, update));
      last = turn;
      await turn;
    },
  };
}

/** Prefix that makes a command run as root: nothing, or sudo, which may ask for a password only on a terminal. */
function rootPrefix(): string[] | undefined {
  if (process.getuid?.() === 0) return [];
  const sudo = findProgram('sudo');
  if (sudo === undefined) return undefined;
  return process.stdin.isTTY ? [sudo] : [sudo, '-n'];
}

async function installNow(packages: string[], prefix: string[], update: Update): Promise<void> {
  // No signal: an interrupted apt-get leaves half-configured packages behind.
  const run = async (...command: string[]) => {
    const [program = 'env', ...args] = [...prefix, ...command];
    const onLine = (line: string) => update(`apt-get: ${line.slice(0, 60)}`, 'fleeting');
    await runCommand(program, args, { timeoutMs: INSTALL_LIMIT_MS, env: process.env, onLine });
  };
  const apt = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=300'];
  update('reading the package lists');
  await run(...apt, 'update');
  const isForbidden = existsSync(POLICY_FILE);
  if (!isForbidden) await run('sh', '-c', `printf '#!/bin/sh\\nexit 101\\n' >${POLICY_FILE}; chmod +x ${POLICY_FILE}`);
  try {
    await run(...apt, 'install', '-y', '--no-install-recommends', ...packages);
  } finally {
    if (!isForbidden) await run('rm', '-f', POLICY_FILE);
  }
}
