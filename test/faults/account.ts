import { expect } from 'vitest';
import type { LedgerEntries } from './load/ledger.ts';

/** A record that was found, stored or dead-lettered. */
export interface FoundSequence {
  runId: string;
  sequence: number;
  /** Service and severity: within one, records are shown in the order in which they were logged. */
  stream: string;
}

/** Compares everything that a run has left behind with its ledger; this is Jepsen's total queue. */
export interface Account {
  attempted: number;
  confirmed: number;
  stored: number;
  dead: number;
  /** Confirmed, and neither stored nor dead-lettered. */
  lost: number[];
  /** Stored or dead-lettered, and never attempted. */
  unexpected: number[];
  /** Stored more than once. */
  twice: number[];
  /** Stored although the confirm was never heard, which is legal. */
  recovered: number;
  /** Neighbours in a stream in the wrong order, which is legal after a fault. */
  outOfOrder: number;
}

/**
 * Draws up the account.
 *
 * @param stored in the order in which searches show them, oldest first
 */
export function drawUpAccount(
  runId: string,
  { attempted, confirmed }: LedgerEntries,
  stored: readonly FoundSequence[],
  dead: readonly FoundSequence[],
): Account {
  const seen = new Set<number>();
  const twice = new Set<number>();
  const lastOf = new Map<string, number>();
  let outOfOrder = 0;
  for (const { sequence, stream } of stored) {
    if (seen.has(sequence)) twice.add(sequence);
    seen.add(sequence);
    if (sequence < (lastOf.get(stream) ?? -1)) outOfOrder += 1;
    lastOf.set(stream, sequence);
  }
  const buried = new Set(dead.map(({ sequence }) => sequence));
  const isForeign = (found: FoundSequence) => found.runId !== runId || !attempted.has(found.sequence);
  return {
    ...{ attempted: attempted.size, confirmed: confirmed.size, stored: stored.length, dead: dead.length, outOfOrder },
    lost: [...confirmed].filter((sequence) => !seen.has(sequence) && !buried.has(sequence)),
    unexpected: [...stored, ...dead].filter(isForeign).map(({ sequence }) => sequence),
    twice: [...twice],
    recovered: [...seen].filter((sequence) => !confirmed.has(sequence)).length,
  };
}

/** Fails with the lost, unexpected or doubled records, in the words that the mutants' tests look for. */
export function expectBalanced(account: Account): void {
  const { lost, unexpected, twice } = account;
  const shown = (numbers: number[]) => `${numbers.length}${numbers.length > 0 ? ` (${numbers.slice(0, 5)} …)` : ''}`;
  expect(`lost ${shown(lost)}, unexpected ${shown(unexpected)}, twice ${shown(twice)}`).toBe(
    'lost 0, unexpected 0, twice 0',
  );
}
