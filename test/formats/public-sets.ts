import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

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

const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;

/** Rows of a text of comma-separated values, by the names in its first row. */
export function readCsv(text: string): Record<string, string>[] {
  const rows: string[][] = [];
  let row: string[] = [];
  CELL.lastIndex = 0;
  while (CELL.lastIndex < text.length) {
    const cell = CELL.exec(text);
    if (cell === null) throw new Error(`row ${rows.length + 1} is not a row of comma-separated values`);
    row.push(cell[1]?.replaceAll('""', '"') ?? cell[2] ?? '');
    if (cell[3] === ',') continue;
    rows.push(row);
    row = [];
  }
  const [names = [], ...others] = rows;
  return others.map((cells) => Object.fromEntries(names.map((name, i) => [name, cells[i] ?? ''])));
}
