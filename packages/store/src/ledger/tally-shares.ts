import { timeOfId } from '@logwarren/contract';
import type { Binary, ClientSession, Document } from 'mongodb';
import { ANY_SERVICE, headersOf, idText } from '../bucket/index.ts';
import { DAY_MS, dayStart, type Store } from '../connection/index.ts';
import { LEDGER_FIELDS, lettersOf } from '../dead-letters/index.ts';
import type { PartitionDocument } from '../partitions/index.ts';
import type { LedgerQuery, ReadBounds } from './ledger-query.ts';
import type { LedgerTally, Share } from './ledger-tally.ts';

/** Adds the counts in the headers of a partition. */
export async function tallyPartition(
  store: Store,
  { session, bounds }: { session: ClientSession; bounds: () => ReadBounds },
  { _id: partition }: PartitionDocument,
  { service }: LedgerQuery,
  tally: LedgerTally,
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
            source: '$ledger.source',
            run: '$ledger.run',
            service: '$service',
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

/** Adds the records that wait in dead letters, or were discarded there. */
export async function tallyLetters(
  store: Store,
  options: ReadBounds & { session: ClientSession },
  query: LedgerQuery,
  tally: LedgerTally,
): Promise<void> {
  const { fromDay, toDay, service } = query;
  const sentAt: Document = {
    ...(fromDay === undefined ? {} : { $gte: dayStart(fromDay) }),
    ...(toDay === undefined ? {} : { $lt: dayStart(toDay) + DAY_MS }),
  };
  // A field that a letter lacks is null when it comes from the index alone, and absent otherwise. Here both are null.
  const shares = lettersOf(store).aggregate<
    Omit<Share, 'source' | 'run'> & { source: string | null; run: string | null }
  >(
    [
      {
        $match: {
          state: { $in: ['kept', 'replaying', 'discarded'] },
          ...(service === undefined ? {} : { service }),
          // The day of its message is the day its siblings were received, unless it waited over midnight.
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
