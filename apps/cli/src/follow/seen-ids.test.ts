import { expect, test } from 'vitest';
import { SeenIds } from './seen-ids.ts';

test('an id is new once; only the last ones are remembered', () => {
  const seen = new SeenIds(2);
  expect(seen.highest).toBeUndefined();
  expect(['b', 'b', 'c', 'a', 'c', 'b'].map((id) => seen.add(id))).toEqual([true, false, true, true, false, true]);
  expect(seen.highest).toBe('c');
});
