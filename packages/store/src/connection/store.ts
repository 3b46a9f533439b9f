import {
  type Logger,
  messageOf,
  type Readiness,
  redactUrl,
  retry,
  UnknownFormatError,
  withoutSecrets,
} from '@logwarren/common';
import { type Db, MongoClient, type TopologyDescription } from 'mongodb';
import { utcDay } from './days.ts';
import { hasCode, StoreUnusableError, tlsFault } from './errors.ts';
import { checkFormat, type NotedFormat } from './format.ts';
import { safeUrl } from './safe-url.ts';

/** Longest wait for a free connection, for a server to be selected, and for a frozen server to be noticed. */
const SERVER_WAIT_MS = 5_000;
/** MongoDB refuses a database name with one of these characters, but only when the name is used. */
const NOT_IN_NAMES = ['/', '\\', '.', ' ', '"', '$', '\0'];
/** The driver gives up and retries a write or read that hears nothing for this long; no single command takes longer. */
const SOCKET_TIMEOUT_MS = 15_000;
/** Longest wait of a write for its majority before the server answers with a write-concern error. */
const WRITE_TIMEOUT_MS = 10_000;

interface StoreOptions {
  /** `mongodb://…`; the path names the database, `logwarren` when absent. */
  url: string;
  /** Shown in MongoDB's list of clients. */
  name: string;
  log: Logger;
  readiness: Readiness;
  /** Ends the wait for a server that is away. */
  signal: AbortSignal;
  /**
   * Day of a moment of MongoDB's clock, yyyymmdd. It differs from the UTC day only in tests, which make midnight come.
   */
  dayOf?: (moment: Date) => string;
}

/** The database that holds the records. It has everything a query or write needs; callers must not touch its fields. */
export interface Store extends AsyncDisposable, NotedFormat {
  readonly client: MongoClient;
  readonly log: Logger;
  /** UTC day of a moment of MongoDB's clock, yyyymmdd. */
  readonly dayOf: (moment: Date) => string;
  /** State that the rooms of this package keep between calls, each under its own key. */
  readonly memory: Map<symbol, unknown>;
}

/** Longest time for a read of a few documents by an index, in MongoDB, ms. */
export const SHORT_READ_MS = 5_000;
/** Longest time for any read, ms. MongoDB ends the read itself, before the driver gives it up and asks again. */
export const LONGEST_READ_MS = SOCKET_TIMEOUT_MS - 1_000;

/**
 * Connects to MongoDB, and waits with back-off until it is there. Afterwards the driver reconnects by itself.
 *
 * Readiness `mongodb` follows the driver's monitor of the primary.
 *
 * @throws StoreUnusableError wrong credentials, a wrong URL, an unusable TLS file in it, or a standalone server
 * @throws UnknownFormatError a newer build has written to the database
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { name, log, readiness, signal, dayOf = utcDay } = options;
  const url = safeUrl(options.url, log);
  let client = createClient(url, name);
  readiness.expect('mongodb');
  const shown = redactUrl(url);
  const check = async () => {
    // The driver keeps waiting for a server even after the signal is aborted.
    const giveUp = () => void client.close(true);
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      await checkServer(client);
      await checkFormat({ db: databaseOf(client, url) });
    } catch (error) {
      // A client never tries again if all of its first attempts failed.
      await client.close(true);
      client = createClient(url, name);
      const fault = tlsFault(error);
      if (fault === undefined) throw error;
      throw new StoreUnusableError(`MONGO_URL is wrong: ${shown}: ${withoutSecrets(messageOf(fault), url)}`);
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  };
  try {
    await retry(check, {
      signal,
      isFinal: (error) => error instanceof StoreUnusableError || error instanceof UnknownFormatError,
      onFailure: (error) => readiness.report('mongodb', false, `${shown}: ${withoutSecrets(messageOf(error), url)}`),
    });
  } catch (error) {
    await client.close(true);
    throw error;
  }
  readiness.report('mongodb', true, shown);
  client.on('topologyDescriptionChanged', ({ newDescription }) => {
    const problem = primaryProblem(newDescription);
    readiness.report('mongodb', problem === undefined, problem === undefined ? shown : `${shown}: ${problem}`);
  });
  return {
    client,
    db: databaseOf(client, url),
    log,
    dayOf,
    noted: { format: 0 },
    memory: new Map(),
    async [Symbol.asyncDispose]() {
      await client.close();
    },
  };
}

function databaseOf(client: MongoClient, url: string): Db {
  const [, path] = /^[^/]+\/\/[^/?]+\/?([^?]*)/.exec(url) ?? [];
  return client.db(path || 'logwarren');
}

/**
 * Makes a client. It does not connect yet.
 *
 * @throws StoreUnusableError the driver cannot read the URL, or no database can have the name in it
 */
export function createClient(url: string, name: string): MongoClient {
  try {
    const client = new MongoClient(url, {
      appName: `logwarren-${name}`,
      maxPoolSize: 8,
      heartbeatFrequencyMS: SERVER_WAIT_MS,
      connectTimeoutMS: SERVER_WAIT_MS,
      serverSelectionTimeoutMS: SERVER_WAIT_MS,
      waitQueueTimeoutMS: SERVER_WAIT_MS,
      socketTimeoutMS: SOCKET_TIMEOUT_MS,
      writeConcern: { w: 'majority', journal: true, wtimeoutMS: WRITE_TIMEOUT_MS },
    });
    const { databaseName } = databaseOf(client, url);
    const isName = !NOT_IN_NAMES.some((character) => databaseName.includes(character)) && databaseName.length <= 63;
    if (!isName) throw new Error('MongoDB does not allow this database name');
    return client;
  } catch (error) {
    // Any error here is a fault of the URL: the driver and two libraries with errors of their own read the URL and
    // nothing else. The error is not kept as a cause, because the driver quotes the text that it could not read.
    throw new StoreUnusableError(`MONGO_URL is wrong: ${redactUrl(url)}: ${withoutSecrets(messageOf(error), url)}`);
  }
}

async function checkServer(client: MongoClient): Promise<void> {
  try {
    const hello = await client.db('admin').command({ hello: 1 });
    if (hello.msg !== 'isdbgrid' && hello.setName === undefined) {
      throw new StoreUnusableError(
        'MongoDB runs as a standalone server; Logwarren needs a replica set, and one node is enough: ' +
          'start mongod with --replSet rs0 and run rs.initiate() in mongosh',
      );
    }
    if (hello.isWritablePrimary === false) throw new Error('no primary has been elected yet');
    await client.db('admin').command({ connectionStatus: 1 });
  } catch (error) {
    if (hasCode(error, 18, 8000)) throw new StoreUnusableError(`MongoDB refuses the login: ${messageOf(error)}`, error);
    throw error;
  }
}

function primaryProblem(description: TopologyDescription): string | undefined {
  const servers = [...description.servers.values()];
  if (servers.some((server) => server.type === 'RSPrimary' || server.type === 'Mongos')) return undefined;
  const error = servers.find((server) => server.error !== null)?.error;
  return error ? messageOf(error) : 'no primary';
}
