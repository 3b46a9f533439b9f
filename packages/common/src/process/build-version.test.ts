import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { buildVersion, versionLine } from './build-version.ts';

const COMMIT = '68440e9a1b2c3d4e5f60718293a4b5c6d7e8f901';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'logwarren-version-'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

const REPOSITORIES: Record<string, Record<string, string>> = {
  'a branch': { '.git/HEAD': 'ref: refs/heads/main\n', '.git/refs/heads/main': `${COMMIT}\n` },
  'a packed branch': {
    '.git/HEAD': 'ref: refs/heads/main\n',
    '.git/packed-refs': `# pack-refs with: peeled\n${'0'.repeat(40)} refs/heads/domain\n${COMMIT} refs/heads/main\n`,
  },
  'no branch': { '.git/HEAD': `${COMMIT}\n` },
  'a worktree': {
    '.git': 'gitdir: other/.git/worktrees/f\n',
    'other/.git/worktrees/f/HEAD': 'ref: refs/heads/f\n',
    'other/.git/worktrees/f/commondir': '../..\n',
    'other/.git/refs/heads/f': `${COMMIT}\n`,
  },
};

test.each(Object.entries(REPOSITORIES))('the commit of %s that is checked out is known', (_name, files) => {
  write(files);
  expect(buildVersion(root).commit).toBe(COMMIT.slice(0, 12));
});

test('without a repository, or with a broken one, there is a version and no commit', () => {
  const { version, node } = buildVersion(root);
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(node).toBe(process.versions.node);
  expect(buildVersion(root)).not.toHaveProperty('commit');
  write({ '.git/HEAD': 'ref: refs/heads/gone\n' });
  expect(buildVersion(root)).not.toHaveProperty('commit');
});

test('an image gets its commit from a variable', () => {
  vi.stubEnv('LOGWARREN_COMMIT', COMMIT);
  expect(buildVersion(root).commit).toBe(COMMIT.slice(0, 12));
  expect(versionLine('logwarren')).toMatch(/^logwarren \d+\.\d+\.\d+ \(commit 68440e9a1b2c, Node \d+\.\d+\.\d+\)$/);
});
