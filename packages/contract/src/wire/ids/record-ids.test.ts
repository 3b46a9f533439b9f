import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchIdOf, isBatchId, isRecordId, recordId, timeOfId } from './read-record-id.ts';
import { batchIdFrom, createBatchIds, firstIdAt, MAX_BATCH_RECORDS } from './record-ids.ts';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{8}0000$/;

test('a batch id is a UUIDv7 of its moment whose last 16 bits are zero', () => {
  const id = createBatchIds(() => 1_700_000_000_123)();
  expect(id).toMatch(UUID_V7);
  expect(timeOfId(id)).toBe(1_700_000_000_123);
  expect(isBatchId(id) && isRecordId(id)).toBe(true);
});

test('ids rise strictly, even if the clock steps back', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 2 ** 47 }), { minLength: 2, maxLength: 50, size: 'max' }),
      (clock) => {
        let tick = 0;
        const newId = createBatchIds(() => clock[tick++ % clock.length] as number);
        const ids = clock.map(() => newId());
        for (let i = 1; i < ids.length; i++) expect((ids[i] as string) > (ids[i - 1] as string)).toBe(true);
      },
    ),
  );
});

test('ids rise when more of them are made in a millisecond than the counter holds, and while the clock stands back', () => {
  let now = 1000;
  const newId = createBatchIds(() => now);
  let last = newId();
  for (let i = 0; i < 10_000; i++) {
    if (i === 5000) now = 1;
    const id = newId();
    if (id <= last) throw new Error(`${id} comes after ${last}`);
    last = id;
  }
  // 10,001 ids need three milliseconds of 4,096, so the clock was taken two ahead.
  expect(timeOfId(last)).toBe(1002);
});

test('two generators make different ids', () => {
  const now = () => 1000;
  expect(createBatchIds(now)()).not.toBe(createBatchIds(now)());
});

test('a record id shows its batch and its moment, and sorts by position', () => {
  const newId = createBatchIds();
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0, max: 0xffff }), (a, b) => {
      const batch = newId();
      const id = recordId(batch, a);
      expect(isRecordId(id)).toBe(true);
      expect(isBatchId(id)).toBe(a === 0);
      expect(batchIdOf(id)).toBe(batch);
      expect(timeOfId(id)).toBe(timeOfId(batch));
      expect(Math.sign(a - b)).toBe(id < recordId(batch, b) ? -1 : id === recordId(batch, b) ? 0 : 1);
    }),
  );
  expect(MAX_BATCH_RECORDS).toBeLessThanOrEqual(0xffff);
});

test('an id from a digest is a batch id of the moment, ordered by the counter, and the same for the same arguments', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 48 - 1 }),
      fc.integer({ min: 0, max: 4094 }),
      fc.uint8Array({ minLength: 6, maxLength: 32 }),
      (ms, counter, bytes) => {
        const before = Uint8Array.from(bytes);
        const id = batchIdFrom(ms, counter, bytes);
        expect(batchIdFrom(ms, counter + 1, bytes.toReversed()) > id).toBe(true);
        expect(id).toMatch(UUID_V7);
        expect(timeOfId(id)).toBe(ms);
        expect(batchIdFrom(ms, counter, before)).toBe(id);
        expect(bytes).toEqual(before);
      },
    ),
  );
});

test.each([
  'x',
  '',
  '019AA5C2-7F31-7B1E-9C44-5D0F3A2B0000',
  '019aa5c2-7f31-4b1e-9c44-5d0f3a2b0000',
  '019aa5c27f317b1e9c445d0f3a2b0000',
  ' 019aa5c2-7f31-7b1e-9c44-5d0f3a2b0000',
])('%j is not an id of ours', (text) => {
  expect(isRecordId(text)).toBe(false);
  expect(isBatchId(text)).toBe(false);
});

test('no id of a moment sorts before the first one, and none of an earlier moment behind it', () => {
  const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });
  fc.assert(
    fc.property(time, time, (a, b) => {
      const id = createBatchIds(() => a)();
      expect(id >= firstIdAt(b)).toBe(timeOfId(id) >= b);
    }),
  );
  expect(firstIdAt(-1)).toBe(firstIdAt(0));
});
