import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { isCompressedName, rotationNumber } from './rotated-name.ts';

/** A regular file that a pattern names, as it was at the moment of looking. */
export interface FoundFile {
  /** Absolute. */
  path: string;
  /** Decimal text; inodes may exceed the range of a number. */
  device: string;
  inode: string;
  /** Time of creation, ns since the epoch; undefined if the file system does not report it. */
  madeNs: string | undefined;
  sizeBytes: number;
  /** ms since the epoch, with fractions. */
  modifiedMs: number;
}

/** Number of paths that are checked at the same time. */
const AT_ONCE = 16;

/** Key that distinguishes a file from all others present. */
export function keyOf({ device, inode }: Pick<FoundFile, 'device' | 'inode'>): string {
  return `${device}:${inode}`;
}

/**
 * Finds the files that the patterns name now.
 *
 * A pattern is a path or a glob. A path that exists is used as it is, whatever characters it has. A file with several
 * paths (links, overlapping globs) is found once. Oldest first, so that rotated files come before their successors.
 *
 * @param skip called for each path that is not a file to follow, with the reason; the same paths at every call
 */
export async function findFiles(
  patterns: readonly string[],
  skip: (path: string, reason: string) => void,
): Promise<FoundFile[]> {
  const paths = new Set<string>();
  for (const pattern of patterns) {
    for (const path of await expand(pattern)) paths.add(path);
  }
  const byInode = new Map<string, FoundFile>();
  for await (const [path, file] of lookAtAll([...paths])) {
    if (typeof file === 'string') skip(path, file);
    else if (file !== undefined) {
      const key = keyOf(file);
      if (!byInode.has(key)) byInode.set(key, file);
    }
  }
  return [...byInode.values()].sort(byAge);
}

/** The paths and globs that name no file to follow now, for people who may have mistyped one. */
export async function missingPatterns(patterns: readonly string[]): Promise<string[]> {
  const found = await Promise.all(patterns.map((pattern) => findFiles([pattern], () => {})));
  return patterns.filter((_, index) => found[index]?.length === 0);
}

/** Looks at several paths at a time, in their order. */
async function* lookAtAll(paths: readonly string[]) {
  for (let i = 0; i < paths.length; i += AT_ONCE) {
    const some = paths.slice(i, i + AT_ONCE);
    const files = await Promise.all(
      some.map((path) => (isCompressedName(path) ? 'is a compressed rotated file' : look(path))),
    );
    for (const [index, path] of some.entries()) yield [path, files[index]] as const;
  }
}

/**
 * Sorts the oldest first. If two files changed within one millisecond, the one with the higher rotation number comes
 * first: a program that gives a compressed file the time of the plain one may have rounded it, up as well as down.
 */
export function byAge(a: FoundFile, b: FoundFile): number {
  return (
    roundedUpMs(a.modifiedMs) - roundedUpMs(b.modifiedMs) ||
    rotationNumber(b.path) - rotationNumber(a.path) ||
    a.modifiedMs - b.modifiedMs
  );
}

/**
 * Programs that keep times as floating-point seconds, such as Node.js, set them up to a quarter of a microsecond late.
 */
function roundedUpMs(ms: number): number {
  return Math.ceil(ms - 0.001);
}

/** The folder above all paths that a pattern can name. */
export function folderOfPattern(pattern: string): string {
  let folder = resolve(pattern);
  while (isDynamicPattern(withSlashes(folder))) folder = dirname(folder);
  return folder === resolve(pattern) ? dirname(folder) : folder;
}

async function expand(pattern: string): Promise<string[]> {
  const path = resolve(pattern);
  const slashed = withSlashes(pattern);
  if (!isDynamicPattern(slashed) || (await look(path)) !== undefined) return [path];
  const paths = await glob(slashed, { absolute: true, dot: true, expandDirectories: false });
  return paths.map((each) => resolve(each));
}

/**
 * Turns a pattern into a glob with slashes between its folders: a glob treats the backslash, which Windows uses there,
 * as an escape.
 */
export function withSlashes(pattern: string, separator: string = sep): string {
  return separator === '\\' ? pattern.replaceAll('\\', '/') : pattern;
}

/**
 * Looks at a path.
 *
 * @returns undefined when there is nothing, a reason when the file cannot be followed
 */
export async function look(path: string): Promise<FoundFile | string | undefined> {
  try {
    const stats = await stat(path, { bigint: true });
    if (!stats.isFile()) return 'is not a regular file; name files, or a glob like dir/*.log';
    const { dev, ino, size, mtimeNs } = stats;
    const times = { madeNs: madeNsOf(stats), modifiedMs: Number(mtimeNs) / 1e6 };
    return { path, device: String(dev), inode: inodeOf(ino, path), sizeBytes: Number(size), ...times };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : message;
  }
}

/** True when a path names another file, or none. */
export async function hasMoved(path: string, { device, inode }: Pick<FoundFile, 'device' | 'inode'>): Promise<boolean> {
  const now = await look(path);
  return typeof now !== 'object' || now.inode !== inode || now.device !== device;
}

/** The inode; the path on file systems without inodes. */
export function inodeOf(inode: bigint, path: string): string {
  return inode === 0n ? path : String(inode);
}

/**
 * Time of creation, ns since the epoch; undefined if the file system does not report it.
 *
 * Without such a time, Node.js returns that of the last change, which every write moves.
 */
export function madeNsOf({ birthtimeNs, ctimeNs }: Pick<BigIntStats, 'birthtimeNs' | 'ctimeNs'>): string | undefined {
  return birthtimeNs > 0n && birthtimeNs !== ctimeNs ? String(birthtimeNs) : undefined;
}
