import type { Collection, Document } from 'mongodb';
import { DAY_MS, dayStart, type Store, StoreUnavailableError } from '../connection/index.ts';
import type { LedgerQuery, ReadBounds } from './ledger-query.ts';

/**
 * Records that collectors recognised as repeats. No sum of the ledger includes them, because it includes their first
 * delivery. But if you miss a record, you must see that it counted as a repeat, and why.
 *
 * A collector writes the counts since its last write as a separate document, so writing it again is harmless.
 */

/** Repeats of one service and one reason. */
export interface RepeatCount {
  /** Null for messages that no source of ours sent. */
  source: string | null;
  service: string;
  /**
   * Evidence that they are repeats: `batch-id`, `message-id`, `header`; or `attempt`, for an attempt whose answer got
   * lost.
   */
  reason: string;
  records: number;
}

interface RepeatDocument {
  _id: string;
  /** When it was written, by MongoDB's clock. */
  at: Date;
  counts: RepeatCount[];
}

/** Days that counts are kept; the ledger of an earlier day shows no repeats. */
const KEEP_DAYS = 60;

function repeatsOf(store: Store): Collection<RepeatDocument> {
  return store.db.collection<RepeatDocument>('ledger_repeats');
}

/** Makes the index that forgets old counts. @throws StoreUnavailableError */
export async function ensureRepeatIndex(store: Store): Promise<void> {
  try {
    await repeatsOf(store).createIndex({ at: 1 }, { name: 'old', expireAfterSeconds: (KEEP_DAYS * DAY_MS) / 1000 });
  } catch (error) {
    throw new StoreUnavailableError('cannot make the index of repeats', error);
  }
}

/**
 * Writes counts; writing the same id again changes nothing.
 *
 * @param counts 1 to about 1,000
 * @throws StoreUnavailableError
 */
export async function saveRepeats(store: Store, id: string, counts: readonly RepeatCount[]): Promise<void> {
  try {
    const update: Document = { $setOnInsert: { counts }, $currentDate: { at: true } };
    await repeatsOf(store).updateOne({ _id: id }, update, { upsert: true });
  } catch (error) {
    throw new StoreUnavailableError('cannot save the counts of repeats', error);
  }
}

/** Sums for the days and the selection of a query, the largest first. @throws StoreUnavailableError */
export async function readRepeats(store: Store, query: LedgerQuery, bounds: ReadBounds): Promise<RepeatCount[]> {
  const { fromDay, service, source, toDay } = query;
  const at: Document = {
    ...(fromDay === undefined ? {} : { $gte: new Date(dayStart(fromDay)) }),
    ...(toDay === undefined ? {} : { $lt: new Date(dayStart(toDay) + DAY_MS) }),
  };
  const chosen: Document = {
    ...(service === undefined ? {} : { 'counts.service': service }),
    ...(source === undefined ? {} : { 'counts.source': source }),
  };
  try {
    return await repeatsOf(store)
      .aggregate<RepeatCount>(
        [
          { $match: Object.keys(at).length === 0 ? {} : { at } },
          { $unwind: '$counts' },
          { $match: chosen },
          {
            $group: {
              _id: { source: '$counts.source', service: '$counts.service', reason: '$counts.reason' },
              records: { $sum: '$counts.records' },
            },
          },
          { $replaceWith: { $mergeObjects: ['$_id', { records: '$records' }] } },
          { $sort: { records: -1, service: 1, source: 1, reason: 1 } },
          { $limit: MOST_SHOWN },
        ],
        bounds,
      )
      .toArray();
  } catch (error) {
    throw new StoreUnavailableError('cannot read the counts of repeats', error);
  }
}

const MOST_SHOWN = 1_000;
