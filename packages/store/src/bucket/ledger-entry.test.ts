import { expect, test } from 'vitest';
import { type LedgerEntry, ledgerOf, uniteEntries, uniteLosses } from './ledger-entry.ts';

const lossOf = (path: string, bytes: number, reason = 'rotated') =>
  ({ path, bytes, reason, isAtLeast: false }) as Parameters<typeof uniteLosses>[0][number];

function partOf(origin: object | undefined, count: number): Parameters<typeof ledgerOf>[0][number] {
  return { origin: origin as never, records: { count } };
}

test('batches of one run are one entry: records add up, numbers span all of them', () => {
  const parts = [
    partOf({ source: 'a', run: 'r', from: 4, to: 6 }, 10),
    partOf({ source: 'a', run: 'r', from: 2, to: 3, shed: 7 }, 5),
  ];
  expect(ledgerOf(parts)).toEqual([{ source: 'a', run: 'r', stored: 15, from: 2, to: 6, shed: 7 }]);
});

test('parts that nobody sent have no entry', () => {
  expect(ledgerOf([partOf(undefined, 3)])).toEqual([]);
});

test.each([
  ['another run', { source: 'a', run: 's', from: 1, to: 1 }],
  ['another source', { source: 'b', run: 'r', from: 1, to: 1 }],
  ['the same run without numbers', { source: 'a', run: 'r' }],
])('%s has an entry of its own', (_, origin) => {
  expect(ledgerOf([partOf({ source: 'a', run: 'r', from: 1, to: 1 }, 1), partOf(origin, 1)])).toHaveLength(2);
});

test('records on the disk of a source are known as long as they are above the last number', () => {
  const one: LedgerEntry = { source: 'a', run: 'r', stored: 1, from: 1, to: 2, until: 9 };
  const later: LedgerEntry = { source: 'a', run: 'r', stored: 1, from: 3, to: 9 };
  expect(uniteEntries([one, { ...later, to: 8 }])).toEqual([expect.objectContaining({ to: 8, until: 9 })]);
  expect(uniteEntries([one, later])[0]).not.toHaveProperty('until');
});

test('it does not matter how entries were united before', () => {
  const entries: LedgerEntry[] = [
    { source: 'a', run: 'r', stored: 1, from: 5, to: 6, shed: 2 },
    { source: 'a', run: 'r', stored: 2, from: 1, to: 2, lost: [lossOf('/x', 3)] },
    { source: 'a', run: 'r', stored: 4, from: 3, to: 4, lost: [lossOf('/x', 4), lossOf('/y', 1)] },
  ];
  const [first, ...others] = entries as [LedgerEntry, ...LedgerEntry[]];
  expect(uniteEntries([...uniteEntries(others), first])[0]).toEqual(
    expect.objectContaining({ stored: 7, from: 1, to: 6, shed: 2, lost: [lossOf('/x', 7), lossOf('/y', 1)] }),
  );
  expect(uniteEntries(entries)[0]).toEqual(expect.objectContaining({ stored: 7, from: 1, to: 6, shed: 2 }));
});

test('losses of one path add up by reason, and one that is at least so large makes the sum so', () => {
  const losses = [lossOf('/x', 3), { ...lossOf('/x', 4), isAtLeast: true }, lossOf('/x', 1, 'overwritten')];
  expect(uniteLosses(losses)).toEqual([{ ...lossOf('/x', 7), isAtLeast: true }, lossOf('/x', 1, 'overwritten')]);
});

test('losses of very many paths keep their bytes, the last ones without a path', () => {
  const united = uniteLosses(Array.from({ length: 150 }, (_, i) => lossOf(`/${i}`, 2)));
  expect(united).toHaveLength(101);
  expect(united.at(-1)).toEqual(lossOf('', 100));
});
