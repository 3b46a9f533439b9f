import { expect, test, vi } from 'vitest';
import { fromColumns, toColumns } from '../batches/index.ts';
import { createBatchIds } from '../ids/index.ts';
import { Unreadable } from '../letters/index.ts';
import type { Delivery } from './delivery.ts';
import { readMessage } from './read-message.ts';

const NOW = Date.UTC(2026, 10, 21, 10);
const newId = createBatchIds(() => NOW);

const delivery = (text: string, more: Partial<Delivery> = {}): Delivery => ({
  body: Buffer.from(text),
  routingKey: 'INFO.a',
  exchange: 'logs_exchange',
  redelivered: false,
  headers: {},
  ...more,
});

/** Reads a message whose body is not packed. */
const read = (message: Delivery) => readMessage(message, () => message.body, NOW);

const records = [{ timestamp: NOW, observedAt: NOW, message: 'x' }];
const batch = { service: 'shop', severity: 'WARN' };

test.each([
  ['by column', 'logwarren.columns.v1', { ...batch, ...toColumns(records) }],
  ['record by record', 'logwarren.batch.v1', { ...batch, records }],
])('a batch %s is read by its type', (_name, type, body) => {
  const messageId = newId();
  const [only, ...others] = read(delivery(JSON.stringify(body), { type, messageId }));
  expect(others).toEqual([]);
  expect(only).toMatchObject({ batchId: messageId, identity: 'batch-id', ...batch, indexes: [0], letters: [] });
  expect(fromColumns((only as NonNullable<typeof only>).records)).toMatchObject(records);
});

test.each([undefined, 'something', 'Logwarren.batch.v1'])('a message of the type %s is text of any format', (type) => {
  const [only] = read(delivery('{"level":"error","msg":"x","service":"cart"}', { type }));
  expect(only).toMatchObject({ service: 'cart', severity: 'ERROR', letters: [] });
});

test('a type that is newer than this build is one dead letter, with the bytes as they came', () => {
  const message = delivery('packed', { type: 'logwarren.columns.v9' });
  const [only, ...others] = readMessage(message, () => Buffer.from('{}'), NOW);
  expect(others).toEqual([]);
  expect(only).toMatchObject({ batchId: '', identity: undefined, records: { count: 0 }, indexes: [] });
  expect(only?.letters).toMatchObject([{ reason: 'batch-type-unknown' }]);
  expect(only?.letters[0]?.body).toBe(message.body);
});

test('a body that nobody can unpack is one dead letter with the reason', () => {
  const unpack = () => {
    throw new Unreadable('body-corrupt', 'not gzip');
  };
  const [only] = readMessage(delivery('x'), unpack, NOW);
  expect(only?.letters).toMatchObject([{ reason: 'body-corrupt', explanation: 'not gzip' }]);
});

test('a bug is rethrown, and not taken for a fault of the message', () => {
  const unpack = vi.fn(() => {
    throw new TypeError('bug');
  });
  expect(() => readMessage(delivery('x'), unpack, NOW)).toThrow(TypeError);
});
