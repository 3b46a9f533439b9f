import { DAY_MS, dayStart, type Store } from '../connection/index.ts';
import { makeEntry, type PlacementDocument } from './open-partition.ts';
import { DEFAULT_CLASS, partitionsOf } from './partition.ts';
import { sealPartition } from './seal-partition.ts';
import type { WriterView } from './writer-view.ts';

/** How many days after the first write of this build collectors of format 0 may still run. */
const MIXED_DAYS = 7;
/** Day in the ids of messages whose own id has no time. Format 0 dated them by their arrival. */
const NO_DAY = '19700101';

/** True while collectors of format 0 may still run. */
export function isMixed({ upgradedOn }: PlacementDocument, today: string): boolean {
  return upgradedOn !== undefined && dayStart(today) < dayStart(upgradedOn) + MIXED_DAYS * DAY_MS;
}

/**
 * Takes an earlier day away from collectors of format 0, before a batch of that day is stored in the partition of
 * today.
 *
 * They store each batch in the partition of the day in its id, and look nowhere else. If this process is killed before
 * it acks, one of them may get the batch. It must meet a seal then, or the batch is stored twice.
 *
 * @throws MongoError it is not known to be sealed
 */
export async function closeDay(store: Store, view: WriterView, day: string): Promise<void> {
  if (!view.isMixed || day >= view.day || day === NO_DAY) return;
  const partition = `${DEFAULT_CLASS}_${day}`;
  if (partition === view.partition || view.others.some(({ _id }) => _id === partition)) return;
  await makeEntry(store, partition, day);
  await sealPartition(store, partition);
  const usable = { _id: partition, state: { $in: ['creating' as const, 'open' as const] } };
  view.others = [...view.others, ...(await partitionsOf(store).find(usable).toArray())];
}
