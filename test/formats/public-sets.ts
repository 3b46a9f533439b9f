import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCsv } from './read-csv.ts';

/** A labelled set of loghub. */
export interface PublicSet {
  name: string;
  /** The log as it was written. */
  file: string;
  /** Columns of each line, in the order of the lines. */
  rows: readonly Readonly<Record<string, string>>[];
}

/** Reads the sets of 2,000 lines in a folder of loghub; labels that were corrected later are preferred. */
export function readPublicSets(folder: string): PublicSet[] {
  return readdirSync(folder)
    .toSorted()
    .filter((name) => existsSync(join(folder, name, `${name}_2k.log`)))
    .map((name) => {
      const columns = ['_corrected', '']
        .map((ending) => join(folder, name, `${name}_2k.log_structured${ending}.csv`))
        .find(existsSync);
      if (columns === undefined) throw new Error(`${name} has no file of columns`);
      return { name, file: join(folder, name, `${name}_2k.log`), rows: readCsv(readFileSync(columns, 'utf8')) };
    });
}
