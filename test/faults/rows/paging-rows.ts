import { createLogger, Readiness } from '@logwarren/common';
import { createBatchIds, toColumns } from '@logwarren/contract';
import { type BatchPart, mergeBuckets, openStore, saveParts } from '@logwarren/store';
import { expect } from 'vitest';
import type { App } from '../../harness/apps/start-app.ts';
import { expectBalanced } from '../account.ts';
import type { FaultRow } from '../fault-row.ts';
import { type FaultRun, openFaultRun } from '../fault-run.ts';

/**
 * A reader with hardly any time, over many merged streams, while records arrive and buckets merge: each of its pages
 * ends in the middle of buckets that span its cursor.
 */

const STREAMS = 120;
const PER_STREAM = 30;
const LOADED = 500;
const RECORDS_PER_SECOND = 100;
const nextId = createBatchIds();

function partOf(stream: number, piece: number, nowMs: number): BatchPart {
  const batchId = nextId();
  const records = Array.from({ length: PER_STREAM / 3 }, (_, i) => ({
    timestamp: nowMs - 1 - ((i * 3 + piece) * STREAMS + stream),
    observedAt: nowMs,
    message: `${stream} ${piece} ${i}`,
  }));
  const indexes = records.map((_, index) => index);
  const shared = { batchId, partId: batchId, service: `merged-${stream}`, severity: 'INFO' as const };
  return { ...shared, records: toColumns(records), indexes, jsonBytes: 100 * records.length };
}

/** Afterwards every stream is one bucket, and all of them overlap. */
async function storeMerged(run: FaultRun): Promise<void> {
  const log = createLogger('test', 'fatal');
  const { signal } = new AbortController();
  await using store = await openStore({
    ...{ url: run.system.mongoUrl, name: 'test', log, readiness: new Readiness(log), signal },
  });
  const nowMs = Date.now();
  const streams = Array.from({ length: STREAMS }, (_, stream) => stream);
  await saveParts(
    store,
    streams.flatMap((stream) => [0, 1, 2].map((piece) => partOf(stream, piece, nowMs))),
  );
  await mergeBuckets(store, { signal });
}

/** Ids of a search, page by page; fails on a cursor that comes again. */
async function readPages(search: App, parameters: string): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = [];
  const cursors = new Set<string>();
  for (let pages = 1, next = ''; ; pages++) {
    const cursor = next === '' ? '' : `&cursor=${next}`;
    const answer = await fetch(`${search.url}/logs?limit=200&${parameters}${cursor}`);
    const page = (await answer.json()) as { records: { id: string }[]; next: string | null };
    ids.push(...page.records.map(({ id }) => id));
    if (page.next === null) return { ids, pages };
    expect(cursors.has(page.next), 'a cursor came again').toBe(false);
    cursors.add(page.next);
    next = page.next;
  }
}

export const hurriedReader: FaultRow = {
  row: '34',
  timeoutMs: 600_000,
  name: 'a reader with 50 ms a page, over 120 merged streams under load and merging, skips and repeats nothing',
  async run(bench) {
    await using run = await openFaultRun(bench, { ownServices: ['merged-'], recordsPerSecond: RECORDS_PER_SECOND });
    await storeMerged(run);
    const hurried = await run.start('search', { SEARCH_BUDGET_MS: '50' }).waitReady(90_000);
    await run.start('retention', { MERGE_CRON: '* * * * * *' }).waitReady(90_000);
    run.startLoad();
    await run.load.waitConfirmed(LOADED);
    let pages = 0;
    for (const order of ['desc', 'asc']) {
      // With an end: otherwise a reader that goes forward runs after the load on a busy machine.
      const to = encodeURIComponent(new Date().toISOString());
      const before = (await run.system.findAll(`to=${to}`)).map(({ id }) => id);
      const read = await readPages(hurried, `order=${order}&to=${to}`);
      expect(new Set(read.ids).size, 'nothing comes twice').toBe(read.ids.length);
      const seen = new Set(read.ids);
      expect(
        before.filter((id) => !seen.has(id)),
        'nothing is skipped',
      ).toEqual([]);
      pages += read.pages;
    }
    const answer = await fetch(`${hurried.url}/logs/export?q=service:merged-*&order=asc`);
    const lines = (await answer.text()).trimEnd().split('\n');
    const exported = lines.slice(0, -1).map((line) => JSON.parse(line).id);
    expect(new Set(exported).size).toBe(STREAMS * PER_STREAM);
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ export: { complete: true, records: exported.length } });
    expect(exported).toHaveLength(STREAMS * PER_STREAM);
    const report = await run.finish();
    expectBalanced(report);
    return { report, seen: `${pages} pages` };
  },
};
