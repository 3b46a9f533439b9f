import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, Readiness } from '@logwarren/common';
import type { LogBatch } from '@logwarren/contract';
import { type OpenBatch, openBatch } from '@logwarren/contract/testing';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { createSourceMetrics } from '../metrics/source-metrics.ts';
import { claimStateDirectory } from '../state/state-directory.ts';
import { openJournalInput } from './journal.ts';

/**
 * For tests of the journal: a journal that a script prints in place of journalctl, and the batches that result from it.
 */

const SOON = { timeout: 60_000, interval: 5 };

/** Prints the entries after a cursor from a file `entries` in the journal, then new ones. */
const JOURNALCTL = `#!/bin/sh
after=-1
while [ $# -gt 0 ]; do
  case "$1" in
    --directory) shift; file=$1/entries ;;
    --after-cursor=*) after=\${1#*=} ;;
    -n) last=yes ;;
  esac
  shift
done
[ -z "$last" ] || exec tail -n 1 "$file"
exec tail -n "+$((after + 2))" -f "$file"
`;

/** The journal of the current test. */
export const printed = {} as {
  /** Directory with the parts of the journal and of the source's state. */
  directory: string;
  journal: string;
  /** The script that stands in for journalctl. */
  command: string;
  /** All batches that were sent, also those that nobody confirmed. */
  batches: OpenBatch[];
  /** Whether the broker confirms what is sent. */
  isConfirming: boolean;
};
let entries: number;
const opened: { crash: () => Promise<void> }[] = [];

/** Makes an empty journal before each test of a file, and ends all sources after it. */
export function useJournal(): void {
  beforeEach(() => {
    const directory = mkdtempSync(join(tmpdir(), 'logwarren-journal-'));
    Object.assign(printed, { directory, batches: [], isConfirming: true });
    beginJournal('journal');
    printed.command = script('journalctl', JOURNALCTL);
  });
  afterEach(async () => {
    for (const each of opened.splice(0)) await each.crash();
    rmSync(printed.directory, { recursive: true });
  });
}

/** Begins an empty journal; the next entries go there. */
export function beginJournal(name: string): void {
  printed.journal = join(printed.directory, name);
  mkdirSync(printed.journal);
  writeFileSync(join(printed.journal, 'entries'), '');
  entries = 0;
}

/** Writes a program; returns its path. */
export function script(name: string, text: string): string {
  const path = join(printed.directory, name);
  writeFileSync(path, text, { mode: 0o755 });
  return path;
}

/** Adds an entry for each line that a unit prints; its cursor is its number. */
export function print(...texts: string[]): void {
  const lines = texts.map((text) => {
    const place = { __CURSOR: String(entries++), __REALTIME_TIMESTAMP: '1778752800123456' };
    return JSON.stringify({ ...place, _TRANSPORT: 'stdout', _STREAM_ID: 'a1', _PID: '813', MESSAGE: text });
  });
  appendFileSync(join(printed.journal, 'entries'), lines.map((line) => `${line}\n`).join(''));
}

/** Starts a source that follows the journal. @param more replaces the journal and the command of the test */
export async function follow(flushMs = 30, more: { journal?: string; command?: string } = {}) {
  const giveUp = new AbortController();
  const log = createLogger('test', 'silent' as never);
  const failures: unknown[] = [];
  await using opening = new AsyncDisposableStack();
  const { command, directory, journal } = printed;
  const state = opening.use(await claimStateDirectory({ directory: join(directory, 'state'), isGiven: true, log }));
  const send = (batch: LogBatch) => {
    printed.batches.push(openBatch(batch));
    if (printed.isConfirming) return Promise.resolve();
    const { promise, reject } = Promise.withResolvers<void>();
    giveUp.signal.addEventListener('abort', () => reject(giveUp.signal.reason));
    return promise;
  };
  opening.use(
    await openJournalInput({
      journal,
      command,
      state,
      start: 'beginning',
      flushMs,
      parser: {},
      log,
      giveUp: giveUp.signal,
      sender: { accepting: true, send },
      metrics: createSourceMetrics(new Registry()),
      readiness: new Readiness(log),
      onFailure: (error) => failures.push(error),
      ...more,
    }),
  );
  const input = opening.move();
  const stop = async () => {
    await input[Symbol.asyncDispose]();
    expect(failures).toEqual([]);
  };
  const crash = () => {
    giveUp.abort(new Error('crash'));
    return stop();
  };
  opened.push({ crash });
  return { crash, stop };
}

/** Messages as a collector stores them: those of each batch once, in any order. */
const messages = () =>
  [...new Map(printed.batches.map((batch) => [batch.id, batch])).values()].flatMap((batch) =>
    batch.records.map(({ message }) => message),
  );

/** Waits until exactly these messages have come. */
export async function seen(...expected: string[]): Promise<void> {
  await vi.waitFor(() => expect(messages().toSorted()).toEqual(expected.toSorted()), SOON);
}
