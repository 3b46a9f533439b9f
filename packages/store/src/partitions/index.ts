/** Partitions: the days that records rest in, the catalogue of them, and the one that is written to. */

export { coverExtent, type Extent } from './cover-extent.ts';
export { closeDay } from './days-of-format-0.ts';
export { refreshView } from './log-view.ts';
export { pointerOf, rollPartition } from './open-partition.ts';
export {
  ANY_DAY,
  coverTermSizes,
  daysOf,
  eachPartition,
  mayHoldDay,
  type PartitionDocument,
  partitionsOf,
} from './partition.ts';
export { writerView } from './placement.ts';
export { refreshPartitions } from './refresh-partitions.ts';
export { DOCUMENT_VALIDATION_FAILURE, SEAL, sealPartition } from './seal-partition.ts';
export { forgetView, noteRefusal, type SealedDay, type WriterView, writerOf } from './writer-view.ts';
