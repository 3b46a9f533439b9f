import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { metricOf } from '../harness/apps/app-metrics.ts';
import { type App, startApp } from '../harness/apps/start-app.ts';
import { type QueuedRecord, takeQueued } from '../harness/broker/queued-records.ts';
import { openTcpProxy } from '../harness/broker/tcp-proxy.ts';
import { openTestVhost, type TestVhost } from '../harness/broker/vhost.ts';
import { waitFor } from '../harness/wait-for.ts';

/** Files are followed by a real source process that publishes to a real broker. */

let vhost: TestVhost;
let directory: string;
let log: string;
let queued: QueuedRecord[];
let batchIds: string[];

beforeEach(async () => {
  vhost = await openTestVhost();
  directory = mkdtempSync(join(tmpdir(), 'logwarren-source-'));
  log = join(directory, 'shop.log');
  queued = [];
  batchIds = [];
});

afterEach(async () => {
  await vhost[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true });
});

function follow(args: string[] = [log], env: Record<string, string> = {}): App {
  const own = { AMQP_URL: vhost.url, SOURCE_STATE_DIR: join(directory, 'state'), SOURCE_POLL_MS: '50' };
  return startApp('source', { ...own, SOURCE_FLUSH_MS: '100', ...env }, ['--no-http', '--format', 'raw', ...args]);
}

/** Messages so far, as a collector would store them. */
async function collect(): Promise<string[]> {
  const taken = await takeQueued(vhost);
  const known = new Set(queued.map(({ id }) => id));
  queued = queued.concat(taken.records.filter(({ id }) => !known.has(id)));
  batchIds.push(...taken.batchIds);
  return queued.map(({ message }) => message);
}

async function isReady(source: App): Promise<boolean> {
  try {
    return (await fetch(`${source.healthUrl}/readyz`)).ok;
  } catch {
    return false;
  }
}

async function killed(source: App): Promise<void> {
  source.kill('SIGKILL');
  await source.exited;
}

async function seen(...messages: string[]): Promise<void> {
  await waitFor(`the records ${messages.join(', ')}`, async () => (await collect()).length >= messages.length);
  expect(await collect()).toEqual(messages);
}

describe('a followed file', () => {
  it('is read on through rotation by rename, the old file to its end first', async () => {
    writeFileSync(log, 'one\n');
    await using _source = follow();
    await seen('one');
    renameSync(log, `${log}.1`);
    appendFileSync(`${log}.1`, 'two\n');
    writeFileSync(log, 'four\n');
    appendFileSync(`${log}.1`, 'three\n');
    await seen('one', 'two', 'three', 'four');
    expect(new Set(queued.map(({ service }) => service))).toEqual(new Set(['shop']));
  });

  it('is read again from its beginning after truncation', async () => {
    writeFileSync(log, 'one\ntwo\n');
    await using _source = follow();
    await seen('one', 'two');
    truncateSync(log);
    appendFileSync(log, 'three\n');
    await seen('one', 'two', 'three');
  });

  it('that was rotated while no source ran is finished by the next one', async () => {
    writeFileSync(log, 'one\n');
    const first = follow();
    await seen('one');
    first.kill('SIGTERM');
    expect(await first.exited).toMatchObject({ code: 0 });
    appendFileSync(log, 'two\n');
    renameSync(log, `${log}.1`);
    writeFileSync(log, 'three\n');
    await using _second = follow();
    await seen('one', 'two', 'three');
  });

  it('is collected whole, in order and once although the source is killed again and again', async () => {
    const lines = Array.from({ length: 60_000 }, (_, i) => `line ${i} ${'x'.repeat(i % 200)}`);
    const [first, second] = [lines.slice(0, 40_000), lines.slice(40_000)];
    writeFileSync(log, `${first.join('\n')}\n`);
    for (const afterMs of [0, 30, 80, 150, 300]) {
      const source = follow();
      await source.waitForLog(({ msg }) => /^Following file again|^File is new/.test(msg));
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      await killed(source);
      await collect();
    }
    // Those may all have hit a source between two chunks; this one hits it while the broker has a chunk, and it does not know.
    await using proxy = await openTcpProxy(vhost.url);
    const deaf = follow([log], { AMQP_URL: proxy.url });
    // Those before may have sent all of the first part; it must be connected before it hears nothing.
    await waitFor('it is connected', () => isReady(deaf), { timeoutMs: 60_000 });
    await waitFor('the first part', async () => (await collect()).length >= first.length, { timeoutMs: 240_000 });
    // With 4 MiB unconfirmed it would read no further.
    const underWay = () => metricOf(deaf, 'logwarren_source_chunk_bytes_in_flight');
    await waitFor('the confirms of the first part', async () => (await underWay()) === 0, { timeoutMs: 60_000 });
    proxy.blackHole('to-client');
    appendFileSync(log, `${second.join('\n')}\n`);
    await waitFor('a chunk of the second', async () => (await collect()).length > first.length, { timeoutMs: 60_000 });
    const repeats = () => batchIds.length - new Set(batchIds).size;
    const before = repeats();
    await killed(deaf);
    await using _source = follow();
    const isDone = async () => (await collect()).length >= lines.length && repeats() > before;
    await waitFor('all records, those of that chunk again', isDone, { timeoutMs: 240_000 });
    const messages = await collect();
    expect(messages.length).toBe(lines.length);
    expect(messages.every((message, i) => message === lines[i])).toBe(true);
  }, 600_000);

  it('waits while the broker is away and goes on, rotation included', async () => {
    await using proxy = await openTcpProxy(vhost.url);
    writeFileSync(log, 'one\n');
    await using source = follow([log], { AMQP_URL: proxy.url });
    await seen('one');
    await proxy.shut();
    appendFileSync(log, 'two\n');
    renameSync(log, `${log}.1`);
    writeFileSync(log, 'three\n');
    await source.waitForLog(({ msg }) => /renamed or removed/.test(msg));
    renameSync(log, `${log}.2`);
    writeFileSync(log, 'four\n');
    expect(await collect()).toEqual(['one']);
    await proxy.open();
    await seen('one', 'two', 'three', 'four');
  });

  it('keeps its place when the source is stopped while the broker is away', async () => {
    await using proxy = await openTcpProxy(vhost.url);
    writeFileSync(log, 'one\n');
    const first = follow([log], { AMQP_URL: proxy.url, SHUTDOWN_MS: '10000' });
    await seen('one');
    await proxy.shut();
    appendFileSync(log, 'two\n');
    await first.waitForLog(({ msg }) => /not ready/.test(msg));
    first.kill('SIGTERM');
    expect(await first.exited).toMatchObject({ code: 0 });
    await using _second = follow();
    await seen('one', 'two');
  });
});
