import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };

/** The version of Logwarren, as `--version`, `GET /version` and the first line of a log show it. */
interface BuildVersion {
  version: string;
  /** Commit of the source code; absent if unknown. */
  commit?: string;
  /** Version of Node.js. */
  node: string;
}

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
const COMMIT_CHARS = 12;

/** The version of this build. An image has no repository and gets its commit from LOGWARREN_COMMIT. */
export function buildVersion(root = ROOT): BuildVersion {
  const commit = process.env.LOGWARREN_COMMIT || commitIn(root);
  const known = commit === undefined ? {} : { commit: commit.slice(0, COMMIT_CHARS) };
  return { version: manifest.version, ...known, node: process.versions.node };
}

/** `logwarren search 0.1.0 (commit 68440e9a1b2c, Node 24.0.0)` */
export function versionLine(program: string): string {
  const { version, commit, node } = buildVersion();
  return `${program} ${version} (${commit === undefined ? '' : `commit ${commit}, `}Node ${node})`;
}

/** The commit that is checked out. Read from the files of git: starting git takes longer than starting a command. */
function commitIn(root: string): string | undefined {
  const entry = join(root, '.git');
  try {
    if (!existsSync(entry)) return undefined;
    // In a worktree it is a file that names a directory, which names the repository that has the branches.
    const directory = statSync(entry).isDirectory() ? entry : resolve(root, after('gitdir: ', textOf(entry)) ?? '');
    const common = join(directory, 'commondir');
    const repository = existsSync(common) ? resolve(directory, textOf(common)) : directory;
    const head = textOf(join(directory, 'HEAD'));
    const branch = after('ref: ', head);
    return branch === undefined ? head : commitOf(repository, branch);
  } catch {
    return undefined;
  }
}

function commitOf(repository: string, branch: string): string | undefined {
  const file = join(repository, branch);
  if (existsSync(file)) return textOf(file);
  const packed = textOf(join(repository, 'packed-refs')).split('\n');
  return packed.find((line) => line.endsWith(` ${branch}`))?.split(' ', 1)[0];
}

function textOf(file: string): string {
  return readFileSync(file, 'utf8').trim();
}

function after(beginning: string, text: string): string | undefined {
  return text.startsWith(beginning) ? text.slice(beginning.length) : undefined;
}
