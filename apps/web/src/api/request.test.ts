import { afterEach, expect, test, vi } from 'vitest';
import { getJson } from './request.ts';

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
