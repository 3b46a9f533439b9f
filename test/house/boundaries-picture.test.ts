import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { arrowsBetween, withoutImplied } from '../harness/house/import-graph.ts';
import { findWorkspaces, isTest, ROOT, readHouse } from '../harness/house/read-house.ts';

/** The picture of packages in ARCHITECTURE.md shows who imports whom, and nothing else. */

const WORKSPACES = findWorkspaces().filter((workspace) => workspace !== 'test' && workspace !== 'bench');
/** Code that only tests import, at an entrance of its own. */
const FOR_TESTS = /^packages\/[^/]+\/src\/testing\//;

function workspaceOf(file: string): string | undefined {
  if (isTest(file) || FOR_TESTS.test(file)) return undefined;
  return WORKSPACES.find((workspace) => file.startsWith(`${workspace}/`))?.replace(/^(apps|packages)\//, '');
}

test('each arrow of the picture is an import, and each import an arrow or several', () => {
  const arrows = withoutImplied(arrowsBetween(readHouse(), workspaceOf));
  const [, picture = ''] = /```mermaid\n([^`]*)```/.exec(readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8')) ?? [];
  const drawn = Array.from(picture.matchAll(/^ +(\S+) --> (.+)$/gm), ([, from, to = '']) =>
    to.split(' & ').map((each) => `${from} -> ${each}`),
  );
  const real = [...arrows].flatMap(([from, to]) => Array.from(to, (each) => `${from} -> ${each}`));
  expect(drawn.flat().toSorted()).toEqual(real.toSorted());
});
