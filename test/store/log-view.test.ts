import {
  type Attributes,
  createBatchIds,
  recordId,
  type Severity,
  toColumns,
  type WireRecord,
} from '@logwarren/contract';
import { ALL } from '@logwarren/query';
import { type BatchPart, findLogs, mergeBuckets, type Store } from '@logwarren/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { saveAll } from '../harness/store/stored-records.ts';
import { openTestStore } from '../harness/store/test-store.ts';

/** The view `logs` in mongosh or Compass: flat documents that agree with the API. */

const NOW = Math.floor(Date.now() / 3_600_000) * 3_600_000;
const newId = createBatchIds();
let store: Store;

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(async () => await store[Symbol.asyncDispose]());

/** @param indexes of the records in their batch; not all of them when the others were refused */
function part(
  service: string,
  severity: Severity,
  records: WireRecord[],
  indexes = records.map((_, i) => i),
): BatchPart {
  const batchId = newId();
  const partId = recordId(batchId, indexes[0] ?? 0);
  return { batchId, partId, service, severity, records: toColumns(records), indexes, jsonBytes: 1000 };
}

const record = (i: number, more: Partial<WireRecord> = {}): WireRecord => ({
  ...{ timestamp: NOW + i, observedAt: NOW + 5_000, message: `m${i}` },
  ...more,
});

const METHODS = ['GET', 'PUT', 'GET', 'GET', 'PUT', 'GET'];

/** Texts that rest once for all records that have them; some records have none. */
function repeating(method: string, i: number): WireRecord {
  const attributes: Attributes = { method };
  if (i % 3 > 0) attributes.status = i % 2 === 0 ? 'ok' : 'fine';
  return record(i, { message: method, attributes });
}

/** Every record of the view, by id, as an answer of the API has it. */
async function viewed(): Promise<unknown[]> {
  const documents = await store.db.collection('logs').find({}).sort({ _id: 1 }).toArray();
  return documents.map(({ _id, timestamp, observedAt, ...rest }) => ({
    ...rest,
    ...{ id: _id, timestamp: timestamp.getTime(), observedAt: observedAt.getTime() },
  }));
}

/** The records that search finds, in the same order; in the view, a record without attributes has an empty map. */
async function found(): Promise<unknown[]> {
  const { records } = await findLogs(store, { filter: ALL, limit: 1000, order: 'asc', budgetMs: 60_000 });
  return records
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((each) => ({ ...each, attributes: each.attributes ?? {} }));
}

test('the view `logs` says of every record what search says, before and after a merge', async () => {
  await saveAll(store, [
    part('payment', 'ERROR', [
      record(1, { attributes: { 'http.route': '/pay', 'a.b': 1, '': 'empty name', $x: true, ünïcode: null } }),
      record(2, {
        nanos: 5,
        severityNumber: 18,
        severityText: 'crit',
        traceId: 'a'.repeat(32),
        spanId: 'b'.repeat(16),
      }),
      record(3, { attributes: { 'http.route': '/pay', only: 'here' } }),
    ]),
    part('payment', 'ERROR', [record(2), record(4)], [7, 260]),
    part('checkout', 'INFO', [record(9)]),
    part('access', 'INFO', METHODS.map(repeating)),
  ]);
  await saveAll(store, [part('payment', 'ERROR', [record(2, { message: 'between' })])]);
  expect(await viewed()).toHaveLength(7 + METHODS.length);
  expect(await viewed()).toEqual(await found());
  const { merged } = await mergeBuckets(store, { signal: new AbortController().signal, removeAfterMs: 0 });
  expect(merged).toBe(2);
  expect(await viewed()).toHaveLength(7 + METHODS.length);
  expect(await viewed()).toEqual(await found());
});

test('a condition on service and severity finds flat documents', async () => {
  await saveAll(store, [part('cart', 'ERROR', [record(1, { attributes: { status: 502 } }), record(2), record(3)])]);
  const documents = await store.db.collection('logs').find({ severity: 'ERROR', service: 'cart' }).limit(2).toArray();
  expect(documents).toMatchObject([
    { service: 'cart', severity: 'ERROR', severityNumber: 17, message: 'm1', attributes: { status: 502 } },
    { service: 'cart', severity: 'ERROR', severityNumber: 17, message: 'm2' },
  ]);
});
