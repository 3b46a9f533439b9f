import { createLogger, Readiness } from '@logwarren/common';
import { createBatchIds, recordId, SEVERITIES, type Severity, toColumns, type WireRecord } from '@logwarren/contract';
import { type BatchPart, openStore, type Store } from '@logwarren/store';
import { afterAll, beforeAll, expect } from 'vitest';
import { type App, startApp } from '../harness/apps/start-app.ts';
import { saveAll } from '../harness/store/stored-records.ts';
import { freshDatabase } from '../harness/store/test-store.ts';

/** 2,400 records behind a search service, for the tests of its API. */

/** The part of an API record that the tests look at. */
export interface Found {
  id: string;
  timestamp: string;
  service: string;
  severity: Severity;
  message: string;
}

/** The first moment of the records, ms since the epoch. */
export const START: number = Date.parse('2026-11-20T00:00:00Z');
const SERVICES = ['checkout', 'payment', 'cart'];
/** A new id of a batch, which is also that of its first record. */
export const nextId = createBatchIds();

/** The store and the service of a file. */
export const asked = {} as { store: Store; search: App };
/** All records that were stored, in no order. */
export const stored: { id: string; timestamp: number; service: string; severity: Severity; message: string }[] = [];

type Batch = Pick<BatchPart, 'service' | 'severity'> & { records: WireRecord[] };

/** Stores batches and remembers their records; returns the ids of the records. */
export async function save(...batches: Batch[]): Promise<string[]> {
  const parts = batches.map((batch): BatchPart => {
    const batchId = nextId();
    const indexes = batch.records.map((_, index) => index);
    const jsonBytes = Buffer.byteLength(JSON.stringify(batch.records));
    return { ...batch, records: toColumns(batch.records), batchId, partId: batchId, indexes, jsonBytes };
  });
  await saveAll(asked.store, parts);
  const added = batches.flatMap(({ service, severity, records }, batch) =>
    records.map(({ timestamp, message }, index) => {
      return { id: recordId(parts[batch]?.batchId ?? '', index), timestamp, service, severity, message };
    }),
  );
  stored.push(...added);
  return added.map(({ id }) => id);
}

/** Stores the records before the tests of a file, and starts the service. */
export function useStoredRecords(): void {
  const resources = new AsyncDisposableStack();
  beforeAll(async () => {
    const database = resources.use(freshDatabase());
    const log = createLogger('test', 'fatal');
    const { signal } = new AbortController();
    const options = { url: database.url, name: 'test', log, readiness: new Readiness(log), signal };
    asked.store = resources.use(await openStore(options));
    await save(...Array.from({ length: 60 }, (_, batch) => batchOf(batch)));
    asked.search = resources.use(await startApp('search', { MONGO_URL: database.url }).waitReady());
  });
  afterAll(() => resources.disposeAsync());
}

/** Batches overlap in time, and records of different batches share their milliseconds. */
function batchOf(batch: number): Batch {
  const hour = START + (batch % 5) * 3_600_000;
  const records = Array.from({ length: 40 }, (_, index) => ({
    timestamp: hour + index * 1_000 + (batch % 2),
    observedAt: hour + index * 1_000 + 500,
    message: `request ${batch * 40 + index} took ${index} ms`,
    attributes: { 'http.response.status_code': 200 + (index % 4) * 100 },
  }));
  return { service: SERVICES[batch % 3] ?? '', severity: SEVERITIES[batch % 6] ?? 'INFO', records };
}

/** An answer. */
// biome-ignore lint/suspicious/noExplicitAny: what comes back is what is tested
type Json = any;

/** Status and body of an answer. */
export async function answer(path: string): Promise<{ status: number; body: Json }> {
  const response = await fetch(`${asked.search.url}${path}`);
  return { status: response.status, body: await response.json() };
}

/** The body of a good answer. */
export async function get(path: string): Promise<Json> {
  const { status, body } = await answer(path);
  expect(status, path).toBe(200);
  return body;
}

/** Follows `next` to the end. */
export async function pageThrough(query: string, between?: () => Promise<unknown>): Promise<Found[]> {
  const all: Found[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await get(`/logs?${query}${cursor === '' ? '' : `&cursor=${cursor}`}`);
    all.push(...page.records);
    cursor = page.next;
    await between?.();
  }
  return all;
}

/** Ids of the stored records that fit, newest first. */
export function idsWhere(predicate: (record: (typeof stored)[number]) => boolean): string[] {
  return stored
    .filter(predicate)
    .toSorted((a, b) => b.timestamp - a.timestamp || (a.id < b.id ? 1 : -1))
    .map(({ id }) => id);
}

/** Ids of found records, in their order. */
export const ids = (records: Found[]) => records.map(({ id }) => id);
