import { encodeBatch, openPublisher, type Publisher } from '@logwarren/broker';
import { createBatchIds, toColumns } from '@logwarren/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningCommand, startCommand } from '../harness/apps/start-command.ts';
import { openTestSystem, type TestSystem } from '../harness/apps/system.ts';
import { brokerOptions } from '../harness/broker/broker-options.ts';
import { openTcpProxy } from '../harness/broker/tcp-proxy.ts';
import { waitFor } from '../harness/wait-for.ts';

/** `logwarren tail` and `search --follow`: every record once, whatever happens to the connection. */

const nextId = createBatchIds();
const resources = new AsyncDisposableStack();
let system: TestSystem;
let publisher: Publisher;

beforeAll(async () => {
  system = resources.use(await openTestSystem());
  await system.start('collector').waitReady();
  publisher = resources.use(await openPublisher(brokerOptions(system.vhost.url, 'test')));
});

afterAll(() => resources.disposeAsync());

/** Publishes one batch and waits for its confirm. */
async function publish(service: string, messages: string[], timestamp = Date.now()): Promise<void> {
  const records = messages.map((message) => ({ timestamp, observedAt: timestamp, message }));
  await publisher.publish(await encodeBatch({ id: nextId(), service, severity: 'INFO', records: toColumns(records) }));
}

const start = (...args: string[]) => startCommand(args, { LOGWARREN_URL: system.search.url });

async function waitForMessages(command: RunningCommand, messages: string[]): Promise<void> {
  const isThere = () => messages.every((message) => command.records().some((record) => record.message === message));
  await waitFor(`${messages.at(-1)} has come`, isThere, {
    timeoutMs: 60_000,
    detail: () => command.out + command.errors,
  });
}

const messagesOf = (command: RunningCommand) => command.records().map(({ message }) => message);

test.each([2, 1000])(
  '--follow prints the last %d records, then each new one once, and ends with 130',
  async (limit) => {
    const service = `shop-${limit}`;
    const old = ['old 1', 'old 2', 'old 3'];
    await publish(service, old, Date.now() - 3_600_000);
    await waitFor('they are stored', async () => (await system.findAll(`service=${service}`)).length === 3);
    await using command = start('search', 'NOT noise', '--service', service, '--limit', `${limit}`, '--follow');
    // From the first moment, while it still searches and connects.
    const fresh = Array.from({ length: 200 }, (_, i) => `new ${i}`);
    for (const message of fresh) await publish(service, [message, `noise ${message}`]);
    await publish('elsewhere', ['of another service']);
    await publish(service, ['the end']);
    await waitForMessages(command, ['the end']);
    const all = [...old, ...fresh, 'the end'];
    const isWhole = () => {
      const seen = new Set(messagesOf(command));
      const firstSeen = all.findIndex((message) => seen.has(message));
      return all.slice(firstSeen).every((message) => seen.has(message)) && (limit === 2 || firstSeen === 0);
    };
    await waitFor('there is no gap', isWhole, { timeoutMs: 60_000, detail: () => messagesOf(command).join(', ') });
    const seen = messagesOf(command);
    expect(seen.toSorted()).toEqual([...new Set(seen)].toSorted());
    expect(seen.length).toBeGreaterThanOrEqual(2);
    expect(seen.filter((message) => !all.includes(message))).toEqual([]);
    command.kill('SIGINT');
    expect(await command.exited).toBe(130);
    // Said once, though the search and the tail both say it.
    expect(command.errors).toBe('logwarren: NOT excludes the word behind it; "NOT noise" searches for the text.\n');
  },
);

test('tail begins with the last ten, shows text as it comes, and ends with 143 when it is told to', async () => {
  await publish(
    'till',
    Array.from({ length: 12 }, (_, i) => `sale ${i}`),
  );
  await waitFor('they are stored', async () => (await system.findAll('service=till')).length === 12);
  await using command = start('tail', '--service', 'till', '--text', '--utc');
  await waitFor('the last one is there', () => command.out.includes('sale 11'), { detail: () => command.errors });
  expect(command.out.match(/sale/g)).toHaveLength(10);
  await publish('till', ['Error: boom\n    at \u001b[2Jevil']);
  await waitFor('the new one is there', () => command.out.endsWith('evil\n'), { detail: () => command.out });
  expect(command.out).toMatch(/ INFO {2}till Error: boom\n {28}at \\u001b\[2Jevil\n$/);
  command.kill('SIGTERM');
  expect(await command.exited).toBe(143);
});

test('when the connection is lost it is made again, and what was missed comes once', async () => {
  await using proxy = await openTcpProxy(system.search.url);
  await using command = startCommand(['--url', proxy.url, 'tail', '--service', 'shaky']);
  await publish('shaky', ['before']);
  await waitForMessages(command, ['before']);
  await proxy.shut();
  await command.waitForError(/^logwarren: the connection was lost \(.*\); trying again$/m);
  await publish('shaky', ['meanwhile 1', 'meanwhile 2']);
  await proxy.open();
  await command.waitForError(/^logwarren: connected again$/m);
  await publish('shaky', ['after']);
  await waitForMessages(command, ['meanwhile 1', 'meanwhile 2', 'after']);
  expect(messagesOf(command).toSorted()).toEqual(['after', 'before', 'meanwhile 1', 'meanwhile 2']);
});

test('it works while MongoDB is away, and says what it cannot show', async () => {
  await using mongo = await openTcpProxy(system.mongoUrl, false);
  await using lonely = await system.start('search', [], { MONGO_URL: mongo.url }).waitListening();
  await using command = startCommand(['--url', lonely.url, 'tail', '--service', 'lonely']);
  await command.waitForError(/^logwarren: cannot read earlier records: /m);
  const published: string[] = [];
  await waitFor('one has come', async () => {
    published.push(`still here ${published.length}`);
    await publish('lonely', published.slice(-1));
    return command.records().length > 0;
  });
});

test('what a slow reader misses is counted', async () => {
  await using command = start('tail', '--service', 'flood', '-n', '0');
  const seen = () => command.records().length;
  let published = 0;
  await waitFor('it is live', async () => {
    published += 1;
    await publish('flood', ['probe']);
    return seen() > 0;
  });
  const missedFirst = published - seen();
  command.pause();
  const text = 'x'.repeat(2_000);
  for (let i = 0; i < 100; i++)
    await publish(
      'flood',
      Array.from({ length: 100 }, () => text),
    );
  published += 10_000;
  command.resume();
  const dropped = () =>
    [...command.errors.matchAll(/^logwarren: ([\d,]+) records came too fast/gm)].reduce(
      (sum, [, count = '']) => sum + Number(count.replaceAll(',', '')),
      0,
    );
  await waitFor('all have been seen or counted', () => seen() + dropped() >= published - missedFirst, {
    timeoutMs: 60_000,
    detail: () => `${seen()} + ${dropped()} of ${published} - ${missedFirst}\n${command.errors}`,
  });
  expect(dropped()).toBeGreaterThan(0);
  expect(seen() + dropped()).toBeLessThanOrEqual(published);
});
