import type { Document, Filter as MongoFilter } from 'mongodb';
import { type HeaderDocument, headersOf } from '../bucket/index.ts';
import { hasCode, MAX_TIME_EXPIRED, type Store } from '../connection/index.ts';
import type { PartitionDocument } from '../partitions/index.ts';
import { inside, type RunningQuery, readTimeOf } from '../read/index.ts';

/** A grouping of headers, by fields that the index `stream` holds. */
interface HeaderGroups {
  /** The condition on headers of a partition, beside being inside the range. */
  where: (partition: PartitionDocument) => MongoFilter<HeaderDocument>;
  /** The stage `$group`. */
  by: Document;
}

/**
 * Groups the headers inside the range of a query, partition by partition, from the index alone: headers with their
 * terms are many times larger.
 *
 * @param take gets each group, once for each partition that has it
 * @returns false when the time was up
 */
export async function groupHeaders<Group extends Document>(
  store: Store,
  running: RunningQuery,
  { where, by }: HeaderGroups,
  take: (group: Group) => void,
): Promise<boolean> {
  const { snapshot, range } = running;
  const { session, signal } = snapshot;
  try {
    for (const partition of snapshot.partitions) {
      const groups = headersOf(store, partition._id).aggregate<Group>(
        [{ $match: { $and: [where(partition), inside(range)] } }, { $group: by }],
        { session, signal, hint: 'stream', maxTimeMS: readTimeOf(running) },
      );
      for await (const group of groups) take(group);
    }
    return true;
  } catch (error) {
    if (hasCode(error, MAX_TIME_EXPIRED)) return false;
    throw error;
  }
}
