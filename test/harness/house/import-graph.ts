import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** Finds the imports of files in their text. Imports of types count: a reader follows them as well. */

/** Names that a file takes from another one. */
interface Import {
  from: string;
  to: string;
  names: readonly string[];
}

/** Files of a folder and the imports between them. */
export interface ImportGraph {
  files: readonly string[];
  imports: readonly Import[];
  /** Names that each file exports. */
  exports: ReadonlyMap<string, readonly string[]>;
}

const SKIPPED = /(^|\/)(node_modules|dist)\//;
const IMPORT = /^(?:import|export)\s+(?:type\s+)?\{([^}]*)\}\s+from\s+'([^']+)'/gm;
/** An `await` that takes several imports apart counts as importing all names of each. */
const TAKEN_APART = /^.*\bconst (.*\{.*\}.*) = .*\bawait .*$/gm;
const DYNAMIC_IMPORT = /\bimport\('([^']+)'\)/g;
const NAMESPACE_IMPORT = /^import\s+\*\s+as\s+(\w+)\s+from\s+'([^']+)'/gm;
const DECLARATION = /^export\s+(?:async\s+)?(?:function\*?|const|class|interface|type)\s+(\w+)/gm;
const EXPORT_LIST = /^export\s+(?:type\s+)?\{([^}]*)\}/gm;

/**
 * Reads the imports of files.
 *
 * @param root folder of the repository
 * @param patterns of its files
 * @param packages path of a file by the name that other packages import it by
 * @returns paths relative to the root; imports of anything else are left out
 */
export function readImports(
  root: string,
  patterns: readonly string[],
  packages: Readonly<Record<string, string>> = {},
): ImportGraph {
  const files = patterns.flatMap((pattern) => globSync(pattern, { cwd: root })).filter((file) => !SKIPPED.test(file));
  const known = new Set(files);
  const imports: Import[] = [];
  const exports = new Map<string, readonly string[]>();
  for (const from of files) {
    const text = readFileSync(join(root, from), 'utf8');
    exports.set(from, exportsOf(text));
    for (const { names, specifier } of importsIn(text)) {
      const to = packages[specifier] ?? relative(root, resolve(root, dirname(from), specifier));
      if (known.has(to)) imports.push({ from, to, names });
    }
  }
  return { files, imports, exports };
}

function importsIn(text: string): { names: readonly string[]; specifier: string }[] {
  const takenApart = Array.from(text.matchAll(TAKEN_APART), ([line, taken = '']) => {
    const names = Array.from(taken.matchAll(/\{([^{}]*)\}/g), ([, list = '']) => namesOf(list)).flat();
    return Array.from(line.matchAll(DYNAMIC_IMPORT), ([, specifier = '']) => ({ names, specifier }));
  });
  return [
    ...Array.from(text.matchAll(IMPORT), ([, names = '', specifier = '']) => ({ names: namesOf(names), specifier })),
    ...takenApart.flat(),
    ...Array.from(text.matchAll(NAMESPACE_IMPORT), ([, space = '', specifier = '']) => ({
      names: Array.from(text.matchAll(new RegExp(`\\b${space}\\.(\\w+)`, 'g')), ([, name = '']) => name),
      specifier,
    })),
  ];
}

function exportsOf(text: string): string[] {
  const declared = Array.from(text.matchAll(DECLARATION), ([, name = '']) => name);
  const listed = Array.from(text.matchAll(EXPORT_LIST), ([, names = '']) => namesOf(names, -1)).flat();
  return [...declared, ...listed];
}

/** @param side 0 for the names in the file that has them, -1 for those in the file that lists them */
function namesOf(list: string, side: 0 | -1 = 0): string[] {
  const items = list.split(',').map((item) => item.trim().replace(/^type\s+/, ''));
  return items.map((item) => item.split(/\s+as\s+|:/).at(side) as string).filter((name) => name !== '');
}

/** Each name of a workspace package, and the file behind it; for `readImports`. */
export function entrancesOf(root: string, workspace: string): [string, string][] {
  const { name, exports = {} } = JSON.parse(readFileSync(join(root, workspace, 'package.json'), 'utf8'));
  const entries = typeof exports === 'string' ? { '.': exports } : (exports as Record<string, string>);
  return Object.entries(entries).map(([path, file]) => [join(name, path), join(workspace, file)]);
}

/** Nodes by the targets of each. */
type Arrows = ReadonlyMap<string, ReadonlySet<string>>;

/** The arrows between files, or between their folders. @param of the node of a file; undefined leaves the file out */
export function arrowsBetween({ files, imports }: ImportGraph, of: (file: string) => string | undefined): Arrows {
  const arrows = new Map<string, Set<string>>();
  for (const file of files) {
    const node = of(file);
    if (node !== undefined && !arrows.has(node)) arrows.set(node, new Set());
  }
  for (const { from, to } of imports) {
    const [start, end] = [of(from), of(to)];
    if (start !== undefined && end !== undefined && start !== end) arrows.get(start)?.add(end);
  }
  return arrows;
}

/** Nodes from which arrows lead back to themselves. */
export function nodesInCircles(arrows: Arrows): string[] {
  return [...arrows.keys()].filter((node) => reachableFrom(arrows, node).has(node));
}

function reachableFrom(arrows: Arrows, start: string): Set<string> {
  const reached = new Set<string>();
  const rest = [...(arrows.get(start) ?? [])];
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    if (reached.has(node)) continue;
    reached.add(node);
    rest.push(...(arrows.get(node) ?? []));
  }
  return reached;
}

/** Arrows that lead up, as `from -> to`. @param order the nodes from the ground up */
export function climbsIn(arrows: Arrows, order: readonly string[]): string[] {
  return [...arrows].flatMap(([from, all]) =>
    [...all].filter((to) => order.indexOf(to) > order.indexOf(from)).map((to) => `${from} -> ${to}`),
  );
}

/** Folders with more files than a reader can survey. */
export function crowdedFolders(files: readonly string[], most: number): string[] {
  const folders = Map.groupBy(files, (file) => file.slice(0, file.lastIndexOf('/')));
  return [...folders].filter(([, each]) => each.length > most).map(([folder]) => folder);
}

/** The arrows that others do not imply: one from `a` to `c` is implied when one leads from `a` to `b` and on to `c`. */
export function withoutImplied(arrows: Arrows): Map<string, Set<string>> {
  const isImplied = (from: ReadonlySet<string>, to: string) =>
    [...from].some((other) => other !== to && reachableFrom(arrows, other).has(to));
  return new Map(Array.from(arrows, ([node, to]) => [node, new Set([...to].filter((each) => !isImplied(to, each)))]));
}

/** Number of nodes in the longest chain of arrows. @param arrows without circles */
export function levelsOf(arrows: Arrows): number {
  const levels = new Map<string, number>();
  const levelOf = (node: string): number => {
    const known = levels.get(node);
    if (known !== undefined) return known;
    const level = 1 + Math.max(0, ...Array.from(arrows.get(node) ?? [], levelOf));
    levels.set(node, level);
    return level;
  };
  return Math.max(0, ...Array.from(arrows.keys(), levelOf));
}

/** Exports that no other file imports, as `file: name`. */
export function unusedExports({ exports, imports }: ImportGraph, isChecked: (file: string) => boolean): string[] {
  const used = new Set(imports.flatMap(({ to, names }) => names.map((name) => `${to}: ${name}`)));
  const all = [...exports].filter(([file]) => isChecked(file));
  return all.flatMap(([file, names]) => names.map((name) => `${file}: ${name}`)).filter((each) => !used.has(each));
}
