import type { Store } from '@logwarren/store';
import { expect, test } from 'vitest';
import { whenOpen } from './store-functions.ts';

test('a function of the store fails until the store is there, and then gets it with its other arguments', async () => {
  let store: Store | undefined;
  const { count } = whenOpen(() => store, { count: async (opened: Store, by: number) => [opened, by] });
  await expect(count(2)).rejects.toMatchObject({ code: 'store-unavailable' });
  store = {} as Store;
  expect(await count(2)).toEqual([store, 2]);
});
