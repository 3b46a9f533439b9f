import { expect } from 'vitest';

/** Expects something of a page that comes about by itself; asks again for 15 s. */
export function eventually<T>(ask: () => T) {
  return expect.poll(ask, { timeout: 15_000 });
}
