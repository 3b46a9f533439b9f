import { describe, expect, test } from 'vitest';
import { arrowsBetween, crowdedFolders, nodesInCircles, unusedExports } from '../harness/house/import-graph.ts';
import { findWorkspaces, readHouse } from '../harness/house/read-house.ts';

/** Rules for every file of the repository, in any package. */

/** A folder with more files is not a room but a heap. */
const MAX_FILES = 20;

/**
 * Folders that do not keep the law yet. Rows are only taken away: each goes in the commit after which its folder keeps the law,
 * and a row that is no longer needed fails.
 */
const NOT_YET: Record<'circles' | 'exports' | 'crowds', readonly string[]> = {
  circles: ['packages/contract/src/formats/'],
  exports: [],
  crowds: [],
};

const graph = readHouse();
const keepsLaw = (found: string, rows: readonly string[]) => !rows.some((row) => found.startsWith(row));

describe.each([...findWorkspaces(), 'docs'])('%s', (workspace) => {
  const isOwn = (file: string) => file.startsWith(`${workspace}/`);

  test('no file imports itself by way of others, types included', () => {
    const circles = nodesInCircles(arrowsBetween(graph, (file) => (isOwn(file) ? file : undefined)));
    expect(circles.filter((file) => keepsLaw(file, NOT_YET.circles))).toEqual([]);
  });

  test('nothing is exported that nobody imports', () => {
    expect(unusedExports(graph, isOwn).filter((name) => keepsLaw(name, NOT_YET.exports))).toEqual([]);
  });

  test(`no folder has more than ${MAX_FILES} files`, () => {
    const crowds = crowdedFolders(graph.files.filter(isOwn), MAX_FILES);
    expect(crowds.filter((folder) => !NOT_YET.crowds.includes(folder))).toEqual([]);
  });
});

test('no row is kept for a folder that keeps the law by now', () => {
  const circles = findWorkspaces().flatMap((workspace) =>
    nodesInCircles(arrowsBetween(graph, (file) => (file.startsWith(`${workspace}/`) ? file : undefined))),
  );
  const unused = unusedExports(graph, () => true);
  const crowds = crowdedFolders(graph.files, MAX_FILES);
  const idle = (rows: readonly string[], found: readonly string[]) =>
    rows.filter((row) => !found.some((each) => each.startsWith(row)));
  expect(idle(NOT_YET.circles, circles)).toEqual([]);
  expect(idle(NOT_YET.exports, unused)).toEqual([]);
  expect(idle(NOT_YET.crowds, crowds)).toEqual([]);
});
