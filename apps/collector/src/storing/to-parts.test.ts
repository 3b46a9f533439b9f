import { readDelivery } from '@logwarren/broker';
import {
  createBatchIds,
  type Delivery,
  fromColumns,
  HOUR_MS,
  hourOf,
  type ReadDelivery,
  recordId,
  stemOf,
  toColumns,
  type WireRecord,
} from '@logwarren/contract';
import { fitsBucket, MAX_BUCKET_BYTES, MAX_BUCKET_RECORDS } from '@logwarren/store';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toParts } from './to-parts.ts';

const batchId = createBatchIds()();

function delivery(records: WireRecord[], jsonBytes = 100 * records.length): ReadDelivery {
  const indexes = records.map((_, index) => index);
  return {
    batchId,
    identity: 'batch-id',
    service: 'a',
    severity: 'INFO',
    records: toColumns(records),
    indexes,
    jsonBytes,
    letters: [],
  };
}

const record = (timestamp: number, message = 'x'): WireRecord => ({ timestamp, observedAt: 0, message });

describe('toParts', () => {
  it('makes one part of a batch of one hour, with the id of the batch', () => {
    const parts = toParts(delivery([record(HOUR_MS), record(HOUR_MS + 1)]));
    expect(parts).toHaveLength(1);
    expect(parts[0]).toMatchObject({ partId: batchId, indexes: [0, 1], jsonBytes: 200 });
  });

  it('gives every record of every part the place that it has in its origin', () => {
    const times = Array.from({ length: 9 }, (_, i) => (i % 3) * HOUR_MS);
    const read = delivery(times.map((time) => record(time)));
    const order = { origin: stemOf(batchId), ordinals: times.map((_, i) => 10 * i) };
    const parts = toParts(read, undefined, order);
    expect(parts).toHaveLength(3);
    for (const part of parts) expect(part.order?.ordinals).toEqual(part.indexes.map((index) => 10 * index));
    expect(toParts(delivery([record(1)]), undefined, { ...order, ordinals: [7] })[0]?.order?.ordinals).toEqual([7]);
    expect(toParts(read)[0]?.order).toBeUndefined();
  });

  it('puts every record into exactly one part of its hour, within the limits, the same way each time', () => {
    const timestamps = fc.array(fc.integer({ min: 0, max: 3 * HOUR_MS }), { minLength: 1, maxLength: 2500 });
    fc.assert(
      fc.property(timestamps, (times) => {
        const read = delivery(times.map((time) => record(time)));
        const parts = toParts(read);
        expect(parts.flatMap(({ indexes }) => indexes).toSorted((a, b) => a - b)).toEqual(read.indexes);
        for (const part of parts) {
          expect(part.records.count).toBeLessThanOrEqual(MAX_BUCKET_RECORDS);
          expect(new Set(fromColumns(part.records).map(({ timestamp }) => hourOf(timestamp))).size).toBe(1);
          expect(part.partId).toBe(recordId(batchId, part.indexes[0] as number));
        }
        expect(new Set(parts.map(({ partId }) => partId)).size).toBe(parts.length);
        expect(toParts(read)).toEqual(parts);
      }),
    );
  });

  it('keeps a part of large records below the size of a bucket', () => {
    const records = Array.from({ length: 30 }, () => record(0, 'x'.repeat(250_000)));
    const parts = toParts(delivery(records, 30 * 250_050));
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(part.jsonBytes).toBeLessThanOrEqual(MAX_BUCKET_BYTES);
  });

  it('halves records that fit as JSON and not as BSON, the same way each time', () => {
    let key = 0;
    const records = Array.from({ length: 100 }, () => ({
      ...record(0),
      attributes: Object.fromEntries(Array.from({ length: 20 }, () => [`${key++}`, 1])),
    }));
    const jsonBytes = Buffer.byteLength(JSON.stringify(records));
    const limit = jsonBytes;
    const read = delivery(records, jsonBytes);
    const parts = toParts(read, undefined, undefined, limit);
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(fitsBucket(part.records, part.jsonBytes, limit)).toBe(true);
    expect(parts.flatMap(({ indexes }) => indexes)).toEqual(read.indexes);
    expect(toParts(read, undefined, undefined, limit).map(({ partId }) => partId)).toEqual(
      parts.map(({ partId }) => partId),
    );
  });
});

describe('the parts of a message of another program', () => {
  const H12 = Date.UTC(2026, 10, 29, 12);
  const messageId = '7d444840-9dc0-41d1-b245-5ffdce74fad2';

  /** Ids and positions of the parts, whatever they hold. */
  const partsOf = (body: string, more: Partial<Delivery>, now: number) => {
    const fixed = { exchange: 'logs_exchange', redelivered: false, headers: {}, routingKey: 'INFO.shop', messageId };
    return readDelivery({ ...fixed, body: Buffer.from(body), ...more }, now)
      .flatMap((read) => toParts(read))
      .map(({ partId, indexes }) => ({ partId, indexes }));
  };

  it('are the same with an AMQP timestamp, another one, and none', () => {
    const body = JSON.stringify([
      { time: new Date(H12 + 30 * 60_000).toISOString(), msg: 'timed' },
      { msg: 'untimed' },
    ]);
    const first = partsOf(body, { timestampMs: H12 + 59 * 60_000 }, H12 + 59 * 60_000 + 1234);
    expect(partsOf(body, { timestampMs: H12 + 61 * 60_000 }, H12 + 61 * 60_000)).toEqual(first);
    expect(partsOf(body, {}, H12 + 59 * 60_000 + 1234)).toEqual(first);
    expect(partsOf(body, { headers: { timestamp_in_ms: H12 } }, H12 + 61 * 60_000)).toEqual(first);
  });

  it('are the same when the moment of reading is the time of a record', () => {
    const body = JSON.stringify([H12, H12 - 3].map((ms) => ({ time: new Date(ms).toISOString(), msg: 'x' })));
    expect(partsOf(body, {}, H12)).toEqual(partsOf(body, {}, H12 + 50));
  });

  it('are the same when their size is near the limit', () => {
    // 1,000 records just below 4 MiB; the nanoseconds of a borrowed time make them larger.
    const body = JSON.stringify(Array.from({ length: 1000 }, () => ({ msg: 'x'.repeat(4_120) })));
    const [first, ...others] = [
      {},
      { headers: { timestamp: '2026-11-29T12:00:00.123456789Z' } },
      { timestampMs: 1.1e11 },
    ].map((more) => partsOf(body, more, H12));
    for (const other of others) expect(other).toEqual(first);
  });

  const minutes = fc.integer({ min: -90, max: 90 }).map((minute) => H12 + minute * 60_000);
  const iso = (ms: number) => new Date(ms).toISOString();
  const syslogTime = (ms: number) =>
    `${['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][new Date(ms).getUTCMonth()]} ${new Date(ms).getUTCDate()} ${iso(ms).slice(11, 19)}`;
  const level = fc.constantFrom({}, { level: 'info' }, { level: 'error' });
  const who = fc.constantFrom({}, { service: 'shop' }, { service: 'cart' });
  const text = fc.oneof(
    fc.tuple(level, who).map(([a, b]) => JSON.stringify({ msg: 'x', ...a, ...b })),
    fc.tuple(minutes, level, who).map(([ms, a, b]) => JSON.stringify({ time: iso(ms), msg: 'x', ...a, ...b })),
    minutes.map((ms) => JSON.stringify({ log: 'x', stream: 'stdout', time: iso(ms) })),
    minutes.map((ms) => JSON.stringify({ log: `${syslogTime(ms)} host app: x`, stream: 'stdout', time: iso(ms) })),
  );
  const line = fc.oneof(
    { weight: 3, arbitrary: text },
    minutes.map((ms) => `${syslogTime(ms)} host app: x`),
    minutes.map((ms) => `${iso(ms)} shop INFO x`),
    fc.constant('no format'),
  );
  const bodies = fc.oneof(
    fc.array(text, { minLength: 1, maxLength: 12 }).map((texts) => `[${texts}]`),
    fc.array(line, { minLength: 1, maxLength: 12 }).map((texts) => ['{"msg":"a"}', ...texts, '{"msg":"b"}'].join('\n')),
  );
  const YEAR_MS = 365 * 24 * HOUR_MS;
  const moments = fc.oneof(
    minutes,
    minutes.map((ms) => ms - 24 * HOUR_MS),
    minutes.map((ms) => ms + YEAR_MS - 24 * HOUR_MS),
    fc.integer({ min: H12 - 2 * HOUR_MS, max: H12 + 2 * HOUR_MS }),
  );
  const deliveries = fc.record({
    now: moments,
    redelivered: fc.boolean(),
    timestampMs: fc.option(moments, { nil: undefined }),
    headers: fc.constantFrom<Record<string, unknown>[]>(
      {},
      { timestamp_in_ms: H12 + 1 },
      { time: '2026-11-29T12:30:00.123456789Z' },
      { 'x-first-death-queue': 'a', via: 'shovel' },
    ),
  });

  it('are a matter of its body, routing key and program, whenever and however it comes', () => {
    fc.assert(
      fc.property(bodies, fc.array(deliveries, { minLength: 2, maxLength: 4 }), (body, several) => {
        const [first, ...others] = several.map(({ now, ...more }) => partsOf(body, more, now));
        for (const other of others) expect(other).toEqual(first);
      }),
      { numRuns: 500 },
    );
  });

  it('are those of another message where headers name another service or severity', () => {
    const body = '[{"msg":"a","service":"shop"},{"msg":"b"}]';
    const ids = ['shop', 'cart'].flatMap((service) => partsOf(body, { headers: { service } }, H12));
    expect(new Set(ids.map(({ partId }) => partId)).size).toBe(ids.length);
    expect(partsOf(body, { headers: { severity: 'error' } }, H12)).not.toEqual(partsOf(body, {}, H12));
  });
});
