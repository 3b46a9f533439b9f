import { expect } from 'vitest';

const POLL_MS = 50;

/** An `ask` throws this when its answer can never come: the wait ends at once. */
export class HopelessError extends Error {}

interface WaitOptions {
  timeoutMs?: number;
  /** Further text for the message when the time is up. */
  detail?: () => string;
}

/** Undefined, false or a throw mean: not yet. */
export type Ask<T> = () => T | undefined | false | Promise<T | undefined | false>;

/**
 * Asks again until the answer is there.
 *
 * @param what for the message when the time is up, as in "the record is found"
 */
export async function waitFor<T>(what: string, ask: Ask<T>, options: WaitOptions = {}): Promise<T> {
  const { timeoutMs = 60_000, detail = () => '' } = options;
  const deadline = performance.now() + timeoutMs;
  /** The last throw: an \`ask\` that takes something and throws may have lost the answer. */
  let cause: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      if (error instanceof HopelessError) throw error;
      cause = error;
    }
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}\n${detail()}`, { cause });
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/**
 * Expects a state of a page that comes about by itself. Asks again for a minute, which only a fault or a busy machine
 * takes.
 */
export function eventually<T>(ask: () => T) {
  return expect.poll(ask, { timeout: 60_000 });
}
