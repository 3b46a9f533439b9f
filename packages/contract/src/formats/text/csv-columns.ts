/** The first columns of a line of CSV, without their quotation marks. */
export function csvColumns(line: string, most: number): string[] {
  const columns: string[] = [];
  for (let at = 0; columns.length < most && at <= line.length; ) {
    if (line[at] !== '"') {
      const end = line.indexOf(',', at);
      columns.push(line.slice(at, end < 0 ? line.length : end));
      at = end < 0 ? line.length + 1 : end + 1;
      continue;
    }
    let end = line.indexOf('"', at + 1);
    while (end >= 0 && line[end + 1] === '"') end = line.indexOf('"', end + 2);
    columns.push(line.slice(at + 1, end < 0 ? line.length : end).replaceAll('""', '"'));
    at = end < 0 ? line.length + 1 : end + 2;
  }
  return columns;
}

const CSVLOG = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})? [A-Z]{2,5},(?:"[^"]{0,64}")?,(?:"[^"]{0,64}")?,\d{1,9},/;
/** True for a line that begins as a row of PostgreSQL's csvlog. */
export function isCsvlog(line: string): boolean {
  return CSVLOG.test(line);
}

/** True for a text that holds a value: `-` and the empty text mark a missing one. */
export function isGiven(text: string | undefined): text is string {
  return text !== undefined && text !== '' && text !== '-';
}
