import { chmodSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What a stack's home holds of other people's logs; programs are no secret. */
const PRIVATE_ROOMS = ['logs', 'run', 'rabbitmq', 'mongod', 'source', 'stack.json'];
const OTHERS = 0o077;

/** Makes a directory for its owner alone, whatever the umask. */
export function makePrivateDirectory(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
}

/** Closes what a stack left in its home to others, before anything runs there: earlier commits went by the umask. */
export function closeToOthers(home: string): void {
  for (const name of PRIVATE_ROOMS) closeTree(join(home, name));
}

function closeTree(path: string): void {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  // A link's own mode means nothing, and what it names is not ours.
  if (stats === undefined || stats.isSymbolicLink()) return;
  if ((stats.mode & OTHERS) !== 0) chmodSync(path, stats.mode & 0o7777 & ~OTHERS);
  if (stats.isDirectory()) for (const name of readdirSync(path)) closeTree(join(path, name));
}

/** Does work under a umask for the owner alone, which processes started in it keep: servers write files of their own. */
export function withPrivateUmask<T>(work: () => T): T {
  const before = process.umask(OTHERS);
  try {
    return work();
  } finally {
    process.umask(before);
  }
}
