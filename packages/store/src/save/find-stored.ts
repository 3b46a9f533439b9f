import { firstIdAt } from '@logwarren/contract';
import type { Binary, ClientSession } from 'mongodb';
import { type BatchPart, headersOf, idBytes, idText } from '../bucket/index.ts';
import { DAY_MS, dayStart, idDay, SHORT_READ_MS, type Store, StoreUnavailableError } from '../connection/index.ts';
import {
  closeDay,
  daysOf,
  forgetView,
  mayHoldDay,
  type PartitionDocument,
  partitionsOf,
  pointerOf,
  type SealedDay,
  sealPartition,
  type WriterView,
  writerOf,
} from '../partitions/index.ts';
import { EVERYTHING, isSnapshotGone, readSnapshot, type Snapshot } from '../read/index.ts';

/**
 * Finds parts that a partition of an earlier day holds.
 *
 * Only sealed partitions are asked, in a snapshot that shows the seal: a part that is not there can never appear there.
 * The day in a part's id shows which of them may hold it. Each partition's ids of that day are looked up once, and
 * remembered if there are few, as with a day that began just before the seal. So today's batches cost no look-up.
 */

/** Most headers of a day whose ids are remembered by their range. If there are more, each part is looked up. */
const FEW_HEADERS = 500;
/**
 * Partitions that are asked at the same time. There are few, because the writes of the same process share the pool of
 * connections.
 */
const AT_ONCE = 4;

/** Which parts other partitions hold. */
interface StoredElsewhere {
  stored: Set<BatchPart>;
  /** Parts about which nothing is known, with the reason. */
  failed: Map<BatchPart, Error>;
}

/** Parts of one day that a partition may hold. */
interface Question {
  partition: PartitionDocument;
  day: string;
  parts: BatchPart[];
}

/**
 * Looks up parts in all partitions except the one that is written to. Never throws: a day that fails stops no other.
 */
export async function findStored(
  store: Store,
  view: WriterView,
  parts: readonly BatchPart[],
): Promise<StoredElsewhere> {
  const found: StoredElsewhere = { stored: new Set(), failed: new Map() };
  const byDay = Map.groupBy(parts, ({ batchId }) => idDay(batchId));
  for (const [day, ofDay] of byDay) {
    await closeDay(store, view, day).catch((error) => fail(found, ofDay, `the partition of ${day}`, error));
  }
  const complete: Question[] = [];
  for (const question of questionsOf(store, view, byDay)) {
    try {
      if (await makeComplete(store, view, question.partition)) complete.push(question);
    } catch (error) {
      fail(found, question.parts, question.partition._id, error);
    }
  }
  if (complete.length === 0) return found;
  try {
    await readSnapshot(store, EVERYTHING, (snapshot) => askAll(store, snapshot, complete, found));
  } catch (error) {
    for (const { parts, partition } of complete) fail(found, parts, partition._id, error);
  }
  return found;
}

function questionsOf(store: Store, { others }: WriterView, byDay: ReadonlyMap<string, BatchPart[]>): Question[] {
  if (others.length === 0) return [];
  return [...byDay].flatMap(([day, ofDay]) =>
    others
      .filter((partition) => mayHoldDay(daysOf(partition), day))
      .map((partition) => ({ partition, day, parts: ofDay.filter((part) => mayHold(store, partition, day, part)) }))
      .filter((question) => question.parts.length > 0),
  );
}

/** Remembered results rule out most partitions. */
function mayHold(store: Store, { _id }: PartitionDocument, day: string, { partId }: BatchPart): boolean {
  const known = writerOf(store).sealed.get(_id)?.get(day);
  if (known === 'none') return false;
  return known === undefined || known === 'many' || (partId >= known.first && partId <= known.last);
}

/**
 * Seals a partition that collectors of the last version have made.
 *
 * @returns false if it is empty
 * @throws when it is written to
 */
async function makeComplete(store: Store, view: WriterView, partition: PartitionDocument): Promise<boolean> {
  if (partition.sealedAt !== undefined) return true;
  // Made to be written to next: nothing is inserted until the pointer names it, which may be at any moment.
  if (partition.state === 'creating' && partition.days !== undefined) return false;
  // Sealed now, it would keep collectors of the last version from storing anything on that day.
  if (partition.days === undefined && view.soon.has(partition.day)) {
    throw new Error('collectors of the last version write to it, and all collectors will from midnight on');
  }
  if ((await pointerOf(store))?.partition === partition._id) {
    forgetView(store, view);
    throw new Error('it has just become the partition that is written to');
  }
  await sealPartition(store, partition._id);
  return true;
}

/** Asks a few partitions at a time. @throws the snapshot is too old: take a new one */
async function askAll(store: Store, snapshot: Snapshot, questions: Question[], found: StoredElsewhere): Promise<void> {
  const rest = [...questions];
  const failures: [Question, unknown][] = [];
  const work = async () => {
    for (let question = rest.shift(); question !== undefined; question = rest.shift()) {
      try {
        for (const part of await lookUp(store, snapshot, question)) found.stored.add(part);
      } catch (error) {
        failures.push([question, error]);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  for (const [, error] of failures) if (isSnapshotGone(error)) throw error;
  for (const [{ parts, partition }, error] of failures) fail(found, parts, partition._id, error);
}

function fail({ failed }: StoredElsewhere, parts: readonly BatchPart[], where: string, cause: unknown): void {
  const what = `cannot find out which of ${parts.length} batch parts are stored in ${where}`;
  for (const part of parts) failed.set(part, new StoreUnavailableError(what, cause));
}

/** Parts that a partition holds. */
async function lookUp(store: Store, snapshot: Snapshot, { partition, day, parts }: Question): Promise<BatchPart[]> {
  const { session, partitions } = snapshot;
  const seen = partitions.find(({ _id }) => _id === partition._id);
  if (seen?.sealedAt === undefined) {
    const isThere = (await partitionsOf(store).findOne({ _id: partition._id, state: 'open' })) !== null;
    if (isThere) throw new Error(`the seal of ${partition._id} is not written by a majority yet`);
    return [];
  }
  const known = writerOf(store).sealed.get(partition._id) ?? new Map<string, SealedDay>();
  if (!known.has(day)) known.set(day, await sealedDay(store, partition._id, day, session));
  writerOf(store).sealed.set(partition._id, known);
  const asked = parts.filter((part) => mayHold(store, partition, day, part));
  if (asked.length === 0) return [];
  const stored = await storedIds(store, partition._id, asked, session);
  return asked.filter(({ partId }) => stored.has(partId));
}

/** Ids of parts in committed headers of a partition, among others. */
async function storedIds(store: Store, partition: string, parts: readonly BatchPart[], session: ClientSession) {
  const headers = await headersOf(store, partition)
    .find(
      { batches: { $in: parts.map(({ partId }) => idBytes(partId)) } },
      { session, projection: { batches: 1 }, maxTimeMS: SHORT_READ_MS },
    )
    .toArray();
  return new Set(headers.flatMap(({ batches }) => batches.map((id: Binary) => idText(id))));
}

async function sealedDay(store: Store, partition: string, day: string, session: ClientSession): Promise<SealedDay> {
  const startMs = dayStart(day);
  const [first, end] = [firstIdAt(startMs), firstIdAt(startMs + DAY_MS)];
  const headers = await headersOf(store, partition)
    .find(
      { batches: { $elemMatch: { $gte: idBytes(first), $lt: idBytes(end) } } },
      { session, projection: { batches: 1 }, limit: FEW_HEADERS + 1, maxTimeMS: SHORT_READ_MS },
    )
    .toArray();
  if (headers.length > FEW_HEADERS) return 'many';
  const ids = headers.flatMap(({ batches }) => batches.map((id: Binary) => idText(id)));
  const ofDay = ids.filter((id) => id >= first && id < end).sort();
  return ofDay.length === 0 ? 'none' : { first: ofDay[0] as string, last: ofDay.at(-1) as string };
}
