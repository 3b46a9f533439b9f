import { basename, posix, resolve } from 'node:path';
import { matchesPath } from '@logwarren/common/match-path';
import type { OwnFormat, UnitFormat } from './format-schema.ts';

/** The formats of one file. */
export interface FormatSet {
  /** Names of the formats, in the order of the file. */
  readonly names: readonly string[];
  /** Finds a format by its name. */
  named: (name: string) => OwnFormat | undefined;
  /**
   * Finds the first format with a glob that matches a path.
   *
   * A glob without a slash is compared with the name of the file; a relative one begins at the folder of the process.
   */
  forPath: (path: string) => OwnFormat | undefined;
  /** The formats for entries of the journal; the first that matches counts. */
  readonly forUnits: UnitFormat[];
}

/** Makes a set of formats and their globs. @param formats in the order of their file */
export function createFormatSet(
  formats: readonly { own: OwnFormat; files: readonly string[]; units?: readonly string[] }[],
): FormatSet {
  const globs = formats.flatMap(({ files, own }) => files.map((glob) => ({ glob, own })));
  return {
    names: formats.map(({ own }) => own.name),
    named: (name) => formats.find(({ own }) => own.name === name)?.own,
    forPath(path) {
      const absolute = resolve(path);
      return globs.find(({ glob }) => matches(absolute, glob))?.own;
    },
    forUnits: formats.flatMap(({ own, units = [] }) => (units.length > 0 ? [{ units: [...units], own }] : [])),
  };
}

function matches(path: string, glob: string): boolean {
  return matchesPath(/[\\/]/.test(glob) ? path : resolve(basename(path)), glob);
}

/**
 * True if a glob matches one of the names of a journal entry. @param names its unit and its identifier, as far as it
 * has them
 */
export function matchesUnit(names: readonly string[], globs: readonly string[]): boolean {
  return globs.some((glob) => names.some((name) => name === glob || posix.matchesGlob(name, glob)));
}
