import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isOnFuse, openFile } from '../bytes/byte-source.ts';
import type { FileEntry } from '../checkpoint/checkpoint-state.ts';
import { type FoundFile, keyOf, look } from '../finding/find-files.ts';
import { isRotatedNameOf } from '../finding/rotated-name.ts';

/** Most files to check in a search; a mail spool beside the logs must not stop everything. */
const MAX_LOOKED_AT = 5_000;
const MAX_DEPTH = 2;

/**
 * Files near paths, listed once for all paths in a folder: after a rotation of many files, the source looks for each of
 * them.
 */
export class NearbyFiles {
  readonly #below: Lists = new Map();
  readonly #beside: Lists = new Map();

  /** See `filesBelow`. */
  below(path: string): Promise<FoundFile[]> {
    return this.#once(this.#below, path, filesBelow);
  }

  /** See `filesBeside`. */
  beside(path: string): Promise<FoundFile[]> {
    return this.#once(this.#beside, path, filesBeside);
  }

  /** Files below all places of a file; see `placesOf`. */
  async belowAll(file: Place): Promise<FoundFile[]> {
    return (await Promise.all((await placesOf(file)).map((place) => this.below(place)))).flat();
  }

  /** Files beside all places of a file; see `placesOf`. */
  async besideAll(file: Place): Promise<FoundFile[]> {
    return (await Promise.all((await placesOf(file)).map((place) => this.beside(place)))).flat();
  }

  /**
   * True when the wanted files that were listed still have the same names. Otherwise rotation may have hidden a file:
   * by the time it was opened it had another name.
   *
   * @param isWanted by name or inode; other files may come and go at any time
   */
  async areSettled(isWanted: IsWanted): Promise<boolean> {
    return (
      (await areAsListed(this.#below, filesBelow, isWanted)) && (await areAsListed(this.#beside, filesBeside, isWanted))
    );
  }

  #once(lists: Lists, path: string, list: typeof filesBelow): Promise<FoundFile[]> {
    const known = lists.get(dirname(path)) ?? { path, files: list(path) };
    lists.set(dirname(path), known);
    return known.files;
  }
}

/** A file that was followed: its path, and the path of its target if it is a link. */
type Place = Pick<FileEntry, 'path' | 'target'>;

/** Paths to look near for a file: its own, and that of its target if it is in another folder now. */
async function placesOf({ path, target }: Place): Promise<string[]> {
  if (target === undefined) return [path];
  const [here, there] = await Promise.all([path, target].map((each) => stat(dirname(each)).catch(() => undefined)));
  return here !== undefined && here.ino === there?.ino && here.dev === there.dev ? [path] : [path, target];
}

/** Files near a path, by its folder. */
type Lists = Map<string, { path: string; files: Promise<FoundFile[]> }>;

type IsWanted = (file: FoundFile) => boolean;

async function areAsListed(lists: Lists, list: typeof filesBelow, isWanted: IsWanted): Promise<boolean> {
  const namesIn = (files: readonly FoundFile[]) => namesOf(files.filter(isWanted));
  for (const { files, path } of lists.values()) if (namesIn(await files) !== namesIn(await list(path))) return false;
  return true;
}

function namesOf(files: readonly FoundFile[]): string {
  return files
    .map((file) => `${keyOf(file)} ${file.path}`)
    .sort()
    .join('\n');
}

/** Files in the folder of a path and in folders below it, those of its own folder first. */
async function filesBelow(path: string): Promise<FoundFile[]> {
  return await filesIn(dirname(path), MAX_DEPTH, { left: MAX_LOOKED_AT });
}

/** Files in the folders beside that of a path, and below those that are named after it. */
async function filesBeside(path: string): Promise<FoundFile[]> {
  const own = dirname(path);
  const above = dirname(own);
  const budget = { left: MAX_LOOKED_AT };
  const found: FoundFile[] = [];
  for (const each of above === own ? [] : await entriesOf(above)) {
    const folder = join(above, each.name);
    const depth = isRotatedNameOf(folder, own) ? MAX_DEPTH : 0;
    if (each.isDirectory() && folder !== own) found.push(...(await filesIn(folder, depth, budget)));
  }
  return found;
}

async function filesIn(folder: string, depth: number, budget: { left: number }): Promise<FoundFile[]> {
  const entries = budget.left > 0 ? await entriesOf(folder) : [];
  const found: FoundFile[] = [];
  const isByPath = entries.length > 0 && (await isOnFuse(folder));
  for (const each of entries) {
    if (!each.isFile() || budget.left-- <= 0) continue;
    const path = join(folder, each.name);
    if (isByPath) await refresh(path);
    const file = await look(path);
    if (typeof file === 'object') found.push(file);
  }
  for (const each of depth > 0 ? entries : []) {
    if (each.isDirectory()) found.push(...(await filesIn(join(folder, each.name), depth - 1, budget)));
  }
  return found;
}

/** FUSE may answer for the file that had the path a second ago; opening and reading the path makes it ask again. */
async function refresh(path: string): Promise<void> {
  const opened = await openFile(path).catch(() => undefined);
  await opened?.bytes.close();
}

/** Empty for a folder that is gone or cannot be read. */
async function entriesOf(folder: string): Promise<Dirent[]> {
  return await readdir(folder, { withFileTypes: true }).catch(() => []);
}
