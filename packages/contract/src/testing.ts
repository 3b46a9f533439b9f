import fc from 'fast-check';
import type { WireRecord } from './record/index.ts';
import { fromColumns, type LogBatch } from './wire/batches/index.ts';

/** A batch whose records can be looked at one by one. */
export interface OpenBatch extends Omit<LogBatch, 'records'> {
  records: WireRecord[];
}

/** For tests: the batch with its records instead of their columns. */
export function openBatch(batch: LogBatch): OpenBatch {
  return { ...batch, records: fromColumns(batch.records) };
}

/** For tests: any code point except halves of surrogate pairs. */
const anyCharacter = fc
  .nat(0x10ffff - 0x800)
  .map((number) => String.fromCodePoint(number < 0xd800 ? number : number + 0x800));

/**
 * For tests: texts of any characters, control characters included. Like fast-check's `unit: 'binary'`, whose table of
 * all characters takes a second to make.
 *
 * @param length in characters
 */
export function anyText(length: Pick<fc.StringConstraints, 'minLength' | 'maxLength'> = {}): fc.Arbitrary<string> {
  return fc.string({ ...length, unit: anyCharacter });
}
