import { isDeepStrictEqual } from 'node:util';
import { DEAD_QUEUE, encodeBatch, type OutgoingMessage, openPublisher, routingKey } from '@logwarren/broker';
import {
  BATCH_TYPE,
  COLUMNS_TYPE,
  createBatchIds,
  type LogBatch,
  toColumns,
  type WireRecord,
} from '@logwarren/contract';
import { expect } from 'vitest';
import { metricOf } from '../../harness/apps/app-metrics.ts';
import { brokerOptions } from '../../harness/broker/broker-options.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { expectBalanced } from '../account.ts';
import { findDeadLetters } from '../dead-records.ts';
import type { FaultRow } from '../fault-row.ts';
import { type FaultRun, openFaultRun } from '../fault-run.ts';

const nextId = createBatchIds();
const MIB = 2 ** 20;

function batchOf(service: string, records: WireRecord[], severity: LogBatch['severity'] = 'INFO'): LogBatch {
  return { id: nextId(), service, severity, records: toColumns(records) };
}

function recordsOf(count: number, run: FaultRun): WireRecord[] {
  const timestamp = Date.now();
  return Array.from({ length: count }, (_, sequence) => {
    const attributes = { runId: run.runId, sequence: 5_000_000_000 + sequence };
    return { timestamp, observedAt: timestamp, message: `of the row ${sequence}`, attributes };
  });
}

/** Publishes without the source, as any AMQP client may. */
async function publishAll(run: FaultRun, messages: OutgoingMessage[]): Promise<void> {
  await using publisher = await openPublisher({
    ...brokerOptions(run.system.vhost.url, 'foreign'),
    maxBodyBytes: Number.POSITIVE_INFINITY,
  });
  for (const message of messages) await publisher.publish(message);
}

const countStored = async (run: FaultRun, service: string) => (await run.system.findAll(`service=${service}`)).length;

/** JSON of single records that are, or may be, bad. */
const POISON_RECORDS: Readonly<Record<string, string>> = {
  number: '17',
  null: 'null',
  array: '[[]]',
  'wrong-types': '{"timestamp":"now","observedAt":true,"message":{}}',
  'nul-in-key': '{"timestamp":1,"observedAt":1,"message":"x","attributes":{"a\\u0000b":1}}',
  bsontype: '{"timestamp":1,"observedAt":1,"message":"x","attributes":{"_bsontype":"Long"}}',
  'bsontype-on-top': '{"timestamp":1,"observedAt":1,"message":"x","_bsontype":"ObjectId"}',
  proto: '{"timestamp":1,"observedAt":1,"message":"x","attributes":{"__proto__":"y","constructor":1}}',
  dollar: '{"timestamp":1,"observedAt":1,"message":"x","attributes":{"$where":"1","a.b":2,"":3}}',
  deep: `{"timestamp":1,"observedAt":1,"message":"x","attributes":{"d":${'['.repeat(1000)}${']'.repeat(1000)}}}`,
  'far-future': '{"timestamp":8.64e99,"observedAt":1,"message":"x"}',
  'lone-surrogate': '{"timestamp":1,"observedAt":1,"message":"\\ud800","attributes":{"\\udc00":"\\ud800"}}',
};

/** Those of them that can also come by column; a letter then has the record's JSON, not the bytes that came. */
const COLUMN_KINDS: ReadonlySet<string> = new Set([
  ...['wrong-types', 'nul-in-key', 'bsontype', 'proto', 'dollar', 'far-future', 'lone-surrogate'],
]);

/** Whole messages that are not records, by the reason that their letters must have. */
const POISON_MESSAGES: readonly [reason: string, message: Partial<OutgoingMessage>][] = [
  ['body-not-json', { body: Buffer.from('{"service": "shop", '), type: BATCH_TYPE }],
  ['body-empty', { body: Buffer.alloc(0) }],
  ['body-not-utf8', { body: Buffer.from([0x7b, 0xff, 0x00, 0x7d]) }],
  ['body-corrupt', { body: Buffer.from('no zstd'), contentEncoding: 'zstd' }],
  ['body-encoding-unknown', { body: Buffer.from('{}'), contentEncoding: 'brotli' }],
  ['batch-type-unknown', { body: Buffer.from('{}'), type: 'logwarren.batch.v99' }],
  ['batch-invalid', { body: Buffer.from('{"service":"","records":[]}'), type: BATCH_TYPE }],
];

const ROUNDS = 5;

const formsOf = (kind: string) => (COLUMN_KINDS.has(kind) ? 2 : 1);

/** The record at the head of 99 good ones, in each form that a batch may have. */
function poisonedBatches(kind: string, json: string, run: FaultRun): OutgoingMessage[] {
  const [service, severity] = [`poison-${kind}`, 'INFO'] as const;
  const good = () => encodeBatch(batchOf(service, recordsOf(99, run)));
  const rows = JSON.stringify({ service, severity, records: recordsOf(99, run) });
  const byRecord = Buffer.from(rows.replace('"records":[', () => `"records":[${json},`));
  const messages = [{ ...good(), type: BATCH_TYPE, body: byRecord, contentEncoding: undefined }];
  if (!COLUMN_KINDS.has(kind)) return messages;
  const columns = toColumns([JSON.parse(json) as WireRecord, ...recordsOf(99, run)]);
  const byColumn = Buffer.from(JSON.stringify({ service, severity, ...columns }));
  return [...messages, { ...good(), type: COLUMNS_TYPE, body: byColumn, contentEncoding: undefined }];
}

/** True when a letter is for this record, by its bytes or its content. */
function holdsRecord(body: Buffer, json: string): boolean {
  if (body.toString() === json) return true;
  try {
    return isDeepStrictEqual(JSON.parse(body.toString()), JSON.parse(json));
  } catch {
    return false;
  }
}

export const poison: FaultRow = {
  row: '14',
  name: 'messages and records that are no records become dead letters with their bytes, and their siblings are stored',
  async run(bench) {
    await using run = await openFaultRun(bench, { ownServices: ['poison'] });
    run.startLoad();
    const kinds = Object.entries(POISON_RECORDS);
    const batches = kinds.flatMap(([kind, json]) => poisonedBatches(kind, json, run));
    const wholes = POISON_MESSAGES.flatMap(([, message]) =>
      Array.from({ length: ROUNDS }, () => ({
        ...{ routingKey: routingKey('INFO', 'poison'), messageId: nextId(), timestampMs: Date.now() },
        ...{ body: Buffer.alloc(0), ...message },
      })),
    );
    await publishAll(run, [...batches, ...wholes]);
    for (const [kind] of kinds) {
      const siblings = 99 * formsOf(kind);
      await waitFor(
        `siblings of ${kind} are stored`,
        async () => (await countStored(run, `poison-${kind}`)) >= siblings,
      );
    }
    const report = await run.finish();
    expectBalanced(report);
    const letters = await waitForLetters(run);
    for (const [kind, json] of kinds) {
      const stored = await countStored(run, `poison-${kind}`);
      const buried = letters.filter(({ body }) => holdsRecord(body, json)).length;
      expect(stored + buried, `${kind}: ${stored} stored, ${buried} buried`).toBe(100 * formsOf(kind));
    }
    for (const [reason, { body }] of POISON_MESSAGES) {
      const own = letters.filter((letter) => letter.reason === reason && letter.body.equals(body!));
      expect(own.length, `letters of ${reason} with their bytes`).toBeGreaterThanOrEqual(1);
    }
    expect(report.redelivered, 'nothing poisonous is delivered again and again').toBe(0);
    for (const collector of run.collectors) expect(collector.running).toBe(true);
    return { report, seen: `${kinds.length} kinds of records, ${POISON_MESSAGES.length} of messages` };
  },
};

/** Letters may be on their way from the queue to MongoDB; each round takes those in either. */
async function waitForLetters(run: FaultRun) {
  const queued = async () => Number((await run.system.vhost.queue(DEAD_QUEUE)).messages_unacknowledged ?? 0);
  await expect.poll(queued, { timeout: 60_000, interval: 500 }).toBe(0);
  return [...run.deadLetters.filter(({ isTaken }) => isTaken), ...(await findDeadLetters(run.system))];
}

export const oversized: FaultRow = {
  row: '15',
  name: 'what is too large is refused, cut or buried, and costs nobody else a confirm',
  async run(bench) {
    await using run = await openFaultRun(bench, { ownServices: ['large'] });
    run.startLoad();
    const post = async (sizeBytes: number) => {
      const body = JSON.stringify({ service: 'large-http', message: 'm'.repeat(sizeBytes) });
      const headers = { 'content-type': 'application/json' };
      return (await fetch(`${run.source.url}/logs`, { method: 'POST', headers, body })).status;
    };
    expect([await post(200 * 1024), await post(MIB), await post(7 * MIB)]).toEqual([200, 200, 200]);
    expect(await post(9 * MIB)).toBe(413);
    const foreign = (sizeBytes: number): OutgoingMessage => ({
      ...{ routingKey: routingKey('INFO', 'large-amqp'), messageId: nextId(), timestampMs: Date.now() },
      body: Buffer.from(JSON.stringify({ service: 'large-amqp', message: 'm'.repeat(sizeBytes) })),
    });
    await publishAll(run, [foreign(MIB), foreign(15.9 * MIB)]);
    await waitFor('what was taken is stored, cut', async () => (await countStored(run, 'large-http')) === 3);
    const [cut] = await run.system.findAll('service=large-amqp');
    expect(Buffer.byteLength(cut!.message)).toBeLessThanOrEqual(256 * 1024);
    expect(await metricOf(run.source, 'logwarren_broker_reconnects_total')).toBe(0);
    const report = await run.finish();
    expectBalanced(report);
    expect(run.load.complaints).toEqual([]);
    expect(report.attempted).toBe(report.confirmed);
    const reasons = (await waitForLetters(run)).map(({ reason }) => reason);
    expect(reasons).toEqual(['body-too-large']);
    return { report, seen: '7 MiB cut, 9 MiB refused, 15.9 MiB buried' };
  },
};

export const publishedTwice: FaultRow = {
  row: '16',
  name: 'a batch that is published again, at once, later and elsewhere, is stored once and raises no alert of its own',
  async run(bench) {
    await using run = await openFaultRun(bench, { ownServices: ['again'] });
    const monitor = await run
      .start('monitor', { AMQP_URL: run.system.vhost.url, MONITOR_THRESHOLD: '20' })
      .waitReady(90_000);
    run.startLoad();
    // 15 errors are under the threshold of 20, 15 errors counted twice are not.
    const message = encodeBatch(batchOf('again', recordsOf(15, run), 'ERROR'));
    await publishAll(run, [message, message]);
    await waitFor('the batch is stored', async () => (await countStored(run, 'again')) >= 15);
    await publishAll(run, [message]);
    const { body, ...properties } = message;
    expect(body.length, 'small enough to be no zstd').toBeGreaterThan(0);
    await publishAll(run, [{ ...properties, body }]);
    const duplicates = () => run.collectorMetric('logwarren_records_duplicate_total');
    const settled = async () => (await duplicates()) + (await countStored(run, 'again')) >= 30;
    await waitFor('repeats are recognised', settled);
    const report = await run.finish();
    expectBalanced(report);
    const stored = await countStored(run, 'again');
    expect(`twice ${stored - 15}, of 15`).toBe('twice 0, of 15');
    const alerts = monitor.logs.filter(({ alertService, msg }) => alertService === 'again' && msg.includes('firing'));
    expect(alerts, 'alerts of a batch counted again').toEqual([]);
    expect(await duplicates()).toBeGreaterThanOrEqual(15);
    return { report, seen: `published 4 times, ${await duplicates()} duplicates recognised` };
  },
};
