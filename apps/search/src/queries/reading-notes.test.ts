import type { LogRecord } from '@logwarren/contract';
import { expect, test } from 'vitest';
import { NO_RECORDS, RECORD, serveReader } from '../test-server.ts';
import { notesTrailer } from './reading-notes.ts';

test('every answer about a selection says how its query was read', async () => {
  const record = { ...RECORD, message: 'connected to localhost:8080' };
  const told =
    <T extends object>(answer: T) =>
    async ({ onMatch }: { onMatch?: ((each: LogRecord) => void) | undefined }) => {
      onMatch?.(record);
      onMatch?.(record);
      return answer;
    };
  const read = { fromMs: 0, toMs: 0, stepMs: 1, exact: true, complete: true };
  await using server = await serveReader({
    find: async () => ({ records: [record], next: null, complete: true }),
    count: told({ counts: [], complete: true }),
    histogram: told({ ...read, endMs: 0, bins: [] }),
    facets: told({ facets: [], complete: true }),
    fields: told({ fields: [], records: NO_RECORDS, exact: true, mayMiss: 0, complete: true }),
    patterns: told({ ...read, counted: true, patterns: [], others: NO_RECORDS, mayMiss: 0 }),
  });
  for (const path of ['/logs', '/logs/stats', '/logs/histogram', '/logs/facets', '/logs/fields', '/logs/patterns']) {
    const { notes } = (await server.inject(`${path}?q=localhost:8080`)).json();
    expect([path, notes]).toEqual([path, [expect.stringContaining('localhost:8080 was found as a text')]]);
    expect((await server.inject(`${path}?q=declined`)).json()).not.toHaveProperty('notes');
  }
});

test('the trailer of an export has 4 KiB at most, and whole notes', () => {
  const note = '错'.repeat(200);
  expect(JSON.parse(decodeURIComponent(notesTrailer([note, note, note])))).toEqual([note, note]);
  expect(JSON.parse(decodeURIComponent(notesTrailer(['one', 'two'])))).toEqual(['one', 'two']);
  expect(notesTrailer(['错'.repeat(2_000)])).toBe('%5B%5D');
});
