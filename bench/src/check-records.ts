import { ALL } from '@logwarren/query';
import { type Cursor, findLogs, type Store } from '@logwarren/store';
import { sizeOfLine } from './access-log.ts';

interface CheckResult {
  lost: number;
  repeated: number;
  unexpected: number;
}

/** Pages through all stored records and compares them with the lines that were written. */
export async function checkRecords(store: Store, lines: number): Promise<CheckResult> {
  const lineOfSize = new Map<number, number>();
  for (let line = 0; line < lines; line++) lineOfSize.set(sizeOfLine(line), line);
  const seen = new Uint8Array(lines);
  const result: CheckResult = { lost: 0, repeated: 0, unexpected: 0 };
  let cursor: Cursor | undefined;
  do {
    const page = await findLogs(store, { filter: ALL, limit: 10_000, order: 'asc', cursor, budgetMs: 60_000 });
    for (const { attributes } of page.records) {
      const line = lineOfSize.get(attributes?.['http.response.body.size'] as number);
      if (line === undefined) result.unexpected += 1;
      else if (seen[line] === 1) result.repeated += 1;
      else seen[line] = 1;
    }
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  result.lost = seen.reduce((sum, found) => sum + (1 - found), 0);
  return result;
}
