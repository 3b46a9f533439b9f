import { MongoClient, MongoServerError } from 'mongodb';

export { rollPartition, writerOf } from './partitions/index.ts';

/**
 * Administration of a MongoDB server: for the stack and the tests, never for a service. That is why it has its own
 * entry, `@logwarren/store/admin`.
 */

const TIMEOUT_MS = 5_000;
/**
 * A killed process leaves a transaction behind, and a drop waits for it. mongod ends it after
 * `transactionLifetimeLimitSeconds`, 60, and looks for such transactions every 30 s; this is longer.
 */
const DROP_TIMEOUT_MS = 120_000;
const NOT_YET_INITIALIZED = 94;
const ALREADY_INITIALIZED = 23;

/**
 * Makes a mongod that was started with `--replSet` the only member of its set, and repairs the set after the server has
 * moved to another port. Call it again until it returns true.
 *
 * @param url direct connection to the server
 * @param member host and port by which the server is to know itself
 * @returns whether the server accepts writes now
 * @throws MongoError the server does not answer yet, or was started without `--replSet`
 */
export async function ensureReplicaSet(url: string, member: string): Promise<boolean> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: TIMEOUT_MS, socketTimeoutMS: TIMEOUT_MS });
  try {
    const admin = client.db('admin');
    const hello = await admin.command({ hello: 1 });
    if (hello.isWritablePrimary === true && hello.me === member) return true;
    const config = await currentConfig(client);
    if (config === undefined) {
      await initiate(client, member);
    } else if (config.members.length === 1 && config.members[0]?.host !== member) {
      const members = [{ ...config.members[0], host: member }];
      await admin.command({ replSetReconfig: { ...config, version: config.version + 1, members }, force: true });
    }
    return false;
  } finally {
    await client.close();
  }
}

interface ReplicaSetConfig {
  version: number;
  members: { host: string }[];
}

async function currentConfig(client: MongoClient): Promise<ReplicaSetConfig | undefined> {
  try {
    const { config } = await client.db('admin').command({ replSetGetConfig: 1 });
    return config as ReplicaSetConfig;
  } catch (error) {
    if (error instanceof MongoServerError && error.code === NOT_YET_INITIALIZED) return undefined;
    throw error;
  }
}

/** Without an `_id`, mongod uses the name it was started with. */
async function initiate(client: MongoClient, member: string): Promise<void> {
  const { parsed } = await client.db('admin').command({ getCmdLineOpts: 1 });
  const config = {
    _id: parsed.replication.replSet ?? parsed.replication.replSetName,
    members: [{ _id: 0, host: member }],
  };
  try {
    await client.db('admin').command({ replSetInitiate: config });
  } catch (error) {
    if (!(error instanceof MongoServerError && error.code === ALREADY_INITIALIZED)) throw error;
  }
}

/** Removes a database and everything in it; a missing one is not an error. */
export async function dropDatabase(url: string): Promise<void> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: TIMEOUT_MS, socketTimeoutMS: DROP_TIMEOUT_MS });
  try {
    await client.db().dropDatabase();
  } finally {
    await client.close();
  }
}

/**
 * Runs a command on the server's `admin` database: failpoints and stepping down, for tests.
 *
 * @throws MongoError, also when the command ends the connection, as stepping down does
 */
export async function runAdminCommand(url: string, command: Record<string, unknown>): Promise<Record<string, unknown>> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: TIMEOUT_MS, socketTimeoutMS: 60_000 });
  try {
    return await client.db('admin').command(command);
  } finally {
    await client.close();
  }
}
