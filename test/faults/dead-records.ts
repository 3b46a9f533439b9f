import { DEAD_QUEUE, decodeBody, UNROUTED_QUEUE } from '@logwarren/broker';
import type { TakenMessage, TestVhost } from '../harness/vhost.ts';
import type { FoundSequence } from './account.ts';

const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** Takes the records out of the dead-letter queue and out of the queue of what no other queue took. */
export async function takeDeadRecords(vhost: TestVhost): Promise<FoundSequence[]> {
  return [...(await takeRecords(vhost, DEAD_QUEUE)), ...(await takeRecords(vhost, UNROUTED_QUEUE))];
}

/** Takes all messages out of a queue, and the load's records out of them. */
export async function takeRecords(vhost: TestVhost, queue: string): Promise<FoundSequence[]> {
  const found: FoundSequence[] = [];
  for (;;) {
    const messages = await vhost.take(queue, 500);
    if (messages.length === 0) return found;
    for (const message of messages) found.push(...(await recordsOf(message)));
  }
}

/** Records of the load in a message: a batch, or one record; anything else holds none. */
async function recordsOf({ body, properties }: TakenMessage): Promise<FoundSequence[]> {
  const json = await decodeBody(body, properties.content_encoding as string | undefined, MAX_BODY_BYTES);
  let value: { service?: string; severity?: string; records?: unknown[] };
  try {
    value = JSON.parse(json.toString());
  } catch {
    return [];
  }
  return (value.records ?? [value]).flatMap((record) => {
    const { runId, sequence } = (record as { attributes?: Record<string, unknown> }).attributes ?? {};
    if (typeof sequence !== 'number') return [];
    return [{ runId: String(runId), sequence, stream: `${value.service} ${value.severity}` }];
  });
}
