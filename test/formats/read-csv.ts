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
