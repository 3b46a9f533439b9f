import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findWorkspaces, ROOT } from '../harness/house/read-house.ts';

/** Entrances: the description of a package, and the names that it exports. */

const ENTRANCES = findWorkspaces()
  .map((workspace) => `${workspace}/src/index.ts`)
  .filter((file) => existsSync(join(ROOT, file)));

describe.each(ENTRANCES)('%s', (file) => {
  const index = readFileSync(join(ROOT, file), 'utf8');

  test('says in at most three lines what the package is for', () => {
    const [opening = ''] = /^\/\*\*\n(?: \* .*\n){1,3} \*\/\n/.exec(index) ?? [];
    expect(opening).not.toBe('');
  });

  test('names what it exports', () => {
    expect(index).not.toMatch(/^export (?:type )?\*/m);
  });
});
