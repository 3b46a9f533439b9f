/** The ledger: what was received, and where it is. */
export type { LedgerRow } from './balance-rows.ts';
export type { LedgerQuery } from './ledger-query.ts';
export { ensureSampleIndex, type QueueSample, saveSamples } from './queue-samples.ts';
export { type Ledger, readLedger } from './read-ledger.ts';
export { ensureRepeatIndex, type RepeatCount, saveRepeats } from './repeats.ts';
