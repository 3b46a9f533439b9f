import { batchIdFrom, createBatchIds, toColumns } from '@logwarren/contract';
import { ALL } from '@logwarren/query';
import { type BatchPart, findLogs, type PartOutcome, type Store } from '@logwarren/store';
import { afterEach, beforeEach } from 'vitest';
import { openPeer, openTestStore } from '../harness/store/test-store.ts';

/** The stores of two collectors, and the clock of MongoDB that both read; new for each test. */
export const two = { days: 0, isMidnightNear: false } as {
  one: Store;
  other: Store;
  /** The day by MongoDB's clock: so many days after today. */
  days: number;
  /** The next day begins in less than a minute. */
  isMidnightNear: boolean;
  /** Closed after the test. */
  opened: AsyncDisposableStack;
};

/** Opens both before each test of a file. */
export function useTwoCollectors(): void {
  beforeEach(async () => {
    Object.assign(two, { days: 0, isMidnightNear: false, opened: new AsyncDisposableStack() });
    two.one = two.opened.use(await openTestStore({ dayOf }));
    two.other = two.opened.use(await openPeer(two.one, { dayOf }));
  });
  afterEach(() => two.opened.disposeAsync());
}

/** A day, ms. */
export const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** From now to the noon of today: by their own clock the tests begin at noon, so no real midnight passes between two looks at the day. */
const TO_NOON_MS = (Math.floor(Date.now() / DAY_MS) + 0.5) * DAY_MS - Date.now();

/** The present by the clock of the tests, ms since the epoch: right but for the time of day. */
export const nowMs = () => Date.now() + TO_NOON_MS;

/** The day of a moment by the clock of MongoDB, yyyymmdd. */
export const dayOf = (moment: Date) =>
  dayText(moment.getTime() + TO_NOON_MS + (two.days + (isTomorrow(moment) ? 1 : 0)) * DAY_MS);

const isTomorrow = (moment: Date) => two.isMidnightNear && moment.getTime() > Date.now() + 60_000;

/** The UTC day of a moment in ms, yyyymmdd. */
export const dayText = (ms: number) => new Date(ms).toISOString().slice(0, 10).replaceAll('-', '');

const freshId = createBatchIds(nowMs);

/** A part of a batch whose source took today for another day. */
export function part(shiftDays = 0, records = 1): BatchPart {
  const ms = nowMs() + shiftDays * DAY_MS;
  return partOf(shiftDays === 0 ? freshId() : idAt(ms), ms, records);
}

/** A part of a message of another program whose id says no time. */
export const undated = () => partOf(idAt(0), nowMs(), 1);

const idAt = (ms: number) => batchIdFrom(ms, 0, Buffer.from(freshId().replaceAll('-', ''), 'hex').subarray(8));

function partOf(batchId: string, ms: number, records: number): BatchPart {
  const timestamp = Math.floor(ms / HOUR_MS) * HOUR_MS;
  const columns = toColumns(
    Array.from({ length: records }, () => ({ timestamp, observedAt: timestamp, message: 'x' })),
  );
  const indexes = Array.from({ length: records }, (_, index) => index);
  return {
    ...{ batchId, partId: batchId, service: 'shop', severity: 'INFO', records: columns, indexes },
    jsonBytes: 100 * records,
  };
}

/** Kinds of outcomes, in their order. */
export const kinds = (outcomes: readonly PartOutcome[]) => outcomes.map(({ kind }) => kind);

/** Ids of all records that are found, each as often as it is. */
export async function foundIds(): Promise<string[]> {
  const page = await findLogs(two.one, { filter: ALL, limit: 10_000, order: 'asc', budgetMs: 60_000 });
  return page.records.map(({ id }) => id).toSorted();
}

/** An entry of the catalogue of partitions. */
export interface Entry {
  _id: string;
  day: string;
  days?: string[];
  sealedAt?: Date;
}

/** The catalogue of partitions, the oldest first. */
export const catalogue = (store: Store) =>
  store.db.collection<Entry>('partitions').find({}).sort({ createdAt: 1 }).toArray();

/** Names of the partitions that are not sealed. */
export const openNames = async () =>
  (await catalogue(two.one)).filter(({ sealedAt }) => sealedAt === undefined).map(({ _id }) => _id);
