import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { entrancesOf, readImports, unusedExports } from '../harness/house/import-graph.ts';

/** A package exports what others import, and says for what it is there. */

const ROOT = join(import.meta.dirname, '..', '..');

/** Packages, each with a file for each entrance in its manifest. */
const PACKAGES = ['contract', 'query', 'common', 'broker', 'own-formats', 'store'];

const ENTRANCES = Object.fromEntries(PACKAGES.flatMap((name) => entrancesOf(ROOT, `packages/${name}`)));
const graph = readImports(ROOT, ['{apps,packages,stack,test,bench,docs}/**/*.{ts,tsx,mjs}'], ENTRANCES);

describe.each(PACKAGES)('packages/%s', (name) => {
  const source = `packages/${name}/src/`;
  const index = readFileSync(join(ROOT, source, 'index.ts'), 'utf8');

  test('exports nothing that nobody imports', () => {
    expect(unusedExports(graph, (file) => file.startsWith(source))).toEqual([]);
  });

  test('says in three lines of its index what it is for, and names what it exports', () => {
    const [opening = ''] = /^\/\*\*\n(?: \* .*\n){3} \*\/\n/.exec(index) ?? [];
    expect(opening).not.toBe('');
    expect(index).not.toMatch(/^export (?:type )?\*/m);
  });
});
