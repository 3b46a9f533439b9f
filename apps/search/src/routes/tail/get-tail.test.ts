import { setImmediate as turn } from 'node:timers/promises';
import type { LogRecord } from '@logwarren/contract';
import type { RecordsSince, SinceQuery } from '@logwarren/store';
import { expect, test } from 'vitest';
import { tooManySearches } from '../../errors/http-error.ts';
import type { LogReader } from '../../queries/store-functions.ts';
import { createTestServer } from '../../test-server.ts';
import type { Listener, LiveFeed } from './live-feed.ts';

const ID = '019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011';
const RECORD = {
  id: '019aa5c2-7f40-7b1e-9c44-5d0f3a2b0011',
  timestamp: 1,
  observedAt: 1,
  service: 'shop',
  severity: 'INFO',
  severityNumber: 9,
  message: 'missed',
} as LogRecord;
const MISSED: RecordsSince = { records: [RECORD], leftOut: 0, complete: true };

/** One client that reconnects with `Last-Event-ID`. */
async function openTail(since: (query: SinceQuery) => Promise<RecordsSince>) {
  const listening = Promise.withResolvers<Listener>();
  const feed = {
    listen(listener: Listener) {
      listening.resolve(listener);
      return () => {};
    },
  } as unknown as LiveFeed;
  const server = await createTestServer({ reader: { since } as LogReader, feed, budgetMs: 1_000 });
  const answer = server.inject({ url: '/logs/tail', headers: { 'last-event-id': ID } });
  void answer.then(() => {});
  const listener = await listening.promise;
  /** Ends the tail; returns everything that was sent. */
  const finish = async () => {
    await server.close();
    return (await answer).body;
  };
  return { listener, finish };
}

test('two gaps close together are looked at one after the other', async () => {
  let running = 0;
  let most = 0;
  const looks: (() => void)[] = [];
  const { listener, finish } = await openTail(async () => {
    most = Math.max(most, ++running);
    await new Promise<void>((resolve) => looks.push(resolve));
    running -= 1;
    return MISSED;
  });
  listener.onLive(true);
  listener.onLive(false);
  listener.onLive(true);
  while (looks.length === 0) await turn();
  looks[0]?.();
  while (looks.length < 2) await turn();
  looks[1]?.();
  await turn();
  expect((await finish()).split('"missed"')).toHaveLength(2);
  expect(most).toBe(1);
});

test('a look that is refused because too many search is tried again before a gap is told', async () => {
  let looks = 0;
  const { listener, finish } = await openTail(async () => {
    looks += 1;
    if (looks === 1) throw tooManySearches(1);
    return MISSED;
  });
  listener.onLive(true);
  while (looks < 2) await turn();
  await turn();
  const sent = await finish();
  expect(sent).toContain('"missed"');
  expect(sent).not.toContain('event: gap');
});
