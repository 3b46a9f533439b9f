import { afterEach, expect, test, vi } from 'vitest';
import { backedOff, getJson, refreshAfterMs } from './request.ts';

afterEach(() => vi.unstubAllGlobals());

test.each([200, 503])(
  'an answer of %i that comes with its last bytes when nobody waits any more is not told',
  async (status) => {
    const controller = new AbortController();
    vi.stubGlobal('fetch', async () => {
      const response = Response.json({ records: [] }, { status });
      const text = () => {
        controller.abort();
        return Promise.resolve('{}');
      };
      return Object.assign(response, { text, json: async () => JSON.parse(await text()) });
    });
    await expect(getJson('/logs', controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
  },
);

test('the waits after failures grow by half each time, up to a minute', () => {
  expect([0, 1, 2, 3].map((failures) => backedOff(3_000, failures))).toEqual([3_000, 4_500, 6_750, 10_125]);
  expect(backedOff(3_000, 50)).toBe(60_000);
  // A server that asks for more gets it.
  expect(backedOff(90_000, 2)).toBe(90_000);
});

test('the wait of a view doubles with each failure up to a limit, and begins anew after a success', () => {
  const waits = [0, 1, 2, 3, 4, 5, 50].map((failures) => refreshAfterMs(10_000, { tookMs: 5, failures }));
  expect(waits).toEqual([10_000, 20_000, 40_000, 80_000, 160_000, 160_000, 160_000]);
});

test('a slow server gets four times the time that its answer took', () => {
  expect(refreshAfterMs(10_000, { tookMs: 2_000, failures: 0 })).toBe(10_000);
  expect(refreshAfterMs(10_000, { tookMs: 9_000, failures: 0 })).toBe(36_000);
});
