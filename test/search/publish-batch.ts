import { encodeBatch, type Publisher } from '@logwarren/broker';
import { createBatchIds, recordId, type Severity, toColumns } from '@logwarren/contract';

/** Messages of one service and severity, with further fields that all of them have. */
export type PublishBatch = (
  messages: string[],
  service?: string,
  severity?: Severity,
  more?: Record<string, unknown>,
) => Promise<string[]>;

const nextId = createBatchIds();

/** Publishes one batch and waits for its confirm; returns the ids of its records. */
export async function publishBatch(
  publisher: Publisher,
  messages: string[],
  service = 'shop',
  severity: Severity = 'INFO',
  more: Record<string, unknown> = {},
): Promise<string[]> {
  const id = nextId();
  const timestamp = Date.now();
  const records = messages.map((message) => ({ timestamp, observedAt: timestamp, message, ...more }));
  await publisher.publish(await encodeBatch({ id, service, severity, records: toColumns(records) }));
  return records.map((_, index) => recordId(id, index));
}
