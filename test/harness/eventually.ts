import { expect } from 'vitest';

/**
 * Expects a state of a page that comes about by itself. Asks again for a minute, which only a fault or a busy machine
 * takes.
 */
export function eventually<T>(ask: () => T) {
  return expect.poll(ask, { timeout: 60_000 });
}
