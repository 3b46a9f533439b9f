import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makePrivateDirectory } from '@logwarren/common/private-files';
import { closeToOthers } from './make-private.ts';
import { processIdentity } from './process-identity.ts';
import { isAlive } from './run-directory.ts';
import { StackError } from './stack-error.ts';

/**
 * Takes a stack's home for this process, and closes it to others; two stacks on one home would destroy each other's data. A note of a process that
 * is dead is no obstacle.
 *
 * @throws StackError when a living process has it
 */
export function takeHome(home: string): Disposable {
  makePrivateDirectory(home, () => false);
  const file = join(home, 'stack.json');
  const owner = readOwner(file);
  if (owner !== undefined && owner.pid !== process.pid && isAlive(owner)) {
    throw new StackError(
      'already-running',
      `Logwarren runs already with its data in ${home}: pid ${owner.pid}. Stop it with \`kill ${owner.pid}\`, or set ` +
        'LOGWARREN_HOME to another directory for a second one',
    );
  }
  writeFileSync(file, JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) }), {
    mode: 0o600,
  });
  closeToOthers(home);
  return { [Symbol.dispose]: () => rmSync(file, { force: true }) };
}

function readOwner(file: string): { pid: number; identity: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { pid: number; identity: string };
  } catch {
    return undefined;
  }
}
