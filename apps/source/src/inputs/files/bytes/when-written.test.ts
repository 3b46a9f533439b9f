import { expect, test } from 'vitest';
import { whenWritten } from './when-written.ts';

/** Waits for a file that changes during the first looks; returns how long it waited. */
async function waitedFor(changes: number, modifiedMs: number): Promise<{ isWritten: boolean; waitedMs: number }> {
  let waitedMs = 0;
  let looks = 0;
  const stat = async () => ({ sizeBytes: Math.min(++looks, changes), modifiedMs });
  const isWritten = await whenWritten({ stat }, async (ms) => {
    waitedMs += ms;
  });
  return { isWritten, waitedMs };
}

const aheadMs = () => Date.now() + 3_600_000;

test('a file that was written long ago is not waited for', async () => {
  expect(await waitedFor(1, Date.now() - 3_600_000)).toEqual({ isWritten: true, waitedMs: 0 });
});

test('a file that is being written is waited for until it stays the same, whatever its clock says', async () => {
  expect(await waitedFor(1, aheadMs())).toEqual({ isWritten: true, waitedMs: 2_000 });
  expect(await waitedFor(11, aheadMs())).toEqual({ isWritten: true, waitedMs: 4_000 });
});

test('a file that is written on and on is waited for ten seconds', async () => {
  expect(await waitedFor(1_000, aheadMs())).toEqual({ isWritten: false, waitedMs: 10_000 });
});
