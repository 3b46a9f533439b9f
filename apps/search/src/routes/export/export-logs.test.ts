import type { LogRecord } from '@logwarren/contract';
import { beforeAll, type Cursor, type LogPage } from '@logwarren/store';
import { expect, test } from 'vitest';
import { startExport } from './export-logs.ts';

const idOf = (n: number) => `019aa5c2-7f31-7b1e-9c44-5d0f3a2b${n.toString(16).padStart(4, '0')}`;

const recordOf = (n: number): LogRecord => ({
  id: idOf(n),
  timestamp: n,
  observedAt: 0,
  service: 'a',
  severity: 'INFO',
  severityNumber: 9,
  message: 'x',
});

const cursorAt = (timestamp: number): Cursor => ({ order: 'asc', ...beforeAll(timestamp) });

async function exported(pages: LogPage[]): Promise<string[]> {
  const query = { filter: { kind: 'all' as const }, order: 'asc' as const, budgetMs: 1_000 };
  const find = async () => pages.shift() as LogPage;
  const { text } = await startExport({ query, find, format: 'ndjson', columns: [] });
  const lines: string[] = [];
  for await (const piece of text) lines.push(...piece.trimEnd().split('\n'));
  return lines;
}

test('an export goes on over pages whose time was up, and counts what was sent', async () => {
  const lines = await exported([
    { records: [recordOf(1)], next: cursorAt(2), complete: false },
    { records: [], next: cursorAt(3), complete: false },
    { records: [recordOf(3), recordOf(4)], next: null, complete: true },
  ]);
  expect(lines.slice(0, 3).map((line) => JSON.parse(line).id)).toEqual([idOf(1), idOf(3), idOf(4)]);
  expect(JSON.parse(lines[3] ?? '')).toEqual({ export: { complete: true, records: 3 } });
});

test.each([2, 1])('an export whose cursor stays or goes back breaks off instead of repeating records', async (next) => {
  const stuck = { records: [recordOf(2)], next: cursorAt(next), complete: false };
  await expect(exported([{ records: [], next: cursorAt(2), complete: false }, stuck])).rejects.toThrow(
    /BUG: an export does not get on/,
  );
});
