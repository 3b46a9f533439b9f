import { gzipSync, zstdCompressSync } from 'node:zlib';
import { type OutgoingMessage, openPublisher } from '@logwarren/broker';
import { BATCH_TYPE, batchIdFrom, createBatchIds } from '@logwarren/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../harness/apps/start-app.ts';
import { openTestSystem, type TestSystem } from '../harness/apps/system.ts';
import { brokerOptions } from '../harness/broker/broker-options.ts';
import { letterClient } from '../harness/dead-letters.ts';
import { waitFor } from '../harness/wait-for.ts';

/** A thousand malformed messages of twenty kinds, between healthy ones: none is lost, none brings anything down. */

const COPIES = 50;
const now = Date.now();
const nextId = createBatchIds();

const healthy = (message: string) => ({ timestamp: now, observedAt: now, message });

/** Bodies are different for each copy, as they would be. */
interface Kind {
  name: string;
  reason: string;
  body: (copy: number) => Buffer | string;
  properties?: Partial<OutgoingMessage>;
  /** The bad record has a healthy sibling in its batch. */
  hasSibling?: boolean;
}

const batch = { type: BATCH_TYPE };
const FAR_FUTURE = Date.parse('2100-01-01T00:00:00Z');

function whole(name: string, reason: string, body: Kind['body'], properties: Partial<OutgoingMessage> = {}): Kind {
  return { name, reason, body, properties };
}

function badRecord(name: string, record: string): Kind {
  const body = (copy: number) => {
    const good = JSON.stringify(healthy(`sibling of ${name} ${copy}`));
    return `{"service":"shop","severity":"INFO","records":[${record.replaceAll('COPY', String(copy))},${good}]}`;
  };
  return { name, reason: 'record-invalid', body, properties: batch, hasSibling: true };
}

const KINDS: Kind[] = [
  whole('blank lines', 'body-empty', (i) => ' \n'.repeat(i + 1)),
  whole('nothing at all', 'body-empty', () => ''),
  whole('no text', 'body-not-utf8', (i) => Buffer.from([0xff, 0xfd, 0, i])),
  whole('what is packed and does not say so', 'body-not-utf8', (i) => gzipSync(`line ${i}`)),
  whole('a batch that breaks off', 'body-not-json', (i) => `{"n": ${i}`, batch),
  whole('a batch that is text', 'body-not-json', (i) => `batch ${i}`, batch),
  whole('a batch of nothing', 'batch-invalid', (i) => `{"n":${i}}`, batch),
  whole('a batch without service', 'batch-invalid', (i) => `{"severity":"INFO","records":[${i}]}`, batch),
  whole('records that are text', 'batch-invalid', (i) => `{"service":"a","severity":"INFO","records":"${i}"}`, batch),
  whole('a newer format', 'batch-type-unknown', (i) => `{"n":${i}}`, { type: 'logwarren.batch.v9' }),
  whole('what is no zstd', 'body-corrupt', (i) => `zstd ${i}`, { contentEncoding: 'zstd' }),
  whole('broken gzip', 'body-corrupt', (i) => gzipSync(`line ${i}`).subarray(0, 15), { contentEncoding: 'gzip' }),
  whole('an unknown packing', 'body-encoding-unknown', (i) => `packed ${i}`, { contentEncoding: 'compress' }),
  whole('a bomb', 'body-too-large', (i) => zstdCompressSync(Buffer.alloc(9 << 20, i)), { contentEncoding: 'zstd' }),
  whole('a batch of another century', 'batch-date-invalid', () => '{}', batch),
  badRecord('a word in place of the moment', `{"timestamp":"never COPY","observedAt":1,"message":"x"}`),
  badRecord('a number beyond numbers', `{"timestamp":1e400,"observedAt":1,"message":"COPY"}`),
  badRecord('null', 'null'),
  badRecord('a NUL in a name', `{"timestamp":1,"observedAt":1,"message":"COPY","attributes":{"a\\u0000":1}}`),
  badRecord(
    'depth',
    `{"timestamp":1,"observedAt":1,"message":"COPY","attributes":{"a":${'['.repeat(900)}${']'.repeat(900)}}}`,
  ),
];

function messageOf({ body, name, properties }: Kind, copy: number): OutgoingMessage {
  const digest = Buffer.from(`${name} ${copy}`.padEnd(6)).subarray(-6);
  const messageId = name.includes('another century') ? batchIdFrom(FAR_FUTURE + copy, 0, digest) : nextId();
  const content = Buffer.from(body(copy) as string);
  return { routingKey: 'INFO.shop', body: content, messageId, timestampMs: now, ...properties };
}

let system: TestSystem;
let collectors: App[];

beforeAll(async () => {
  system = await openTestSystem();
  collectors = await Promise.all([1, 2].map(() => system.start('collector').waitReady()));
});
afterAll(() => system[Symbol.asyncDispose]());

describe('a thousand malformed messages of twenty kinds', () => {
  it('over AMQP become dead letters with their reasons, and their healthy siblings are stored', async () => {
    expect(KINDS).toHaveLength(20);
    const bad = KINDS.length * COPIES;
    const siblings = KINDS.filter(({ hasSibling }) => hasSibling).length * COPIES;
    {
      await using publisher = await openPublisher(brokerOptions(system.vhost.url, 'stranger'));
      const line = (i: number) => Buffer.from(`2026-11-21T10:15:30Z shop INFO healthy ${i}`);
      for (let copy = 0; copy < COPIES; copy++) {
        const messages = KINDS.map((kind) => messageOf(kind, copy));
        messages.push({ routingKey: 'INFO.shop', body: line(copy), messageId: `h${copy}`, timestampMs: now });
        await Promise.all(messages.map((message) => publisher.publish(message)));
      }
    }
    await system.waitForTotal(siblings + COPIES);
    const letters = await letterClient(system.search.url).waitFor(bad, '', 60_000);
    const expected = new Map<string, number>();
    for (const { reason } of KINDS) expected.set(reason, (expected.get(reason) ?? 0) + COPIES);
    const seen = Map.groupBy(letters, ({ reason }) => reason);
    expect(Object.fromEntries([...seen].map(([reason, those]) => [reason, those.length]))).toEqual(
      Object.fromEntries(expected),
    );
    expect(letters.every(({ count }) => count === 1)).toBe(true);
    for (const collector of collectors) expect(collector.running).toBe(true);
    const ledger = await waitFor('nothing is on its way', async () => {
      const { total } = (await (await fetch(`${system.search.url}/ledger`)).json()) as {
        total: Record<string, number>;
      };
      return total.inFlight === 0 ? total : undefined;
    });
    const stored = siblings + COPIES;
    expect(ledger).toEqual({ received: stored + bad, stored, dead: bad, shed: 0, inFlight: 0, difference: 0 });
  });

  it('over HTTP are refused with a reason each, and their healthy siblings are taken', async () => {
    const source = await system.start('source').waitReady();
    const before = await system.findAll('service=web');
    expect(before).toEqual([]);
    const bodies = [
      ['application/json', (i: number) => `[{"service":"web","message":"ok ${i}"}, ${i}]`],
      ['application/json', (i: number) => `[{"service":"web","message":"ok ${i}"}, null]`],
      ['application/x-ndjson', (i: number) => `{"service":"web","message":"ok ${i}"}\n{"n": ${i}\n`],
      ['application/json', (i: number) => `{"n": ${i}`],
      ['application/xml', (i: number) => `<log n="${i}"/>`],
    ] as const;
    let accepted = 0;
    for (let i = 0; i < 40; i++) {
      for (const [type, body] of bodies) {
        const init = { method: 'POST', headers: { 'content-type': type }, body: body(i) };
        const response = await fetch(`${source.url}/logs`, init);
        expect([400, 415]).toContain(response.status);
        const answer = (await response.json()) as { accepted?: number; error: { code: string } };
        expect(answer.error.code).toMatch(/^(records-invalid|request-body-invalid|request-type-unsupported)$/);
        accepted += answer.accepted ?? 0;
      }
    }
    expect(accepted).toBe(40 * 3);
    await waitFor('the healthy ones are found', async () => (await system.findAll('service=web')).length === accepted);
    expect(source.running).toBe(true);
  });
});
