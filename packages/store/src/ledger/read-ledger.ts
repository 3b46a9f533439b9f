import { type LostBytes, runStartedMs, timeOfId } from '@logwarren/contract';
import type { Binary, ClientSession, Document } from 'mongodb';
import { idText } from '../bucket/bucket.ts';
import { uniteLosses } from '../bucket/ledger-entry.ts';
import { headersOf, type Store } from '../connection/store.ts';
import { LEDGER_FIELDS, lettersOf } from '../dead-letters/letter-document.ts';
import { DAY_MS, dayStart } from '../partitions/days.ts';
import { ANY_DAY, daysOf, type PartitionDocument } from '../partitions/partition.ts';
import { ANY_SERVICE } from '../read/header-condition.ts';
import { COUNT_PATIENCE, leftMs } from '../read/read-query.ts';
import { readSnapshot, type Snapshot } from '../read/read-snapshot.ts';
import { balanceRows, type LedgerRow, type LedgerSums } from './balance-rows.ts';
import { type CountedQueue, type QueueBacklog, readBacklog } from './queue-samples.ts';
import { type RepeatCount, readRepeats } from './repeats.ts';

/**
 * The ledger: what was received, and where it is. Read from what is stored, at one moment, so it survives whatever
 * happens to processes and agrees with what search finds:
 *
 *     received   numbers of the batches, from the first to the last that anybody has seen (`BatchOrigin`)
 *     stored     records in buckets, committed with them
 *     dead       records in dead letters
 *     shed       records that sources dropped on purpose, as they say themselves
 *     in flight  what is missing, as far as RabbitMQ, the collectors and the spools of sources can hold it
 */

export interface LedgerQuery {
  /** First and last UTC day of ingest, yyyymmdd; all days when absent. */
  fromDay?: string | undefined;
  toDay?: string | undefined;
  source?: string | undefined;
  service?: string | undefined;
  /** Time of a query, ms; the ledger may take as many times of it as other counts. Left out, one read is bounded alone. */
  budgetMs?: number | undefined;
  /** Nobody waits for it any more. */
  signal?: AbortSignal | undefined;
}

/** How reads of the ledger are bounded. */
export interface ReadBounds {
  maxTimeMS: number;
  signal?: AbortSignal | undefined;
}

export interface Ledger {
  /** By source, service and run. */
  rows: LedgerRow[];
  /** Records that RabbitMQ and the collectors held; undefined when nobody knows. */
  backlog: QueueBacklog | undefined;
  /** Messages on their way, whose records may not be in any row yet; undefined unless RabbitMQ said so itself. */
  waiting: number | undefined;
  /** Records that were taken for ones that came before. */
  repeats: RepeatCount[];
  /** Bytes of files that no record was made of; in no row. */
  lost: SourceLoss[];
}

/** Bytes that a source has lost. */
export interface SourceLoss extends LostBytes {
  source: string;
  service: string;
}

/**
 * Reads the ledger; it costs a look at every header of the days asked for.
 *
 * @param counted what RabbitMQ says of the queues, asked before this; undefined when it could not be asked
 * @throws StoreUnavailableError
 */
export async function readLedger(store: Store, query: LedgerQuery, counted?: readonly CountedQueue[]): Promise<Ledger> {
  const everything = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
  const clock = () => performance.now();
  const deadline = clock() + (query.budgetMs ?? Number.POSITIVE_INFINITY) * COUNT_PATIENCE;
  const bounds = (): ReadBounds => ({ maxTimeMS: leftMs(deadline, clock, 1), signal: query.signal });
  const read = async ({ session, partitions }: Snapshot): Promise<Ledger> => {
    // Looked at before the records, so that nothing that is stored meanwhile seems to be nowhere.
    const backlog = await readBacklog(store, counted, bounds());
    // Sealed and empty: made to keep collectors of the last version out of a day.
    const isUsed = ({ from, to, sealedAt }: PartitionDocument) => sealedAt === undefined || from <= to;
    const all = partitions.filter(isUsed).toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
    const days = all.filter(({ day }) => isWithin(day, query));
    // What a spool held on an earlier day may be stored on a later one.
    const isUpToNow = days.at(-1) === all.at(-1);
    const tally = new Tally(firstMomentOf(days, all, query), isUpToNow);
    for (const partition of days) await tallyPartition(store, { session, bounds }, partition, query, tally);
    await tallyLetters(store, { session, ...bounds() }, query, tally);
    const sums = tally.sums().filter(({ source }) => query.source === undefined || source === query.source);
    // Collectors have looked some seconds ago: what has come since, only RabbitMQ knows.
    const isKnown = counted !== undefined && backlog?.held !== undefined;
    const waiting = isKnown ? backlog.ready + (backlog.held ?? 0) : undefined;
    const lost = tally.losses().filter(({ source }) => query.source === undefined || source === query.source);
    const repeats = await readRepeats(store, query, bounds());
    return { rows: balanceRows(sums, backlog), backlog, waiting, repeats, lost };
  };
  return await readSnapshot(store, everything, read, query);
}

/**
 * The first moment since which nothing is missing: what a run sent that began earlier has expired, or was not asked for.
 *
 * That is midnight, or a little later: what came just before the partition of the day before was sealed lies in that one.
 *
 * @param days asked for, oldest first
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

function isWithin(day: string, { fromDay, toDay }: LedgerQuery): boolean {
  return (fromDay === undefined || day >= fromDay) && (toDay === undefined || day <= toDay);
}

/** Counts from one group of headers or letters, for one run and service. */
interface Share {
  source: string;
  run: string;
  service: string;
  records: number;
  from?: number | null;
  to?: number | null;
  shed?: number;
  until?: number | null;
  /** One list for each header that has losses. */
  lost?: LostBytes[][];
}

interface Row {
  source: string | null;
  run: string | null;
  service: string;
  stored: number;
  dead: number;
  shed: number;
  /** Records that have no numbers: they were received because they are there. */
  unnumbered: number;
  from: number;
  to: number;
  until: number;
  lastStoredMs: number | undefined;
}

class Tally {
  readonly #rows = new Map<string, Row>();
  /** By source and service. */
  readonly #lost = new Map<string, { source: string; service: string; losses: LostBytes[] }>();
  readonly #firstMs: number;
  readonly #countsSpools: boolean;

  constructor(firstMs: number, countsSpools: boolean) {
    this.#firstMs = firstMs;
    this.#countsSpools = countsSpools;
  }

  addStored(share: Share, lastStoredMs: number): void {
    const row = this.#add(share);
    row.stored += share.records;
    row.shed += share.shed ?? 0;
    row.lastStoredMs = Math.max(row.lastStoredMs ?? 0, lastStoredMs);
    if (share.lost?.length) this.#addLost(share, share.lost.flat());
  }

  losses(): SourceLoss[] {
    return [...this.#lost.values()].flatMap(({ losses, ...from }) => losses.map((loss) => ({ ...from, ...loss })));
  }

  #addLost({ service, source }: Share, losses: readonly LostBytes[]): void {
    const key = JSON.stringify([source, service]);
    const known = this.#lost.get(key)?.losses ?? [];
    this.#lost.set(key, { source, service, losses: uniteLosses([...known, ...losses]) });
  }

  addDead(share: Share): void {
    this.#add(share).dead += share.records;
  }

  /** Records of a service in all headers, those of known sources included. */
  addTotal(service: string, records: number): void {
    this.#row(null, null, service).stored += records;
  }

  addForeignDead(service: string, records: number): void {
    const row = this.#row(null, null, service);
    row.dead += records;
    row.unnumbered += records;
  }

  sums(): LedgerSums[] {
    for (const row of this.#rows.values()) if (row.source !== null) this.#takeFromTotal(row);
    const rows = [...this.#rows.values()].filter(({ stored, dead, to }) => stored > 0 || dead > 0 || to > 0);
    rows.sort((a, b) => compare(a.source, b.source) || compare(a.service, b.service) || compare(a.run, b.run));
    return rows.map(({ source, run, service, stored, dead, shed, unnumbered, from, to, until, lastStoredMs }) => {
      const spooled = this.#countsSpools ? Math.max(0, until - to) : 0;
      const numbered = to === 0 ? 0 : to + spooled - (this.#isWhole(run) ? 0 : from);
      const received = source === null ? stored + dead : unnumbered + numbered + shed;
      return { source, run, service, received, stored, dead, shed, spooled, lastStoredMs };
    });
  }

  /** True for a run that began in the days that are looked at: its numbers then begin with 1. */
  #isWhole(run: string | null): boolean {
    const startedMs = run === null ? undefined : runStartedMs(run);
    return startedMs !== undefined && startedMs >= this.#firstMs;
  }

  #takeFromTotal({ service, stored }: Row): void {
    const total = this.#rows.get(keyOf(null, null, service));
    if (total !== undefined) total.stored -= stored;
  }

  #add({ source, run, service, records, from, to, until }: Share): Row {
    const row = this.#row(source, run, service);
    if (typeof from !== 'number' || typeof to !== 'number') row.unnumbered += records;
    else {
      row.from = Math.min(row.from, from);
      row.to = Math.max(row.to, to);
      row.until = Math.max(row.until, until ?? 0);
    }
    return row;
  }

  #row(source: string | null, run: string | null, service: string): Row {
    const key = keyOf(source, run, service);
    let row = this.#rows.get(key);
    if (row === undefined) {
      const nothing = { stored: 0, dead: 0, shed: 0, unnumbered: 0, from: Number.POSITIVE_INFINITY, to: 0, until: 0 };
      row = { source, run, service, ...nothing, lastStoredMs: undefined };
      this.#rows.set(key, row);
    }
    return row;
  }
}

function keyOf(source: string | null, run: string | null, service: string): string {
  return JSON.stringify([source, run, service]);
}

function compare(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  return b === null || a < b ? -1 : 1;
}

async function tallyPartition(
  store: Store,
  { session, bounds }: { session: ClientSession; bounds: () => ReadBounds },
  { _id: partition }: PartitionDocument,
  { service }: LedgerQuery,
  tally: Tally,
): Promise<void> {
  const headers = headersOf(store, partition);
  const chosen: Document = service === undefined ? {} : { service };
  const shares = headers.aggregate<Share & { last: Binary }>(
    [
      { $match: { ...chosen, 'ledger.0': { $exists: true } } },
      { $project: { service: 1, ledger: 1 } },
      { $unwind: '$ledger' },
      {
        $group: {
          _id: {
            ...{ source: '$ledger.source', run: '$ledger.run', service: '$service' },
            isNumbered: { $gt: ['$ledger.to', null] },
          },
          records: { $sum: '$ledger.stored' },
          from: { $min: '$ledger.from' },
          to: { $max: '$ledger.to' },
          shed: { $sum: '$ledger.shed' },
          until: { $max: '$ledger.until' },
          lost: { $push: '$ledger.lost' },
          last: { $max: '$_id' },
        },
      },
      {
        $replaceWith: {
          $mergeObjects: [
            '$_id',
            { records: '$records', from: '$from', to: '$to', until: '$until', shed: '$shed' },
            { lost: '$lost', last: '$last' },
          ],
        },
      },
    ],
    { session, ...bounds() },
  );
  for await (const share of shares) tally.addStored(share, timeOfId(idText(share.last)));
  const totals = headers.aggregate<{ _id: string; records: number }>(
    [
      { $match: service === undefined ? ANY_SERVICE : { service } },
      { $group: { _id: '$service', records: { $sum: '$count' } } },
    ],
    { session, ...bounds(), hint: 'stream' },
  );
  for await (const { _id, records } of totals) tally.addTotal(_id, records);
}

async function tallyLetters(
  store: Store,
  options: ReadBounds & { session: ClientSession },
  query: LedgerQuery,
  tally: Tally,
): Promise<void> {
  const { fromDay, toDay, service } = query;
  const sentAt: Document = {
    ...(fromDay === undefined ? {} : { $gte: dayStart(fromDay) }),
    ...(toDay === undefined ? {} : { $lt: dayStart(toDay) + DAY_MS }),
  };
  // From the index alone, a field that a letter lacks is null, and it is absent otherwise: both are null here.
  const shares = lettersOf(store).aggregate<
    Omit<Share, 'source' | 'run'> & { source: string | null; run: string | null }
  >(
    [
      {
        $match: {
          state: { $in: ['kept', 'replaying', 'discarded'] },
          ...(service === undefined ? {} : { service }),
          // The day of its message: that of its siblings' receipt, but for what waited over midnight.
          ...(Object.keys(sentAt).length === 0 ? {} : { 'message.timestampMs': sentAt }),
        },
      },
      { $project: { _id: 0, ...LEDGER_FIELDS } },
      {
        $group: {
          _id: {
            source: { $ifNull: ['$origin.source', null] },
            run: { $ifNull: ['$origin.run', null] },
            service: { $ifNull: ['$service', ''] },
            isNumbered: { $gt: ['$origin.to', null] },
          },
          records: { $sum: '$records' },
          from: { $min: '$origin.from' },
          to: { $max: '$origin.to' },
        },
      },
      { $replaceWith: { $mergeObjects: ['$_id', { records: '$records', from: '$from', to: '$to' }] } },
    ],
    options,
  );
  for await (const { source, run, ...share } of shares) {
    if (source === null || run === null) tally.addForeignDead(share.service, share.records);
    else tally.addDead({ source, run, ...share });
  }
}
