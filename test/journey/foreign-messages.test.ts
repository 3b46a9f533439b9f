import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCommand } from '../harness/apps/run-command.ts';
import type { App } from '../harness/apps/start-app.ts';
import { openTestSystem, type TestSystem } from '../harness/apps/system.ts';
import { type ForeignChannel, openForeignClient } from '../harness/broker/foreign-client.ts';

/** Messages of programs that know nothing of Logwarren, from the publishing client to what search finds. */

let opened: AsyncDisposableStack;
let system: TestSystem;
let collector: App;
let channel: ForeignChannel;

beforeEach(async () => {
  opened = new AsyncDisposableStack();
  system = opened.use(await openTestSystem());
  collector = await system.start('collector').waitReady();
  channel = opened.use(await openForeignClient(system.vhost.url)).channel;
});
afterEach(() => opened.disposeAsync());

async function publish(bodies: readonly string[], properties: Record<string, unknown> = {}, key = 'ERROR.billing') {
  for (const body of bodies) channel.publish('logs_exchange', key, Buffer.from(body), properties);
  await channel.waitForConfirms();
}

/** Records taken for repeats, by reason. */
async function repeats(): Promise<Record<string, number>> {
  const text = await (await fetch(`${collector.healthUrl}/metrics`)).text();
  const sums: Record<string, number> = {};
  for (const [, labels = '', count] of text.matchAll(/^logwarren_records_duplicate_total\{(.*)\} (\d+)$/gm)) {
    const [, reason = ''] = /reason="([^"]+)"/.exec(labels) ?? [];
    sums[reason] = (sums[reason] ?? 0) + Number(count);
  }
  return sums;
}

describe('equal messages', () => {
  const equal = Array.from({ length: 5 }, () => '{"severity":"ERROR","message":"card declined"}');

  test('under one id, as one reused BasicProperties gives them all, are a record each', async () => {
    await publish(equal, { messageId: 'billing', timestamp: 1_795_255_200 });
    await publish(equal, { messageId: '1' });
    await publish(equal);
    await system.waitForTotal(15);
    expect(await repeats()).toEqual({});
  });

  test('of a record with a time and one without are two records, whatever time each message carries', async () => {
    const body = '[{"time":"2026-11-21T12:30:00Z","msg":"timed"},{"msg":"untimed"}]';
    const messageId = randomUUID();
    const noon = Date.UTC(2026, 10, 21, 12) / 1000;
    for (const timestamp of [noon + 59 * 60, noon + 61 * 60, undefined])
      await publish([body], { messageId, timestamp });
    await publish([body], { messageId, headers: { timestamp_in_ms: noon * 1000 } });
    await expect.poll(repeats, { timeout: 60_000 }).toEqual({ 'message-id': 6 });
    await system.waitForTotal(2);
  });

  test('of very many columns are a dead letter each, and hold up nothing behind them', async () => {
    const records = Array.from({ length: 9_000 }, (_, i) => `{"a${i}":1,"b${i}":2,"c${i}":3}`);
    await publish([`[${records}]`, records.join('\n'), '{"message":"behind"}']);
    await system.waitForTotal(1);
    const reasons = async () => {
      const { letters } = (await (await fetch(`${system.search.url}/dead-letters`)).json()) as {
        letters: { reason: string }[];
      };
      return letters.map(({ reason }) => reason);
    };
    await expect.poll(reasons, { timeout: 60_000 }).toEqual(['body-too-many-attributes', 'body-too-many-attributes']);
  });

  test('are one record where their publisher says so, and each repeat is counted by what says it', async () => {
    await publish(equal, { messageId: randomUUID() });
    await publish(equal, { messageId: '01ARZ3NDEKTSV4RRFFQ69G5FAV' });
    await publish(equal, { headers: { 'x-deduplication-header': 'order-17' } });
    await system.waitForTotal(3);
    await expect.poll(repeats, { timeout: 60_000 }).toEqual({ header: 4, 'message-id': 8 });
    await system.waitForTotal(3);
    const ledger = async () => (await fetch(`${system.search.url}/ledger`)).json() as Promise<{ repeats: unknown }>;
    const repeat = { source: null, service: 'billing' };
    await expect
      .poll(async () => (await ledger()).repeats, { timeout: 60_000 })
      .toEqual([
        { ...repeat, reason: 'message-id', records: 8 },
        { ...repeat, reason: 'header', records: 4 },
      ]);
    await expect
      .poll(ledger, { timeout: 60_000 })
      .toMatchObject({ balanced: true, total: { received: 3, stored: 3, difference: 0 } });
    const { out } = await runCommand(['ledger'], { LOGWARREN_SEARCH_URL: system.search.url, NO_COLOR: '1' });
    expect(out).toContain('Taken for repeats, and in none of the sums: message-id 8, header 4.');
  });
});

test('any text is a record, and routing key, app_id and timestamp say what it does not', async () => {
  await publish(
    ['payment gateway\n  does not answer'],
    { appId: 'billing', timestamp: 1_795_255_200 },
    'logger.x.warn',
  );
  await publish(['2026-11-21T10:15:30Z shop INFO started'], { appId: 'other' }, 'ERROR.other');
  await publish(['{"n":1}'], {}, 'com.acme.Billing.ERROR');
  await system.waitForTotal(3);
  const found = (await system.findAll('')).toSorted((a, b) => (a.service < b.service ? -1 : 1));
  expect(found).toMatchObject(
    [
      { service: 'billing', severity: 'WARN', timestamp: '2026-11-21T10:00:00.000Z', message: /does not answer$/ },
      { service: 'com.acme.Billing', severity: 'ERROR', message: '{"n":1}', attributes: { n: 1 } },
      { service: 'shop', severity: 'INFO', timestamp: '2026-11-21T10:15:30.000Z', message: 'started' },
    ].map((each) => ({
      ...each,
      message: typeof each.message === 'string' ? each.message : expect.stringMatching(each.message),
    })),
  );
});
