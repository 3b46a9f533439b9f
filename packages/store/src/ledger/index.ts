/** The ledger: what was received, and where it is. */
export type { LedgerRow } from './balance-rows.ts';
export * from './queue-samples.ts';
export * from './read-ledger.ts';
export { ensureRepeatIndex, type RepeatCount, saveRepeats } from './repeats.ts';
