import { expect, test } from 'vitest';
import { type Supervised, supervise } from './supervise.ts';

/** Something that ends when a test ends it. */
class Fake implements Supervised {
  readonly name = 'RabbitMQ';
  readonly log = '/logs/rabbitmq.log';
  starts = 0;
  failure: string | undefined;
  #end = Promise.withResolvers<string>();

  end(reason: string): void {
    this.#end.resolve(reason);
  }

  async ended(signal: AbortSignal): Promise<string> {
    const aborted = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    return await Promise.race([this.#end.promise, aborted]);
  }

  async start(): Promise<void> {
    this.starts += 1;
    if (this.failure !== undefined) throw new Error(this.failure);
    this.#end = Promise.withResolvers();
  }
}

function watch(fake: Fake, settledMs: number) {
  const said: string[] = [];
  const watching = supervise(fake, { say: (text) => said.push(text), settledMs, restartMs: 1 });
  return { said, [Symbol.asyncDispose]: () => watching[Symbol.asyncDispose]() };
}

const waits = (said: string[]) => said.filter((text) => text.includes('Starting it again')).length;

test('what ends is started again, and both are said', async () => {
  const fake = new Fake();
  await using watching = watch(fake, 60_000);
  fake.end('signal SIGKILL');
  await expect.poll(() => watching.said.length).toBe(2);
  const [ended = '', back = ''] = watching.said;
  expect(ended).toMatch(/RabbitMQ ended by itself \(signal SIGKILL.*memory.*\/logs\/rabbitmq\.log/s);
  expect(back).toMatch(/RabbitMQ is back/);
  expect(fake.starts).toBe(1);
});

test('one that fails to start is tried again, more and more rarely, with what it said', async () => {
  const fake = new Fake();
  fake.failure = 'RabbitMQ ended (exit code 1); its log is /logs/rabbitmq.log:\nno space left on device';
  const moments: number[] = [];
  const said: string[] = [];
  const say = (text: string) => {
    said.push(text);
    moments.push(performance.now());
  };
  await using _watching = supervise(fake, { say, settledMs: 60_000, restartMs: 10 });
  fake.end('exit code 1');
  await expect.poll(() => waits(said)).toBe(5);
  expect(said.at(-1)).toContain('no space left on device');
  const [first = 0, , , , last = 0] = moments;
  // 10 + 20 + 40 + 80 ms; with equal waits it would be 40.
  expect(last - first).toBeGreaterThan(140);
});

test('one that has worked for a while waits as at the first time', async () => {
  const fake = new Fake();
  const said: string[] = [];
  await using _watching = supervise(fake, { say: (text) => said.push(text), settledMs: 0, restartMs: 400 });
  for (const round of [1, 2, 3]) {
    fake.end('signal SIGTERM');
    await expect.poll(() => fake.starts).toBe(round);
  }
  // Otherwise it would be 1 s and 2 s.
  expect(said.filter((text) => text.includes('in 0 s'))).toHaveLength(3);
});

test('disposing ends the wait, and nothing starts any more', async () => {
  const fake = new Fake();
  const said: string[] = [];
  const watching = supervise(fake, { say: (text) => said.push(text), settledMs: 60_000, restartMs: 600_000 });
  fake.end('signal SIGKILL');
  await expect.poll(() => waits(said)).toBe(1);
  await watching[Symbol.asyncDispose]();
  expect(fake.starts).toBe(0);
  expect(said.join('\n')).not.toContain('BUG');
});

test('one that ends with an exit code is told with its last line; one that was killed has said nothing about it', async () => {
  for (const [reason, isTold] of [
    ['exit code 1', true],
    ['signal SIGKILL', false],
  ] as const) {
    const fake = Object.assign(new Fake(), { cause: () => 'cannot listen on 127.0.0.1:8081' });
    await using watching = watch(fake, 60_000);
    fake.end(reason);
    await expect.poll(() => watching.said.length).toBe(2);
    expect(watching.said[0]?.includes('cannot listen on 127.0.0.1:8081')).toBe(isTold);
  }
});
