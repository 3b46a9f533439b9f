import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, Readiness } from '@logwarren/common';
import type { LogBatch } from '@logwarren/contract';
import { type OpenBatch, openBatch } from '@logwarren/contract/testing';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { createSourceMetrics } from '../metrics/source-metrics.ts';
import { claimStateDirectory } from '../state/state-directory.ts';
import type { FileInputOptions } from './files/file-input-options.ts';
import { openFileInput } from './files.ts';

/** How long conditions are waited for. */
export const SOON = { timeout: 60_000, interval: 5 };

/** A broker that confirms when the test says so. */
class FakeBroker {
  readonly batches: OpenBatch[] = [];
  readonly confirms: (() => void)[] = [];
  isConfirming = true;
  accepting = true;

  send(batch: LogBatch, giveUp: AbortSignal): Promise<void> {
    this.batches.push(openBatch(batch));
    if (this.isConfirming) return Promise.resolve();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.confirms.push(resolve);
    giveUp.addEventListener('abort', () => reject(giveUp.reason));
    return promise;
  }

  get messages(): string[] {
    return this.batches.flatMap((batch) => batch.records.map(({ message }) => message));
  }

  get ids(): string[] {
    return this.batches.map(({ id }) => id);
  }
}

/** A folder with a log, and a broker: new for each test. */
export const input = {} as { directory: string; log: string; broker: FakeBroker };

/** Inputs that a test has opened. */
const opened: { crash: () => Promise<void> }[] = [];

/** Makes a folder before each test of a file; ends what follows files in it, and deletes it. */
export function useFileInput(): void {
  beforeEach(() => {
    input.directory = mkdtempSync(join(tmpdir(), 'logwarren-files-'));
    input.log = join(input.directory, 'shop.log');
    renewBroker();
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    for (const each of opened.splice(0)) await each.crash();
    rmSync(input.directory, { recursive: true });
  });
}

/** Forgets all that the broker has. */
export function renewBroker(): void {
  input.broker = new FakeBroker();
}

/**
 * Follows files until the test ends.
 *
 * @returns `crash` ends the input as a kill does: nothing is confirmed any more
 */
export async function follow(patterns = [input.log], options: Partial<FileInputOptions> = {}) {
  const giveUp = new AbortController();
  const logger = createLogger('test', 'silent' as never);
  const failures: unknown[] = [];
  await using opening = new AsyncDisposableStack();
  const state = { directory: join(input.directory, 'state'), isGiven: true, log: logger };
  const claimed = opening.use(await claimStateDirectory(state));
  const fileInput = await openFileInput({
    patterns,
    start: 'beginning',
    pollMs: 10,
    flushMs: 15,
    state: claimed,
    parser: { format: 'raw' },
    sender: {
      get accepting() {
        return input.broker.accepting;
      },
      send: (batch) => input.broker.send(batch, giveUp.signal),
    },
    metrics: createSourceMetrics(new Registry()),
    log: logger,
    readiness: new Readiness(logger),
    giveUp: giveUp.signal,
    onFailure: (error) => failures.push(error),
    ...options,
  });
  opening.use(fileInput);
  const running = opening.move();
  const crash = async () => {
    giveUp.abort(new Error('crash'));
    await running[Symbol.asyncDispose]();
    expect(failures).toEqual([]);
  };
  const stop = async () => {
    await running[Symbol.asyncDispose]();
    expect(failures).toEqual([]);
  };
  opened.push({ crash });
  return { crash, stop };
}

/** Waits until these messages have come, and no others, in this order. */
export async function seen(...messages: unknown[]): Promise<void> {
  await vi.waitFor(() => expect(input.broker.messages).toEqual(messages), SOON);
}

const realNow = Date.now.bind(Date);

/** Lets the wall clock be ahead of the real one from now on. */
export function setClock(aheadMs: number): void {
  vi.spyOn(Date, 'now').mockImplementation(() => realNow() + aheadMs);
}
