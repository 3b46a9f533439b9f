import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toColumns } from '../batches/columns-builder.ts';
import { timeOfId } from '../ids/read-record-id.ts';
import { createBatchIds } from '../ids/record-ids.ts';
import type { Delivery } from './delivery.ts';
import { batchIdOfMessage, identityOf } from './message-identity.ts';

const batchId = createBatchIds()();

function delivery(properties: Partial<Delivery>): Delivery {
  const fixed = { routingKey: 'ERROR.shop', exchange: 'logs_exchange', redelivered: false, headers: {} };
  return { ...fixed, body: Buffer.from('same'), ...properties };
}

const of = (messageId?: string, headers: Record<string, unknown> = {}) => identityOf(delivery({ messageId, headers }));

describe('an identity', () => {
  test.each([
    ['a random UUID', '7d444840-9dc0-41d1-b245-5ffdce74fad2', undefined],
    ['one in capitals', '7D444840-9DC0-41D1-B245-5FFDCE74FAD2', undefined],
    ['one by name', '886313e1-3b8a-5372-9b90-0c9aee199e5d', undefined],
    ['UUIDv1', 'c232ab00-9414-11ec-b3c8-9f6bdeced846', Date.UTC(2022, 1, 22, 19, 22, 22)],
    ['UUIDv6', '1ec9414c-232a-6b00-b3c8-9f6bdeced846', Date.UTC(2022, 1, 22, 19, 22, 22)],
    ['UUIDv7', '017f22e2-79b0-7cc3-98c4-dc0c0c07398f', Date.UTC(2022, 1, 22, 19, 22, 22)],
    ['ULID', '01ARZ3NDEKTSV4RRFFQ69G5FAV', 1_469_922_850_259],
    ['ULID in small letters', '01arz3ndektsv4rrffq69g5fav', 1_469_922_850_259],
    ['UUIDv7 of a clock that starts at 1970', '00000000-0001-7cc3-98c4-dc0c0c07398f', undefined],
  ])('is a globally unique message id: %s', (_name, messageId, ms) => {
    expect(of(messageId)).toEqual({ kind: 'message-id', id: messageId.toLowerCase(), ms });
  });

  test.each([
    ['in braces', '{7D444840-9DC0-41D1-B245-5FFDCE74FAD2}'],
    ['as a URN', 'urn:uuid:7d444840-9dc0-41d1-b245-5ffdce74fad2'],
    ['as a URN in capitals', 'URN:UUID:7D444840-9DC0-41D1-B245-5FFDCE74FAD2'],
    ['without dashes', '7d4448409dc041d1b2455ffdce74fad2'],
    ['without dashes, in capitals', '7D4448409DC041D1B2455FFDCE74FAD2'],
  ])('is the same however a UUID is written: %s', (_name, messageId) => {
    const plain = '7d444840-9dc0-41d1-b245-5ffdce74fad2';
    expect(of(messageId)).toEqual(of(plain));
    const body = Buffer.from('same');
    expect(batchIdOfMessage(delivery({ messageId }), body)).toBe(
      batchIdOfMessage(delivery({ messageId: plain }), body),
    );
  });

  test('says its time also without dashes', () => {
    expect(of('017f22e279b07cc398c4dc0c0c07398f')?.ms).toBe(Date.UTC(2022, 1, 22, 19, 22, 22));
    expect(of('{c232ab00-9414-11ec-b3c8-9f6bdeced846}')?.ms).toBe(Date.UTC(2022, 1, 22, 19, 22, 22));
  });

  test.each([
    // Digests of MD5: without a version, and with that of UUIDs made of a name.
    'd41d8cd98f00b204e9800998ecf8427e',
    '900150983cd23fb09d963f7d28e17f72',
    '{d41d8cd98f00b204e9800998ecf8427e}',
    '00000000000000000000000000000000',
    '{7d444840-9dc0-41d1-b245-5ffdce74fad2',
    'urn:uuid:billing',
    '{}',
    '{7d4448409dc041d1b2455ffdce74fad2-41d1}',
    'uuid:7d444840-9dc0-41d1-b245-5ffdce74fad2',
    '1',
    'billing',
    '',
    'same',
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    // A decimal counter in 26 digits, a UUID of no known variant, one with something around it.
    '01234567890123456789012345',
    '7d444840-9dc0-41d1-0245-5ffdce74fad2',
    'billing-7d444840-9dc0-41d1-b245-5ffdce74fad2',
    '01ARZ3NDEKTSV4RRFFQ69G5FAVX',
    '81ARZ3NDEKTSV4RRFFQ69G5FAV',
  ])('is not %j', (messageId) => {
    expect(of(messageId)).toBeUndefined();
  });

  test('comes from the header made for it, before any message id', () => {
    const one = of('7d444840-9dc0-41d1-b245-5ffdce74fad2', { 'x-deduplication-header': 'order-17' });
    expect(one).toMatchObject({ kind: 'header', ms: undefined });
    expect(of(undefined, { 'x-deduplication-header': 'order-17' })).toEqual(one);
    expect(of(undefined, { 'x-deduplication-header': 17 })?.id).not.toBe(one?.id);
    for (const nothing of ['', null, undefined, {}, true]) {
      expect(of(undefined, { 'x-deduplication-header': nothing })).toBeUndefined();
    }
  });

  test('is the id of one of our batches, whatever other headers it has', () => {
    const ours = delivery({
      type: 'logwarren.columns.v1',
      messageId: batchId,
      headers: { 'x-deduplication-header': '1' },
    });
    expect(identityOf(ours)).toEqual({ kind: 'batch-id', id: batchId, ms: timeOfId(batchId) });
    expect(batchIdOfMessage(ours, Buffer.from(JSON.stringify(toColumns([]))))).toBe(batchId);
  });
});

describe('the batch id of a message', () => {
  const idOf = (properties: Partial<Delivery>, body = 'same') =>
    batchIdOfMessage(delivery(properties), Buffer.from(body));

  test('differs each time if nothing says that two messages are the same', () => {
    const ids = [undefined, '1', '1', 'billing', 'billing'].map((messageId) => idOf({ messageId, timestampMs: 5_000 }));
    expect(new Set(ids).size).toBe(5);
  });

  test('depends on the message alone, so that midnight changes nothing', () => {
    const messageId = '7d444840-9dc0-41d1-b245-5ffdce74fad2';
    const first = idOf({ messageId, timestampMs: 1_795_262_405_000 });
    expect(idOf({ messageId, redelivered: true, timestampMs: undefined })).toBe(first);
    expect(new Date(timeOfId(first)).toISOString()).toMatch(/^1970-01-01/);
    expect(idOf({ messageId }, 'other')).not.toBe(first);
  });

  test('is dated by an id that has a time', () => {
    expect(timeOfId(idOf({ messageId: '01ARZ3NDEKTSV4RRFFQ69G5FAV' }))).toBe(1_469_922_850_259);
  });

  test.each([
    ['routing key', { routingKey: 'ERROR.billing' }],
    ['app_id', { appId: 'billing' }],
  ])('is another one under another %s: each program may count from 1', (_name, other) => {
    const body = Buffer.from('started');
    const one = { headers: { 'x-deduplication-header': 1 } };
    expect(batchIdOfMessage(delivery(one), body)).toBe(batchIdOfMessage(delivery(one), body));
    expect(batchIdOfMessage(delivery({ ...one, ...other }), body)).not.toBe(batchIdOfMessage(delivery(one), body));
  });

  test('never takes two for one, whatever their ids', () => {
    fc.assert(
      fc.property(fc.uuid({ version: 4 }), fc.uuid({ version: 4 }), fc.string(), (one, other, body) => {
        fc.pre(one !== other);
        expect(idOf({ messageId: one }, body)).not.toBe(idOf({ messageId: other }, body));
      }),
    );
  });
});
