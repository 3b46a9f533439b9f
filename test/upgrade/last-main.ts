import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The last commit whose documents and messages carry no format version: what installations are upgraded from. */
export const LAST_MAIN = 'f523476df2eecf4a42902e675b9aeccdbb0fd0e9';

const REPOSITORY = join(import.meta.dirname, '..', '..');

/** The sources of a commit in a directory of their own, ready to run; disposing removes it. */
interface Checkout extends Disposable {
  /** For `startApp`. */
  root: string;
}

/** False in a shallow clone, or without git: nothing is fetched, and the tests of upgrades are skipped. */
export function hasCommit(commit: string): boolean {
  try {
    execFileSync('git', ['-C', REPOSITORY, 'cat-file', '-e', `${commit}^{commit}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * Takes a commit out of the repository's own history.
 *
 * It runs with the libraries of this checkout: pnpm's links between workspace packages are relative, so copied as links
 * they name the commit's own packages.
 */
export function checkOut(commit: string): Checkout {
  const root = mkdtempSync(join(tmpdir(), 'logwarren-upgrade-'));
  const tar = execFileSync('git', ['-C', REPOSITORY, 'archive', commit, 'apps', 'packages', 'package.json'], {
    maxBuffer: 256 * 1024 * 1024,
  });
  execFileSync('tar', ['-x', '-C', root], { input: tar });
  symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'));
  for (const room of ['apps', 'packages']) {
    const names = execFileSync('ls', [join(root, room)], { encoding: 'utf8' })
      .trim()
      .split('\n');
    for (const name of names) copyLinks(join(REPOSITORY, room, name), join(root, room, name));
  }
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}

function copyLinks(from: string, to: string): void {
  const modules = join(from, 'node_modules');
  if (!existsSync(modules)) return;
  mkdirSync(dirname(to), { recursive: true });
  cpSync(modules, join(to, 'node_modules'), { recursive: true, verbatimSymlinks: true });
}
