import { matchesGlob, resolve } from 'node:path';

/**
 * True when a path or a glob names a path: `*` stands for names that begin with a dot too, as in most programs that gather
 * logs, and a path is itself whatever characters it has.
 *
 * @param path absolute
 * @param glob a relative one begins at the folder of the process
 */
export function matchesPath(path: string, glob: string): boolean {
  const absolute = resolve(glob);
  return absolute === path || matchesGlob(behindDots(path), behindDots(absolute));
}

/** No name begins with a dot any more: `*` leaves such names out in Node.js, which has no setting for it. */
function behindDots(path: string): string {
  return path.replaceAll(/(^|[\\/])\./g, '$1\u0001.');
}
