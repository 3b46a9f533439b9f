import { batchIdFrom } from '@logwarren/contract';
import type { Store } from '@logwarren/store';

/**
 * Gives the buckets of a store ids that are the same in every run, in the order of storing: estimates draw buckets by
 * their ids, so a failure can be repeated.
 *
 * @param random from `createRandom`
 */
export async function seedBucketIds(store: Store, random: () => number): Promise<void> {
  for (const { name } of await store.db.listCollections().toArray()) {
    if (!name.startsWith('buckets_')) continue;
    const ids = new Map<string, Buffer>();
    await rename(store, name, (id) => {
      const seeded = seededId(ids.size, random);
      ids.set(id, seeded);
      return seeded;
    });
    await rename(store, name.replace('buckets_', 'records_'), (id) => ids.get(id) as Buffer);
  }
}

interface WithId {
  _id: { buffer: Uint8Array };
}

async function rename(store: Store, name: string, newId: (id: string) => Buffer): Promise<void> {
  const collection = store.db.collection<WithId>(name);
  const documents = await collection.find().sort({ _id: 1 }).toArray();
  for (const { _id } of documents) _id.buffer.set(newId(Buffer.from(_id.buffer).toString('hex')));
  // Before: no two buckets may hold the same part.
  await collection.deleteMany({});
  await collection.insertMany(documents);
}

function seededId(index: number, random: () => number): Buffer {
  const digest = Buffer.from(Array.from({ length: 6 }, () => Math.floor(256 * random())));
  return Buffer.from(batchIdFrom(Date.UTC(2026, 0, 1), index, digest).replaceAll('-', ''), 'hex');
}
