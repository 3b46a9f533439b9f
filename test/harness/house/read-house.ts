import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { entrancesOf, type ImportGraph, readImports } from './import-graph.ts';

/** Root of the repository. */
export const ROOT: string = join(import.meta.dirname, '..', '..', '..');

/** Folders that have a manifest of their own, `apps/cli` to `test`, found in the tree so that a new one is among them. */
export function findWorkspaces(): string[] {
  const manifests = globSync('{apps/*,packages/*,stack,bench,test}/package.json', { cwd: ROOT });
  return manifests.map((file) => dirname(file)).toSorted();
}

/** All code files of the repository, and the imports between them, by path or by the name of a package. */
export function readHouse(): ImportGraph {
  const entrances = Object.fromEntries(findWorkspaces().flatMap((workspace) => entrancesOf(ROOT, workspace)));
  const patterns = ['{apps,packages,stack,test,bench,docs}/**/*.{ts,tsx,mjs}', 'vitest.config.ts'];
  return readImports(ROOT, patterns, entrances);
}

/** True for a file that only tests run. */
export function isTest(file: string): boolean {
  return /\.test\.tsx?$/.test(file);
}
