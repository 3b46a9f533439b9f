import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Account, drawUpAccount, expectBalanced } from './account.ts';
import { PATCHES } from './mutants/mutants.ts';

/** Parts of the fault matrix that need no servers: the account of a run, and the deliberate faults in the product. */

const ROOT = join(import.meta.dirname, '..', '..');

const numbers = (...list: number[]) => list.map((sequence) => ({ runId: 'r', sequence, stream: 's' }));
const ledger = (attempted: number[], confirmed: number[]) => ({
  attempted: new Set(attempted),
  confirmed: new Set(confirmed),
  confirmTimes: [],
  latenciesMs: [],
});

test('what is stored or dead-lettered is not lost, and a lost confirm is no fault', () => {
  const account = drawUpAccount('r', ledger([1, 2, 3, 4], [1, 2, 3]), numbers(1, 3, 4), numbers(2));
  expect(account).toMatchObject({ lost: [], unexpected: [], twice: [], recovered: 1, outOfOrder: 0 });
  expectBalanced(account);
});

test.each<[string, Partial<Account>, Account]>([
  ['lost', { lost: [2] }, drawUpAccount('r', ledger([1, 2], [1, 2]), numbers(1), [])],
  ['unexpected', { unexpected: [9] }, drawUpAccount('r', ledger([1], [1]), numbers(1, 9), [])],
  ['of another run', { unexpected: [1] }, drawUpAccount('other', ledger([1], []), numbers(1), [])],
  ['twice', { twice: [1] }, drawUpAccount('r', ledger([1], [1]), numbers(1, 1), [])],
])('a record that is %s is told', (_what, expected, account) => {
  expect(account).toMatchObject(expected);
  expect(() => expectBalanced(account)).toThrow();
});

test.each(Object.entries(PATCHES))('the mutant %s fits its file in one place', (_name, { file, original, mutated }) => {
  expect(readFileSync(join(ROOT, file), 'utf8').split(original)).toHaveLength(2);
  expect(mutated).not.toBe(original);
});
