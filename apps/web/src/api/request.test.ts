import { afterEach, expect, test, vi } from 'vitest';
import { backedOff, getJson } from './request.ts';

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
