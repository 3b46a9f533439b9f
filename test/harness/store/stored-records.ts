import {
  createBatchIds,
  hourOf,
  type LogRecord,
  type NormalisedRecord,
  recordId,
  stringifyJson,
  toColumns,
} from '@logwarren/contract';
import { type BatchPart, type PartOutcome, type Store, saveParts } from '@logwarren/store';

const nextId = createBatchIds();

/**
 * Stores records as a collector would, in batches of one service, severity and hour.
 *
 * @param perBatch most records of a batch; a batch is a bucket as long as each is stored separately
 * @returns the records with their new ids, in no order
 */
export async function storeRecords(
  store: Store,
  records: readonly NormalisedRecord[],
  perBatch = 500,
): Promise<LogRecord[]> {
  const stored: LogRecord[] = [];
  const streams = Map.groupBy(records, (each) => `${each.severity} ${hourOf(each.timestamp)} ${each.service}`);
  for (const stream of streams.values()) {
    const parts: BatchPart[] = [];
    for (let i = 0; i < stream.length; i += perBatch) {
      const batch = stream.slice(i, i + perBatch);
      const batchId = nextId();
      parts.push(partOf(batchId, batch));
      stored.push(...batch.map((record, index) => ({ ...record, id: recordId(batchId, index) })));
    }
    for (const part of parts) await saveAll(store, [part]);
  }
  return stored;
}

/** Stores parts. @throws the error of a failed one, or an explanation of a refused one */
export async function saveAll(store: Store, parts: readonly BatchPart[]): Promise<PartOutcome[]> {
  const outcomes = await saveParts(store, parts);
  for (const outcome of outcomes) {
    if (outcome.kind === 'failed') throw outcome.error;
    if (outcome.kind === 'refused') throw new Error(outcome.explanation);
  }
  return outcomes;
}

function partOf(batchId: string, batch: readonly NormalisedRecord[]): BatchPart {
  const [{ service, severity } = { service: '', severity: 'INFO' as const }] = batch;
  const records = batch.map(({ service: _s, severity: _v, ...wire }) => wire);
  const indexes = records.map((_, index) => index);
  const jsonBytes = Buffer.byteLength(stringifyJson(records));
  return { batchId, partId: batchId, service, severity, records: toColumns(records), indexes, jsonBytes };
}
