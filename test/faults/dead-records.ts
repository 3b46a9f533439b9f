import { DEAD_QUEUE, decodeBody, UNROUTED_QUEUE } from '@logwarren/broker';
import { createLogger, Readiness } from '@logwarren/common';
import { type CheckedColumns, checkColumns, fromColumns } from '@logwarren/contract';
import { findLetters, getLetter, openStore } from '@logwarren/store';
import type { TestSystem } from '../harness/apps/system.ts';
import type { TestVhost } from '../harness/broker/vhost.ts';
import type { FoundSequence } from './account.ts';

const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** A dead letter, wherever it waits for a person. */
export interface FoundLetter {
  reason: string;
  body: Buffer;
  contentEncoding: string | undefined;
  /** Taken from its queue, so nobody finds it again; the others stay in MongoDB. */
  isTaken: boolean;
}

/** All dead letters: those in MongoDB, and those taken from the queues in front of it. */
export async function findDeadLetters({ vhost, mongoUrl }: TestSystem): Promise<FoundLetter[]> {
  const queued = [...(await takeMessages(vhost, DEAD_QUEUE)), ...(await takeMessages(vhost, UNROUTED_QUEUE))];
  const log = createLogger('test', 'fatal');
  const { signal } = new AbortController();
  await using store = await openStore({ url: mongoUrl, name: 'test', log, readiness: new Readiness(log), signal });
  const kept: FoundLetter[] = [];
  const { letters } = await findLetters(store, { states: ['kept', 'replaying'] }, 100_000);
  for (const { _id } of letters) {
    const found = await getLetter(store, _id);
    if (found === undefined) continue;
    const { body, message, reason } = found.letter;
    kept.push({ reason, body, contentEncoding: message.contentEncoding, isTaken: false });
  }
  return [...queued, ...kept];
}

/** The load's records in dead letters, or in messages taken from a queue. */
export function recordsIn(letters: readonly FoundLetter[]): FoundSequence[] {
  return letters.flatMap(({ body, contentEncoding }) => {
    try {
      return recordsOf(JSON.parse(decodeBody(body, contentEncoding, MAX_BODY_BYTES).toString()));
    } catch {
      return []; // nothing of ours: our own bodies can be read
    }
  });
}

/** Takes all messages out of a queue. */
export async function takeMessages(vhost: TestVhost, queue: string): Promise<FoundLetter[]> {
  const found: FoundLetter[] = [];
  for (;;) {
    const messages = await vhost.take(queue, 500);
    if (messages.length === 0) return found;
    for (const { body, headers, properties } of messages) {
      const contentEncoding = properties.content_encoding as string | undefined;
      found.push({ reason: String(headers['x-logwarren-reason'] ?? ''), body, contentEncoding, isTaken: true });
    }
  }
}

/** Records of a batch of either form, or of one record. */
function recordsOf(value: { service?: string; severity?: string; records?: unknown[] }): FoundSequence[] {
  const byColumn = checkColumns(value);
  const records = 'batch' in byColumn ? inBatch(byColumn.batch) : (value.records ?? [value]);
  return records.flatMap((record) => {
    const { runId, sequence } = (record as { attributes?: Record<string, unknown> }).attributes ?? {};
    if (typeof sequence !== 'number') return [];
    return [{ runId: String(runId), sequence, stream: `${value.service} ${value.severity}` }];
  });
}

function inBatch({ records }: CheckedColumns): unknown[] {
  if (!Array.isArray(records)) return fromColumns(records);
  return records.map((checked) => ('record' in checked ? checked.record : checked.value));
}
