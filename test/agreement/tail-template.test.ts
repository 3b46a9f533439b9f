import { encodeBatch, openPublisher } from '@logwarren/broker';
import { createBatchIds, toColumns } from '@logwarren/contract';
import { patternTest } from '@logwarren/query';
import { expect, test } from 'vitest';
import { openTestSystem } from '../harness/apps/system.ts';
import { brokerOptions } from '../harness/broker/broker-options.ts';
import { waitFor } from '../harness/wait-for.ts';

/** Live tail has no catalogue to look a template up in, and yet shows the records that the list finds later. */

const NAMES = ['ada', 'bob', 'eve', 'joe', 'kim', 'lea', '7', 'a1', 'web-1', '10.0.0.1'];
const TEMPLATE = 'session opened for user <*> by root';

test('live tail with a template shows exactly the records that the list finds later', async () => {
  await using system = await openTestSystem();
  await using publisher = await openPublisher(brokerOptions(system.vhost.url, 'test'));
  const said = NAMES.flatMap((name) => [
    `session opened for user ${name} by root`,
    `session opened for user ${name} by admin`,
    `session opened for user ${name} ${name} by root`,
    `session closed for user ${name} by root`,
    `Session opened for user ${name} by root`,
  ]);
  const nextId = createBatchIds();
  const publish = async (messages: readonly string[]) => {
    const timestamp = Date.now();
    const records = messages.map((message) => ({ timestamp, observedAt: timestamp, message }));
    await publisher.publish(
      await encodeBatch({ id: nextId(), service: 'sshd', severity: 'INFO', records: toColumns(records) }),
    );
  };
  const parameters = new URLSearchParams({ q: `pattern:"${TEMPLATE}" OR message:"the end"` });
  const abort = new AbortController();
  const response = await fetch(`${system.search.url}/logs/tail?${parameters}`, { signal: abort.signal });
  let text = '';
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true });
  })().catch(() => {});
  await waitFor('the tail is live', () => text.includes('"live":true'));
  await publish(said.slice(0, 20));
  await publish(said.slice(20));
  await publish(['the end']);
  await waitFor('the last record is shown', () => text.includes('"message":"the end"'), { detail: () => text });
  abort.abort();
  await reading;
  const shown = [...text.matchAll(/^data: (\{.*"message".*\})$/gm)].map(([, data]) => JSON.parse(data as string));
  await system.start('collector').waitReady();
  await system.waitForTotal(said.length + 1);
  const list = await system.findAll(`${parameters}`);
  const summary = (records: readonly { id: string; message: string }[]) =>
    records.map(({ id, message }) => `${id} ${message}`).toSorted();
  expect(summary(shown)).toEqual(summary(list));
  expect(list.map(({ message }) => message).toSorted()).toEqual(
    [...said.filter(patternTest(TEMPLATE)), 'the end'].toSorted(),
  );
  expect(list).toHaveLength(NAMES.length + 1);
});
