import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { makePrivateDirectory } from '@logwarren/common/private-files';

/** Names in a stack's home that hold other people's logs. Programs are not secret. */
const PRIVATE_ROOMS = ['logs', 'run', 'rabbitmq', 'mongod', 'source', 'stack.json'];
const OTHERS = 0o077;

/** Makes a directory in the stack's home for its owner alone; everything there belongs to the stack. */
export function makeOwnDirectory(path: string): void {
  makePrivateDirectory(path, () => true);
}

/**
 * Takes the rights of others away from files that earlier builds left in the stack's home under the umask, before
 * anything runs there.
 */
export function closeToOthers(home: string): void {
  for (const name of PRIVATE_ROOMS) closeTree(join(home, name));
}

function closeTree(path: string): void {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  // A link's own mode means nothing, and its target is not ours.
  if (stats === undefined || stats.isSymbolicLink()) return;
  if ((stats.mode & OTHERS) !== 0) chmodSync(path, stats.mode & 0o7777 & ~OTHERS);
  if (stats.isDirectory()) for (const name of readdirSync(path)) closeTree(join(path, name));
}

/**
 * Runs work under a umask for the owner alone. Servers that it starts keep this umask for the files that they write.
 */
export function withPrivateUmask<T>(work: () => T): T {
  const before = process.umask(OTHERS);
  try {
    return work();
  } finally {
    process.umask(before);
  }
}
