import { dayStart, type Store } from '../connection/index.ts';
import { ANY_DAY, daysOf, type PartitionDocument } from '../partitions/index.ts';
import { COUNT_PATIENCE, EVERYTHING, leftMs, readSnapshot, type Snapshot } from '../read/index.ts';
import { balanceRows, type LedgerRow } from './balance-rows.ts';
import { isWithin, type LedgerQuery, type ReadBounds } from './ledger-query.ts';
import { LedgerTally, type SourceLoss } from './ledger-tally.ts';
import { type CountedQueue, type QueueBacklog, readBacklog } from './queue-samples.ts';
import { type RepeatCount, readRepeats } from './repeats.ts';
import { tallyLetters, tallyPartition } from './tally-shares.ts';

/**
 * The ledger: what was received, and where it is. It is read from the stored data, at one moment, so it survives
 * whatever happens to processes, and it agrees with what search finds:
 *
 *     received   numbers of the batches, from the first to the last that anybody has seen (`BatchOrigin`)
 *     stored     records in buckets, committed with them
 *     dead       records in dead letters
 *     shed       records that sources dropped on purpose, as they report themselves
 *     in flight  missing records, as far as RabbitMQ, the collectors and the spools of sources can hold them
 */

/** Records by source, service and run, and where they are. */
export interface Ledger {
  /** By source, service and run. */
  rows: LedgerRow[];
  /** Records that RabbitMQ and the collectors held; undefined if unknown. */
  backlog: QueueBacklog | undefined;
  /**
   * Messages on their way, whose records may not be in any row yet; undefined unless RabbitMQ itself gave the number.
   */
  waiting: number | undefined;
  /** Records that were recognised as repeats. */
  repeats: RepeatCount[];
  /** Bytes of files that never became records; in no row. */
  lost: SourceLoss[];
}

/**
 * Reads the ledger, which costs a look at every header of the requested days.
 *
 * @param counted RabbitMQ's own counts of the queues, taken before this; undefined when it could not be asked
 * @throws StoreUnavailableError
 */
export async function readLedger(store: Store, query: LedgerQuery, counted?: readonly CountedQueue[]): Promise<Ledger> {
  const clock = () => performance.now();
  const deadline = clock() + (query.budgetMs ?? Number.POSITIVE_INFINITY) * COUNT_PATIENCE;
  const bounds = (): ReadBounds => ({ maxTimeMS: leftMs(deadline, clock, 1), signal: query.signal });
  const read = async ({ session, partitions }: Snapshot): Promise<Ledger> => {
    // Read before the records, so that nothing that is stored meanwhile seems to be nowhere.
    const backlog = await readBacklog(store, counted, bounds());
    // A sealed, empty partition was made to keep collectors of the last version out of a day.
    const isUsed = ({ from, to, sealedAt }: PartitionDocument) => sealedAt === undefined || from <= to;
    const all = partitions.filter(isUsed).toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
    const days = all.filter(({ day }) => isWithin(day, query));
    // Records that a spool held on an earlier day may be stored on a later one.
    const isUpToNow = days.at(-1) === all.at(-1);
    const tally = new LedgerTally(firstMomentOf(days, all, query), isUpToNow);
    for (const partition of days) await tallyPartition(store, { session, bounds }, partition, query, tally);
    await tallyLetters(store, { session, ...bounds() }, query, tally);
    const sums = tally.sums().filter(({ source }) => query.source === undefined || source === query.source);
    // Collectors reported some seconds ago; only RabbitMQ knows what has come since.
    const isKnown = counted !== undefined && backlog?.held !== undefined;
    const waiting = isKnown ? backlog.ready + (backlog.held ?? 0) : undefined;
    const lost = tally.losses().filter(({ source }) => query.source === undefined || source === query.source);
    const repeats = await readRepeats(store, query, bounds());
    return { rows: balanceRows(sums, backlog), backlog, waiting, repeats, lost };
  };
  return await readSnapshot(store, EVERYTHING, read, query);
}

/**
 * The first moment since which nothing is missing. For runs that began earlier, some batches have expired or were not
 * requested.
 *
 * That is midnight, or a little later: records that came just before the previous day's partition was sealed are in
 * that partition.
 *
 * @param days the requested days, oldest first
 */
function firstMomentOf(
  days: readonly PartitionDocument[],
  all: readonly PartitionDocument[],
  { fromDay }: LedgerQuery,
): number {
  const [first] = days;
  const oldest = first?.day ?? '';
  const day = fromDay !== undefined && fromDay > oldest ? fromDay : oldest;
  if (day === '') return Number.NEGATIVE_INFINITY;
  const before = first === undefined ? [] : all.slice(0, all.indexOf(first));
  const shared = before.filter((partition) => daysOf(partition).some((each) => each >= day || each === ANY_DAY));
  return Math.max(dayStart(day), ...shared.map(({ sealedAt }) => sealedAt?.getTime() ?? 0));
}
