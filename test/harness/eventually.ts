import { expect } from 'vitest';

/** Expects something of a page that comes about by itself; asks again for a minute, which only a fault or a busy machine takes. */
export function eventually<T>(ask: () => T) {
  return expect.poll(ask, { timeout: 60_000 });
}
