import { type OutgoingMessage, RECEIVED_HEADER, readDelivery } from '@logwarren/broker';
import { createLogger } from '@logwarren/common';
import { type Delivery, fromColumns, type ReadDelivery } from '@logwarren/contract';
import { expect, test } from 'vitest';
import { createAlertRelay } from './alert-relay.ts';

const ERROR = '{"severity":"ERROR","message":"card declined","service":"shop","amount":12}';
const log = createLogger('test', 'silent');

function delivery(routingKey: string, properties: Partial<Delivery> & { text?: string } = {}): Delivery {
  const { text = ERROR, ...more } = properties;
  return { body: Buffer.from(text), routingKey, exchange: 'logs_exchange', redelivered: false, headers: {}, ...more };
}

function relay(publish: (message: OutgoingMessage) => Promise<void> = async () => {}, mayPublish = () => true) {
  const sent: OutgoingMessage[] = [];
  const counted = { passed: 0, dropped: 0 };
  const pass = createAlertRelay({
    publish: (message) => {
      sent.push(message);
      return publish(message);
    },
    mayPublish,
    count: (result, records) => (counted[result] += records),
    log,
  });
  const take = (message: Delivery) => {
    for (const read of readDelivery(message)) pass(message, read);
  };
  return { sent, counted, take };
}

const settled = () => new Promise(setImmediate);

test.each([
  ['ERROR.x', false],
  ['WARN.x', false],
  ['FATAL', false],
  ['INFO.x', true],
  ['warn.x', true],
  ['ERRORS.x', true],
  ['com.acme.Billing.ERROR', true],
  ['', true],
])('an error under the key %j is passed on: %s', (key, isPassed) => {
  const { sent, take } = relay();
  take(delivery(key));
  expect(sent).toHaveLength(isPassed ? 1 : 0);
});

test.each([
  ['a record below WARN', 'INFO.x', { text: '{"severity":"INFO","message":"x"}' }],
  ['what can never be stored', 'INFO.x', { text: '' }],
  ['what is sent again to LogQueue alone', 'INFO.x', { exchange: 'logs_replay' }],
  ['what a further key of the message brought to the monitor', 'INFO.x', { headers: { CC: ['ERROR.x'] } }],
  ['what may have been passed on before, without anything that tells', 'INFO.x', { redelivered: true }],
])('%s is not', (_name, key, properties) => {
  const { sent, take } = relay();
  take(delivery(key, properties));
  expect(sent).toEqual([]);
});

test('what goes straight to the queue is, whatever its key', () => {
  const { sent, take } = relay();
  take(delivery('ERROR.x', { exchange: '' }));
  expect(sent).toHaveLength(1);
});

test('a monitor of any version reads what is passed on, and knows it again', async () => {
  const { sent, counted, take } = relay();
  const messageId = '7d444840-9dc0-41d1-b245-5ffdce74fad2';
  take(delivery('INFO.x', { messageId }));
  take(delivery('INFO.x', { messageId, redelivered: true }));
  take(delivery('INFO.x'));
  take(delivery('INFO.x'));
  await settled();
  expect(counted).toEqual({ passed: 4, dropped: 0 });
  const [first, again, one, other] = sent.map(({ messageId: id }) => id);
  expect(again).toBe(first);
  expect(new Set([first, one, other]).size).toBe(3);
  const message = sent[0]!;
  expect(message).toMatchObject({ routingKey: 'MonitoringQueue', type: 'logwarren.columns.v1' });
  const [read] = readDelivery({ ...message, exchange: '', redelivered: false, headers: message.headers ?? {} });
  expect(read).toMatchObject({ service: 'shop', severity: 'ERROR', letters: [] });
  const [record] = fromColumns((read as ReadDelivery).records);
  expect(record).toMatchObject({ message: 'card declined' });
  expect(record?.attributes).toBeUndefined();
});

test("what is passed on carries RabbitMQ's time of receipt where that is known, and nothing in its place", () => {
  const { sent, take } = relay();
  take(delivery('INFO.x', { headers: { timestamp_in_ms: 1_700_000_000_123 } }));
  take(delivery('INFO.x', { headers: { timestamp_in_ms: 'soon' } }));
  take(delivery('INFO.x'));
  expect(sent.map(({ headers }) => headers?.[RECEIVED_HEADER])).toEqual([1_700_000_000_123, undefined, undefined]);
});

test('of one message with several streams each that is WARN or above is passed on, under an id of its own', () => {
  const text =
    '[{"level":"info","msg":"a"},{"level":"error","msg":"b"},{"level":"warn","msg":"c"},{"level":"error","msg":"d"}]';
  const { sent, take } = relay();
  take(delivery('INFO.x', { text, messageId: '7d444840-9dc0-41d1-b245-5ffdce74fad2' }));
  expect(new Set(sent.map(({ messageId }) => messageId)).size).toBe(2);
  const read = sent.flatMap((message) => readDelivery({ ...message, exchange: '', redelivered: false, headers: {} }));
  expect(read.map(({ severity, records }) => [severity, fromColumns(records).map(({ message }) => message)])).toEqual([
    ['ERROR', ['b', 'd']],
    ['WARN', ['c']],
  ]);
});

test('nothing waits for it: what does not go out at once, or fails, is counted as dropped', async () => {
  const full = relay(undefined, () => false);
  full.take(delivery('INFO.x'));
  expect(full).toMatchObject({ sent: [], counted: { passed: 0, dropped: 1 } });
  const failing = relay(async () => {
    throw new Error('closed');
  });
  failing.take(delivery('INFO.x'));
  await settled();
  expect(failing.counted).toEqual({ passed: 0, dropped: 1 });
});
