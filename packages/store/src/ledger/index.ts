/** The ledger: the records received, and where they are. */
export type { LedgerRow } from './balance-rows.ts';
/** Selection and limits of a reading of the ledger. */
export type { LedgerQuery } from './ledger-query.ts';
export { ensureSampleIndex, type QueueSample, saveSamples } from './queue-samples.ts';
export { type Ledger, readLedger } from './read-ledger.ts';
export { ensureRepeatIndex, type RepeatCount, saveRepeats } from './repeats.ts';
