import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLogger, Readiness } from '@logwarren/common';
import type { LogBatch, LostBytes } from '@logwarren/contract';
import { type OpenBatch, openBatch } from '@logwarren/contract/testing';
import { Registry } from 'prom-client';
import { openFileInput } from '../../../apps/source/src/inputs/files.ts';
import { createSourceMetrics } from '../../../apps/source/src/metrics/source-metrics.ts';
import { claimStateDirectory } from '../../../apps/source/src/state/state-directory.ts';
import { numberOf } from './written-log.ts';

/** All that sources have sent and logged; a batch that is sent again under its id counts once. */
export class Received {
  readonly batches = new Map<string, { batch: OpenBatch; lost: LostBytes | undefined }>();
  /** Messages that a source wanted to send, whether the broker took them or not. */
  readonly attempted = new Set<string>();
  /** Messages that a broker has, although the source was not told. */
  readonly unconfirmed = new Set<string>();
  readonly faults: string[] = [];
  readonly #numbers = new Set<number>();
  /** Level, fields and text of each line of the log. */
  readonly log: { level: string; fields: Record<string, unknown>; text: string }[] = [];

  take(batch: OpenBatch, lost: LostBytes | undefined): void {
    const known = this.batches.get(batch.id);
    const isOther = known !== undefined && JSON.stringify(known.batch.records) !== JSON.stringify(batch.records);
    if (isOther) this.faults.push(`batch ${batch.id} was sent again with other records`);
    this.batches.set(batch.id, { batch, lost });
    for (const { message } of batch.records) this.#numbers.add(numberOf(String(message)) ?? -1);
  }

  /** True for the number of a line that the broker has. */
  has(number: number): boolean {
    return this.#numbers.has(number);
  }
}

/** How the broker behaves: `silent` has what is sent and never confirms it, `away` has not. */
type BrokerMood = 'confirms' | 'silent' | 'away';

/** A source that runs in this process. */
export interface RunningSource {
  /** As SIGTERM: all that the broker confirms in time is confirmed. */
  stop(): Promise<void>;
  /** As SIGKILL: nothing more is sent, logged or written down. */
  kill(): Promise<void>;
  broker: BrokerMood;
}

/**
 * Starts a source that follows patterns and keeps its checkpoint in `dir`.
 *
 * @param times its settings, in ms
 */
export async function startSource(
  dir: string,
  patterns: readonly string[],
  received: Received,
  times = { pollMs: 10, flushMs: 15 },
): Promise<RunningSource> {
  const giveUp = new AbortController();
  const { signal } = giveUp;
  let isDead = false;
  const log = createLogger('rotation', 'silent' as never);
  for (const level of ['error', 'warn', 'info'] as const) {
    const note = (fields: Record<string, unknown>, text: string) => {
      if (!isDead) received.log.push({ level, fields, text });
    };
    Object.assign(log, { [level]: note });
  }
  const source: Pick<RunningSource, 'broker'> = { broker: 'confirms' };
  const send = async (sent: LogBatch, more: { lost?: LostBytes } = {}) => {
    const batch = openBatch(sent);
    for (const { message } of batch.records) if (!isDead) received.attempted.add(String(message));
    while (source.broker === 'away' && !signal.aborted) await soon();
    if (isDead || signal.aborted) throw signal.reason;
    received.take(batch, more.lost);
    if (source.broker === 'confirms') return;
    for (const { message } of batch.records) received.unconfirmed.add(String(message));
    while ((source.broker as BrokerMood) !== 'confirms' && !signal.aborted) await soon();
    if (isDead || signal.aborted) throw signal.reason;
    for (const { message } of batch.records) received.unconfirmed.delete(String(message));
  };
  const state = await claimStateDirectory({ directory: join(dir, 'state'), isGiven: true, log });
  const input = await openFileInput({
    ...{ patterns, start: 'beginning', ...times, state, parser: { format: 'raw' }, log },
    ...{ sender: { accepting: true, send }, metrics: createSourceMetrics(new Registry()), giveUp: signal },
    readiness: new Readiness(log),
    onFailure: (error) => received.faults.push(`failure: ${error instanceof Error ? error.stack : error}`),
  });
  const close = async () => {
    await input[Symbol.asyncDispose]();
    await state[Symbol.asyncDispose]();
  };
  return Object.assign(source, {
    async stop() {
      if (source.broker !== 'confirms') giveUp.abort(new Error('stopped'));
      await close();
    },
    async kill() {
      const path = join(dir, 'state', 'files.json');
      const checkpoint = readFileSync(path);
      isDead = true;
      giveUp.abort(new Error('killed'));
      await close();
      writeFileSync(path, checkpoint);
    },
  });
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 2));
