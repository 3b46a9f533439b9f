import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { arrowsBetween, levelsOf, nodesInCircles, readImports, unusedExports } from './import-graph.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'import-graph-'));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function graphOf(files: Record<string, string>) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return readImports(root, ['**/*.ts'], { '@made/up': 'low/index.ts' });
}

const FILES = {
  'low/index.ts': "/** Low. */\nexport { type Shape, make } from './make.ts';\n",
  'low/make.ts': 'export interface Shape {}\nexport function make() {}\nexport const spare = 1;\n',
  'high/use.ts':
    "import {\n  make,\n  type Shape as Form,\n} from '../low/index.ts';\nimport { join } from 'node:path';\n",
  'other/use.ts': "import { make } from '@made/up';\n",
};

const folderOf = (file: string) => file.split('/')[0];

test('arrows between folders are those of the imports in them, of packages by name too', () => {
  const arrows = arrowsBetween(graphOf(FILES), folderOf);
  expect([...arrows].map(([from, to]) => [from, [...to]]).toSorted()).toEqual([
    ['high', ['low']],
    ['low', []],
    ['other', ['low']],
  ]);
  expect(levelsOf(arrows)).toBe(2);
  expect(nodesInCircles(arrows)).toEqual([]);
});

test('a circle of which one import is of a type is a circle', () => {
  const graph = graphOf({ ...FILES, 'low/back.ts': "import type { Use } from '../high/use.ts';\n" });
  expect(nodesInCircles(arrowsBetween(graph, folderOf)).toSorted()).toEqual(['high', 'low']);
  expect(nodesInCircles(arrowsBetween(graph, (file) => file))).toEqual([]);
});

test('an export that no file imports is found, and one that only its index names is not used by that', () => {
  const graph = graphOf({ ...FILES, 'high/use.ts': '' });
  expect(unusedExports(graph, () => true)).toEqual(['low/index.ts: Shape', 'low/make.ts: spare']);
});

test('what is taken from a namespace, or when it is needed, is used', () => {
  const graph = graphOf({
    ...FILES,
    'high/use.ts': "import * as low from '../low/index.ts';\nconst form: low.Shape = low.make();\n",
    'other/use.ts': "const { spare: rest } = await import('../low/make.ts');\n",
  });
  expect(unusedExports(graph, () => true)).toEqual([]);
});
