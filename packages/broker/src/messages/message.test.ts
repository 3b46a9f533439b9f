import type { Message } from 'amqplib';
import { expect, test } from 'vitest';
import { publishOptions, toDelivery } from './message.ts';

const message = { routingKey: 'INFO.a', body: Buffer.from('x'), messageId: 'id', timestampMs: 1_700_000_000_999 };

test('every message is kept on disk, and returned when no queue takes it', () => {
  expect(publishOptions(message)).toMatchObject({ persistent: true, mandatory: true });
});

test('its properties match the message, with whole seconds', () => {
  const said = { type: 't', contentType: 'c', contentEncoding: 'zstd', appId: 'app', headers: { count: 1 } };
  expect(publishOptions({ ...message, ...said })).toMatchObject({
    messageId: 'id',
    timestamp: 1_700_000_000,
    ...said,
  });
});

/** A message as amqplib delivers it. */
const incoming = (properties: Record<string, unknown>) =>
  ({
    content: Buffer.from('x'),
    fields: { routingKey: 'INFO.a', exchange: 'logs_exchange', redelivered: true, deliveryTag: 1 },
    properties,
  }) as unknown as Message;

test('a delivery has the properties of its message, and headers in any case', () => {
  const properties = { messageId: 'id', type: 't', contentType: 'c', contentEncoding: 'zstd', appId: 'app' };
  expect(toDelivery(incoming(properties))).toEqual({
    body: Buffer.from('x'),
    routingKey: 'INFO.a',
    exchange: 'logs_exchange',
    redelivered: true,
    headers: {},
    timestampMs: undefined,
    ...properties,
  });
  expect(toDelivery(incoming({ headers: { a: 1 } })).headers).toEqual({ a: 1 });
});

test.each([
  ['seconds, as AMQP has them', 1_700_000_000, 1_700_000_000_000],
  ['milliseconds, which no clock shows as seconds', 1_700_000_000_999, 1_700_000_000_999],
  ['the last moment that is taken for seconds', 1e11, 1e14],
  ['the start of the epoch', 0, 0],
  ['nothing', undefined, undefined],
  ['a text', '2026', undefined],
])('a time of %s', (_name, timestamp, timestampMs) => {
  expect(toDelivery(incoming({ timestamp })).timestampMs).toBe(timestampMs);
});
