import type { Store } from '../connection/index.ts';
import type { PartitionDocument } from './partition.ts';

/** How long a writer may rely on its last read of the catalogue. */
export const REFRESH_MS = 30_000;

/** A writer's view of the partition that it writes to; see `writerOf`. */
export interface WriterView {
  partition: string;
  day: string;
  fromMs: number;
  toMs: number;
  termSizes: ReadonlySet<number>;
  days: ReadonlySet<string>;
  /**
   * Later days that begin within minutes, or have begun. Partitions that format 0 has made for them will be written to.
   */
  soon: ReadonlySet<string>;
  /** Collectors of format 0 may run as well. */
  isMixed: boolean;
  /** All other partitions. */
  others: readonly PartitionDocument[];
  /** Values of `performance.now()`: when the catalogue must be read again, and when the entry was last renewed. */
  freshUntil: number;
  coveredAt: number;
}

/** This process's view of the partitions it writes to. */
interface Writer {
  view?: WriterView | undefined;
  /** Value of `performance.now()` before which a partition whose day is over is not sealed again. */
  rollAt: number;
  /** The partition whose seal last refused an insert. */
  refusedBy?: string;
  /** Contents of sealed partitions, by partition and day; see `find-stored.ts`. */
  sealed: Map<string, Map<string, SealedDay>>;
}

/**
 * Ids of one day in a sealed partition: the smallest and the largest, or a word for no ids and for too many to
 * remember.
 */
export type SealedDay = { first: string; last: string } | 'none' | 'many';

const WRITER = Symbol('writer');

/** The knowledge of this process about the partitions that it writes to through a store. */
export function writerOf({ memory }: Store): Writer {
  const known = memory.get(WRITER) as Writer | undefined;
  if (known !== undefined) return known;
  const writer: Writer = { rollAt: 0, sealed: new Map() };
  memory.set(WRITER, writer);
  return writer;
}

/** Forgets the cached view, because MongoDB contradicts it. */
export function forgetView(store: Store, view: WriterView): void {
  const writer = writerOf(store);
  if (writer.view === view) writer.view = undefined;
}

/** Notes that the seal of a partition has refused an insert, whatever the catalogue shows. */
export function noteRefusal(store: Store, view: WriterView): void {
  writerOf(store).refusedBy = view.partition;
  forgetView(store, view);
}
