import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@logwarren/common';

/**
 * Keeps a process or container running that may end by itself: killed, out of memory, crashed.
 *
 *     running ── ends ──> wait, longer each time ──> start ── ready ──> running
 *                            ▲                         └── fails ──┐
 *                            └─────────────────────────────────────┘
 *
 * Once a program has run for a while, its next wait is the shortest again.
 */

const RESTART_MIN_MS = 1_000;
const RESTART_MAX_MS = 30_000;
const SETTLED_MS = 10_000;

/** Something that is started again when it ends. */
export interface Supervised {
  /** Name for people. */
  name: string;
  /** Settles when it has ended, with the reason: `exit code 1`, `signal SIGKILL`. */
  ended(signal: AbortSignal): Promise<string>;
  /** Starts it and waits until it works. Rejects with the reason why it does not work, and the end of its log. */
  start(signal: AbortSignal): Promise<void>;
  /** Its last output, read when it has ended by itself with an exit code; empty or absent if it wrote nothing. */
  cause?(): string;
  /** Path of its log, for people. */
  log: string;
}

/** Times for tests. */
interface SuperviseOptions {
  say: (text: string) => void;
  settledMs?: number;
  restartMs?: number;
}

/** Starts it again whenever it ends, until disposed. Once disposing is done, nothing starts any more. */
export function supervise(what: Supervised, options: SuperviseOptions): AsyncDisposable {
  const stopping = new AbortController();
  const { signal } = stopping;
  const done = keepUp(what, options, signal).catch((error: unknown) => {
    if (!signal.aborted) options.say(`BUG: ${what.name} is not supervised any more: ${messageOf(error)}`);
  });
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort(new Error('stopping'));
      await done;
    },
  };
}

async function keepUp(what: Supervised, options: SuperviseOptions, signal: AbortSignal): Promise<void> {
  const { say, settledMs = SETTLED_MS, restartMs = RESTART_MIN_MS } = options;
  let failures = 0;
  for (;;) {
    const readyAt = performance.now();
    const reason = await what.ended(signal);
    signal.throwIfAborted();
    if (performance.now() - readyAt >= settledMs) failures = 0;
    const cause = reason.startsWith('exit code') ? (what.cause?.() ?? '') : '';
    let told = `${what.name} ended by itself (${explain(reason)}). Its log: ${what.log}${cause && `:\n  ${cause}`}`;
    for (let isBack = false; !isBack; ) {
      const waitMs = Math.min(RESTART_MAX_MS, restartMs * 2 ** failures);
      failures += 1;
      say(`✗ ${told}\n  Starting it again in ${Math.round(waitMs / 1000)} s …`);
      await sleep(waitMs, undefined, { signal });
      const startedAt = performance.now();
      try {
        await what.start(signal);
        isBack = true;
        say(`✓ ${what.name} is back (${((performance.now() - startedAt) / 1000).toFixed(1)} s).`);
      } catch (error) {
        signal.throwIfAborted();
        told = `${what.name} does not start: ${messageOf(error)}`;
      }
    }
  }
}

function explain(reason: string): string {
  // Docker reports a signal as its number plus 128.
  if (!reason.includes('SIGKILL') && reason !== 'exit code 137') return reason;
  return `${reason}: somebody killed it, or the kernel did because memory ran out`;
}
