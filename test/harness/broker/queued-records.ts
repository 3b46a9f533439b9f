import { decodeBody, LOG_QUEUE } from '@logwarren/broker';
import { checkColumns, fromColumns, type RecordOrProblem, recordId, type WireRecord } from '@logwarren/contract';
import { HopelessError, waitFor } from '../wait-for.ts';
import type { TestVhost } from './vhost.ts';

/** A record as it came through the queue. */
export interface QueuedRecord extends WireRecord {
  id: string;
  service: string;
  severity: string;
}

/** Contents taken out of LogQueue. */
interface QueuedRecords {
  /** One per message, in their order; an id that occurs twice was published twice. */
  batchIds: string[];
  /** Records as a collector stores them: of batches with the same id only the first, in the order of the queue. */
  records: QueuedRecord[];
}

/**
 * Takes everything out of LogQueue.
 *
 * @throws when two batches with the same id differ: then redelivery would lose records
 */
export async function takeQueued(vhost: TestVhost): Promise<QueuedRecords> {
  const batchIds: string[] = [];
  const records: QueuedRecord[] = [];
  const bodies = new Map<string, string>();
  for (;;) {
    const messages = await vhost.take(LOG_QUEUE, 500);
    if (messages.length === 0) return { batchIds, records };
    for (const { body, properties } of messages) {
      const id = String(properties.message_id);
      const encoding = properties.content_encoding as string | undefined;
      const json = decodeBody(body, encoding, 64 * 1024 * 1024).toString();
      batchIds.push(id);
      const before = bodies.get(id);
      if (before !== undefined && before !== json) throw new HopelessError(`two different batches have the id ${id}`);
      if (before === undefined) records.push(...readBatch(id, json));
      bodies.set(id, json);
    }
  }
}

/** Takes records out of LogQueue until there are `count` of them, and the ones behind them. */
export async function takeRecords(vhost: TestVhost, count: number): Promise<QueuedRecord[]> {
  const records: QueuedRecord[] = [];
  await waitFor(`${count} records`, async () => records.push(...(await takeQueued(vhost)).records) >= count);
  return records;
}

function readBatch(batchId: string, json: string): QueuedRecord[] {
  const read = checkColumns(JSON.parse(json));
  if ('problem' in read) throw new HopelessError(`a source sent what is no batch: ${read.problem}`);
  const { service, severity, records } = read.batch;
  const wire = Array.isArray(records) ? records.map(goodRecord) : fromColumns(records);
  return wire.map((record, index) => ({ ...record, id: recordId(batchId, index), service, severity }));
}

function goodRecord(checked: RecordOrProblem<WireRecord>): WireRecord {
  if ('problem' in checked) throw new HopelessError(`a source sent what is no record: ${checked.problem}`);
  return checked.record;
}
