import { describe, expect, test } from 'vitest';
import { arrowsBetween, crowdedFolders, nodesInCircles, unusedExports } from '../harness/house/import-graph.ts';
import { findWorkspaces, readHouse } from '../harness/house/read-house.ts';

/** Rules for every file of the repository, in any package. */

/** A folder with more files is not a room but a heap. */
const MAX_FILES = 20;

const graph = readHouse();

describe.each([...findWorkspaces(), 'docs'])('%s', (workspace) => {
  const isOwn = (file: string) => file.startsWith(`${workspace}/`);

  test('no file imports itself by way of others, types included', () => {
    const circles = nodesInCircles(arrowsBetween(graph, (file) => (isOwn(file) ? file : undefined)));
    expect(circles).toEqual([]);
  });

  test('nothing is exported that nobody imports', () => {
    expect(unusedExports(graph, isOwn)).toEqual([]);
  });

  test(`no folder has more than ${MAX_FILES} files`, () => {
    expect(crowdedFolders(graph.files.filter(isOwn), MAX_FILES)).toEqual([]);
  });
});
