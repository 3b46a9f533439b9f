import type { WireRecord } from './record/index.ts';
import { fromColumns, type LogBatch } from './wire/batches/index.ts';

/** For tests of any package. */
export { anyText } from './text/any-text.ts';

/** A batch whose records can be looked at one by one. */
export interface OpenBatch extends Omit<LogBatch, 'records'> {
  records: WireRecord[];
}

/** For tests: the batch with its records instead of their columns. */
export function openBatch(batch: LogBatch): OpenBatch {
  return { ...batch, records: fromColumns(batch.records) };
}
