import type { FaultMongo } from '../servers/fault-servers.ts';

/** A fault of MongoDB that lasts until it is healed or disposed of. */
export interface StoreFault extends AsyncDisposable {
  heal(): Promise<void>;
}

const NOT_WRITABLE_PRIMARY = 10107;

/**
 * Makes inserts fail, while reading and connecting go on.
 *
 * @param how `error`: the server answers that it may not write; `reset`: it ends the connection instead of an answer
 * @param times how many inserts; all until it is healed when absent
 */
export async function failInserts(
  mongo: FaultMongo,
  { how = 'error', times }: { how?: 'error' | 'reset'; times?: number } = {},
): Promise<StoreFault> {
  const fault = how === 'error' ? { errorCode: NOT_WRITABLE_PRIMARY } : { closeConnection: true };
  const set = (mode: unknown) =>
    mongo.command({ configureFailPoint: 'failCommand', mode, data: { failCommands: ['insert'], ...fault } });
  await set(times === undefined ? 'alwaysOn' : { times });
  const heal = async () => void (await set('off'));
  return { heal, [Symbol.asyncDispose]: heal };
}
