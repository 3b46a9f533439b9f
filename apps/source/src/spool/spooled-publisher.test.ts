import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OutgoingMessage, Publisher } from '@logwarren/broker';
import { createLogger, Readiness } from '@logwarren/common';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSpoolMetrics } from '../metrics/spool-metrics.ts';
import { openSpool } from './spool.ts';
import { SpooledPublisher } from './spooled-publisher.ts';

const MIB = 1024 * 1024;
const WAIT = { timeout: 60_000, interval: 5 };

/** A broker that takes messages, refuses them, or does not answer. */
class FakePublisher {
  accepting = true;
  /** False to confirm nothing. */
  confirms = true;
  /** Ids in the order in which they were confirmed. */
  readonly confirmed: string[] = [];
  /** Ids in the order in which they were published. */
  readonly handed: string[] = [];
  #waiting: { id: string; resolve: () => void }[] = [];

  publish({ messageId: id }: OutgoingMessage, signal?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const each = { id, resolve };
    this.#waiting.push(each);
    this.handed.push(id);
    signal?.addEventListener('abort', () => {
      this.#waiting = this.#waiting.filter((other) => other !== each);
      reject(signal.reason);
    });
    queueMicrotask(() => this.work());
    return promise;
  }

  async whenAccepting(signal: AbortSignal): Promise<void> {
    await vi.waitUntil(() => this.accepting || signal.aborted, { ...WAIT, timeout: 60_000 });
    signal.throwIfAborted();
  }

  work(): void {
    if (!this.accepting || !this.confirms) return;
    for (const { id, resolve } of this.#waiting.splice(0)) {
      this.confirmed.push(id);
      resolve();
    }
  }
}

let directory: string;
let broker: FakePublisher;
let readiness: Readiness;
let failure: unknown;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'logwarren-spool-'));
  broker = new FakePublisher();
  failure = undefined;
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function open(maxBytes = MIB): Promise<SpooledPublisher> {
  const log = createLogger('test', 'silent');
  readiness = new Readiness(log);
  readiness.report('rabbitmq', false, 'away');
  const metrics = createSpoolMetrics(new Registry(), maxBytes);
  const spool = await openSpool({ directory, maxBytes, log, metrics });
  const publisher = broker as unknown as Publisher;
  const onFailure = (error: unknown) => {
    failure = error;
  };
  const common = { publisher, publisherDependency: 'rabbitmq', log, readiness };
  return new SpooledPublisher({ ...common, spool, maxBytes, metrics, onFailure, patienceMs: 50, drainMs: 100 });
}

function message(id: string, sizeBytes = 10): OutgoingMessage {
  return {
    routingKey: 'INFO.shop',
    body: Buffer.alloc(sizeBytes),
    messageId: id,
    timestampMs: 0,
    headers: { count: 1 },
  };
}

describe('while RabbitMQ takes messages', () => {
  test('they go there, in order, and are safe when it confirms', async () => {
    await using publisher = await open();
    expect(await Promise.all(['a', 'b'].map((id) => publisher.publish(message(id))))).toEqual([
      'confirmed',
      'confirmed',
    ]);
    expect(broker.confirmed).toEqual(['a', 'b']);
  });

  test('one that it does not confirm for long goes to disk, and so do later ones until it confirms again', async () => {
    await using publisher = await open();
    broker.confirms = false;
    const late = publisher.publish(message('late'));
    expect(await late).toBe('spooled');
    expect(await publisher.publish(message('next'))).toBe('spooled');
    broker.confirms = true;
    broker.work();
    await expect.poll(() => broker.confirmed, WAIT).toEqual(['late', 'next']);
  });
});

describe('while RabbitMQ is away', () => {
  test('messages are safe on disk, and are sent in order, before new ones, when it is back', async () => {
    await using publisher = await open();
    broker.accepting = false;
    const ids = Array.from({ length: 300 }, (_, i) => `m${i}`);
    const safe = await Promise.all(ids.map((id) => publisher.publish(message(id))));
    expect(new Set(safe)).toEqual(new Set(['spooled']));
    broker.accepting = true;
    expect(await publisher.publish(message('new'))).toBeDefined();
    await expect.poll(() => broker.confirmed, WAIT).toEqual([...ids, 'new']);
    await expect.poll(async () => publisher.publish(message('direct')), WAIT).toBe('confirmed');
  });

  test('messages under way go to disk before new ones', async () => {
    await using publisher = await open();
    broker.confirms = false;
    const underWay = ['a', 'b', 'c'].map((id) => publisher.publish(message(id)));
    broker.accepting = false;
    expect(await Promise.all([...underWay, publisher.publish(message('d'))])).toEqual(Array(4).fill('spooled'));
    Object.assign(broker, { accepting: true, confirms: true });
    await expect.poll(() => broker.confirmed, WAIT).toEqual(['a', 'b', 'c', 'd']);
  });

  test('the source is ready as long as the spool has room, and not when it is full', async () => {
    await using publisher = await open();
    broker.accepting = false;
    await publisher.publish(message('a'));
    expect(publisher.accepting).toBe(true);
    expect(readiness.ready).toBe(true);
    await publisher.publish(message('b', 0.9 * MIB));
    expect(publisher.accepting).toBe(false);
    await expect.poll(() => readiness.ready, WAIT).toBe(false);
    expect(readiness.states.spool).toMatchObject({ ready: false, detail: 'it is full' });
    const giveUp = new AbortController();
    const waiting = publisher.publish(message('c', 0.2 * MIB), giveUp.signal);
    giveUp.abort(new Error('no patience'));
    await expect(waiting).rejects.toThrow('no patience');
    broker.accepting = true;
    await expect.poll(() => publisher.accepting, WAIT).toBe(true);
    expect(broker.confirmed).toEqual(['a', 'b']);
    await expect.poll(() => readiness.states.spool?.ready, WAIT).toBe(true);
  });

  test('a message that does not fit waits, and goes out in its place when there is room', async () => {
    await using publisher = await open();
    broker.accepting = false;
    await publisher.publish(message('a', 0.9 * MIB));
    const waiting = ['b', 'c'].map((id) => publisher.publish(message(id, 0.2 * MIB)));
    broker.accepting = true;
    await Promise.all(waiting);
    await expect.poll(() => broker.confirmed, WAIT).toEqual(['a', 'b', 'c']);
  });

  test('messages that a former process left on disk are sent by the next', async () => {
    const former = await open();
    broker.accepting = false;
    await Promise.all(['a', 'b'].map((id) => former.publish(message(id))));
    await former[Symbol.asyncDispose]();
    await using publisher = await open();
    broker.accepting = true;
    await publisher.publish(message('c'));
    await expect.poll(() => broker.confirmed, WAIT).toEqual(['a', 'b', 'c']);
  });
});

test('under steady traffic the spool runs empty, and messages go to RabbitMQ again, in order', async () => {
  await using publisher = await open(64 * MIB);
  broker.accepting = false;
  let number = 0;
  let direct = 0;
  let isOver = false;
  // As soon as one message is safe, the next one follows: there is always something to write.
  const lanes = Array.from({ length: 20 }, async () => {
    while (!isOver) {
      const safety = await publisher.publish(message(`m${number++}`));
      direct = safety === 'confirmed' ? direct + 1 : 0;
      // Lets timers have their turn, too.
      await new Promise(setImmediate);
    }
  });
  await vi.waitUntil(() => number > 200, WAIT);
  broker.accepting = true;
  await vi.waitUntil(() => direct > 100, WAIT);
  isOver = true;
  await Promise.all(lanes);
  await expect.poll(() => broker.confirmed.length, WAIT).toBe(number);
  expect(broker.confirmed).toEqual(Array.from({ length: number }, (_, i) => `m${i}`));
  expect(failure).toBeUndefined();
});

test('messages handed over but not confirmed stay on disk for the next start', async () => {
  const former = await open();
  broker.accepting = false;
  await Promise.all(['a', 'b'].map((id) => former.publish(message(id))));
  Object.assign(broker, { accepting: true, confirms: false });
  await expect.poll(() => broker.handed, WAIT).toEqual(['a', 'b']);
  await former[Symbol.asyncDispose]();
  broker = new FakePublisher();
  await using _publisher = await open();
  await expect.poll(() => broker.confirmed, WAIT).toEqual(['a', 'b']);
});

test('a disk that refuses writes holds messages until RabbitMQ or the disk is back', async () => {
  await using publisher = await open();
  broker.accepting = false;
  rmSync(directory, { recursive: true });
  const waiting = publisher.publish(message('a'));
  await expect.poll(() => readiness.states.spool?.detail, WAIT).toBe('the disk refuses writes');
  expect(publisher.accepting).toBe(false);
  broker.accepting = true;
  expect(await waiting).toBe('confirmed');
});
