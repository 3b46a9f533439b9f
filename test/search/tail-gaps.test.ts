import { encodeBatch, openPublisher, type Publisher } from '@logwarren/broker';
import { createBatchIds, toColumns } from '@logwarren/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, startApp } from '../harness/apps/start-app.ts';
import { openTestSystem, type TestSystem } from '../harness/apps/system.ts';
import { brokerOptions } from '../harness/broker/broker-options.ts';
import { openTcpProxy } from '../harness/broker/tcp-proxy.ts';
import { waitFor } from '../harness/wait-for.ts';
import { type PublishBatch, publishBatch } from './publish-batch.ts';
import { Tail } from './tail-client.ts';

/** Gaps of the live tail: filled from MongoDB, or announced. */

const resources = new AsyncDisposableStack();
let system: TestSystem;
let publisher: Publisher;
let search: App;

beforeAll(async () => {
  system = resources.use(await openTestSystem());
  publisher = resources.use(await openPublisher(brokerOptions(system.vhost.url, 'test')));
  search = await system.start('search').waitReady();
});

afterAll(() => resources.disposeAsync());

const publish: PublishBatch = (...batch) => publishBatch(publisher, ...batch);

test('Last-Event-ID fills the gap from MongoDB, each record once, and goes on live', async () => {
  await system.start('collector').waitReady();
  const gone = new Tail(search, 'service=resumed');
  await gone.waitLive();
  const [first = ''] = await publish(['seen 1', 'seen 2'], 'resumed');
  await gone.waitFor(2);
  gone[Symbol.dispose]();
  const seen = gone.records.at(-1)?.id ?? '';
  expect(seen > first).toBe(true);
  for (let i = 0; i < 5; i++) await publish([`missed ${i}`], 'resumed');
  await publish(['of another'], 'unwanted');
  using back = await new Tail(search, 'service=resumed', { 'last-event-id': seen }).waitLive();
  await publish(['live again'], 'resumed');
  await waitFor('all have come', () => back.messages.includes('live again') && back.messages.includes('missed 4'));
  await waitFor('the second look at the store is over', () => Date.now() - (back.events[0]?.at ?? 0) > 3_000);
  // Records of the two seconds before the id may come again; what was missed comes once.
  const fresh = back.messages.filter((message) => !String(message).startsWith('seen'));
  expect(fresh.toSorted()).toEqual(['live again', 'missed 0', 'missed 1', 'missed 2', 'missed 3', 'missed 4']);
});

test('filling a gap of some megabytes waits for the client, in order, and drops nothing', async () => {
  await system.start('collector').waitReady();
  const [seen = ''] = await publish(['seen'], 'long-gap');
  // Far enough behind that record for the two seconds around it to hold none of these.
  const later = createBatchIds(() => Date.now() + 5_000);
  const text = (i: number) => `${String(i).padStart(4, '0')} ${'x'.repeat(700)}`;
  for (let i = 0; i < 4_500; i += 500) {
    const at = { timestamp: Date.now(), observedAt: Date.now() };
    const records = Array.from({ length: 500 }, (_, j) => ({ ...at, message: text(i + j) }));
    await publisher.publish(
      await encodeBatch({ id: later(), service: 'long-gap', severity: 'INFO', records: toColumns(records) }),
    );
  }
  const countStored = async () =>
    ((await (await fetch(`${search.url}/logs/stats?service=long-gap`)).json()) as { total: number }).total;
  await waitFor('all are stored', async () => (await countStored()) === 4_501);
  using back = new Tail(search, 'service=long-gap', { 'last-event-id': seen }, false);
  await waitFor('it is connected', () => back.response !== undefined);
  await publish(['live'], 'long-gap');
  back.read();
  await back.waitFor(4_501);
  expect(back.messages).toContain('live');
  expect(back.messages.filter((message) => message !== 'live')).toEqual(
    Array.from({ length: 4_500 }, (_, i) => text(i)),
  );
  expect(back.events.filter(({ name }) => name === 'dropped' || name === 'gap')).toEqual([]);
});

test('a gap of more records than come again is told as one, with their number', async () => {
  await system.start('collector').waitReady();
  const [seen = ''] = await publish(['seen'], 'wide-gap');
  const later = createBatchIds(() => Date.now() + 5_000);
  for (let i = 0; i < 11; i++) {
    const at = { timestamp: Date.now(), observedAt: Date.now() };
    const records = Array.from({ length: 500 }, () => ({ ...at, message: 'x' }));
    await publisher.publish(
      await encodeBatch({ id: later(), service: 'wide-gap', severity: 'INFO', records: toColumns(records) }),
    );
  }
  const countStored = async () =>
    ((await (await fetch(`${search.url}/logs/stats?service=wide-gap`)).json()) as { total: number }).total;
  await waitFor('all are stored', async () => (await countStored()) === 5_501);
  using back = new Tail(search, 'service=wide-gap', { 'last-event-id': seen });
  await back.waitFor(5_000);
  // Before the records: a client that is cut off among them comes back behind the gap.
  expect(back.events.filter(({ name }) => name !== 'status')[0]).toMatchObject({
    name: 'gap',
    data: { after: seen, count: 500 },
  });
  expect(back.events.filter(({ name }) => name === 'gap')).toHaveLength(1);
  expect(back.events.filter(({ name }) => name === 'dropped')).toEqual([]);
});

test('after the connection to RabbitMQ was lost, what was missed comes from MongoDB', async () => {
  await using broker = await openTcpProxy(system.vhost.url);
  await using shaky = await startApp('search', { AMQP_URL: broker.url, MONGO_URL: system.mongoUrl }).waitReady();
  using tail = await new Tail(shaky, 'service=shaky').waitLive();
  await publish(['before'], 'shaky');
  await tail.waitFor(1);
  await broker.shut();
  await waitFor('the loss is told', () => tail.events.at(-1)?.data.live === false);
  await publish(['meanwhile'], 'shaky');
  await broker.open();
  await waitFor('the tail has gone on', () => tail.events.filter(({ data }) => data.live === true).length === 2, {
    timeoutMs: 60_000,
  });
  await publish(['after'], 'shaky');
  await waitFor('all have come', () => ['meanwhile', 'after'].every((text) => tail.messages.includes(text)));
  expect(tail.messages.filter((message) => message === 'meanwhile')).toHaveLength(1);
});

test('a client that does not read is told how many records it missed, and costs bounded memory', async () => {
  using fast = await new Tail(search, 'service=flood').waitLive();
  using slow = new Tail(search, 'service=flood', {}, false);
  await waitFor('the slow client is connected', () => slow.response !== undefined);
  const text = 'x'.repeat(2_000);
  const batches = 80;
  for (let i = 0; i < batches; i++)
    await publish(
      Array.from({ length: 100 }, () => text),
      'flood',
    );
  const total = batches * 100;
  const seenBy = (tail: Tail) =>
    tail.records.length +
    tail.events.filter(({ name }) => name === 'dropped').reduce((sum, { data }) => sum + Number(data.count), 0);
  await waitFor('the fast client has seen or been told of all', () => seenBy(fast) === total);
  slow.read();
  await waitFor('the slow client has seen or been told of all', () => seenBy(slow) === total, {
    timeoutMs: 60_000,
    detail: () => `${seenBy(slow)} of ${total}`,
  });
  expect(slow.records.length).toBeLessThan(total);
});
