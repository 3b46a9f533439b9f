import { createLogger, Readiness } from '@logwarren/common';
import { openStore, type Store } from '@logwarren/store';
import type { FaultRun } from '../fault-run.ts';
import type { FaultMongo } from '../servers/fault-servers.ts';

/** Opens the database of a run. */
export function storeOf(run: FaultRun): Promise<Store> {
  const log = createLogger('test', 'fatal');
  const { signal } = new AbortController();
  return openStore({ url: run.system.mongoUrl, name: 'test', log, readiness: new Readiness(log), signal });
}

/** The headers to which collectors write now, in MongoDB's words: database and collection. */
export async function namespaceOfHeaders(run: FaultRun): Promise<string> {
  await using store = await storeOf(run);
  const isWrittenTo = { state: 'open', sealedAt: { $exists: false } };
  const entry = await store.db.collection<{ _id: string }>('partitions').findOne(isWrittenTo);
  return `${store.db.databaseName}.buckets_${entry?._id}`;
}

/** A fault of MongoDB that lasts until it is healed or disposed of. */
interface StoreFault extends AsyncDisposable {
  heal(): Promise<void>;
}

const NOT_WRITABLE_PRIMARY = 10107;

/**
 * Makes inserts fail, while reads and connections work.
 *
 * @param how `error`: the server answers that it may not write; `reset`: it ends the connection instead of answering
 * @param times number of failing inserts; all until healed when absent
 * @param namespace of the only collection with failing inserts
 */
export async function failInserts(
  mongo: FaultMongo,
  { how = 'error', times, namespace }: { how?: 'error' | 'reset'; times?: number; namespace?: string } = {},
): Promise<StoreFault> {
  const fault = how === 'error' ? { errorCode: NOT_WRITABLE_PRIMARY } : { closeConnection: true };
  const data = { failCommands: ['insert'], ...fault, ...(namespace === undefined ? {} : { namespace }) };
  const set = (mode: unknown) => mongo.command({ configureFailPoint: 'failCommand', mode, data });
  await set(times === undefined ? 'alwaysOn' : { times });
  const heal = async () => void (await set('off'));
  return { heal, [Symbol.asyncDispose]: heal };
}
