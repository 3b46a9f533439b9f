import { readdirSync, statSync } from 'node:fs';
import { StackError } from '../../home/stack-error.ts';
import type { StackPaths } from '../../home/stack-paths.ts';
import type { Supervised } from '../../processes/supervise.ts';
import type { Update } from '../../report/progress.ts';

/** RabbitMQ or MongoDB, ready for connections. Disposing stops it, unless it was running without us. */
export interface Server extends AsyncDisposable {
  /** AMQP_URL or MONGO_URL. */
  url: string;
  /** RabbitMQ only: the management plugin's address with credentials. */
  managementUrl?: string;
  /** The server's own log, if it is a file on this machine. */
  logFile?: string;
  /** Processes and containers to start again if they end by themselves; absent for a server that we did not start. */
  supervised?: Supervised[];
  /** The place of an earlier start's data, for people; absent if the server begins empty. */
  found?: string;
  /** Description for a person: `3.10 from /usr/lib/rabbitmq on 127.0.0.1:5672`. */
  description: string;
}

/**
 * Compression level of mongod for stored data. Its own default of 6 costs mongod 1.6 times the CPU time in total, for 4
 * % less on disk (docs/decisions/0015-columns.md). docker-compose.yml has the same level.
 */
export const ZSTD_LEVEL = 3;

/**
 * Compressors for clients on the wire, without zlib. mongod trusted zlib's lengths until 8.0.17, 7.0.28 and 6.0.27
 * (CVE-2025-14847: anybody who reaches the port can read its memory), and a mongod found on the machine may be older.
 * stack/compose/mongo-start.sh has the same list.
 */
export const NO_ZLIB = Object.freeze(['--networkMessageCompressors', 'snappy,zstd']);

/** Settings and signals for everything that starts a server. */
export interface ServerContext {
  paths: StackPaths;
  /** Aborts waiting; everything started so far is stopped. */
  signal: AbortSignal;
  /** `usual`: 5672 and 27017 when free. `any`: a free port from the system, for tests. */
  ports: 'usual' | 'any';
  /** `persistent` data outlives the process; `throw-away` data may live faster and less safely. */
  data: 'persistent' | 'throw-away';
  /** Ports promised to other processes of this stack. */
  takenPorts: Set<number>;
  /** Shows the current activity on the progress line. */
  update: Update;
}

/** Ways to get a server that may be used. */
export type ServerMode = 'auto' | 'docker' | 'local';

/**
 * Reads LOGWARREN_SERVERS.
 *
 * @throws StackError for an unknown word
 */
export function readServerMode(env: Record<string, string | undefined>): ServerMode {
  const mode = env.LOGWARREN_SERVERS || 'auto';
  if (mode === 'auto' || mode === 'docker' || mode === 'local') return mode;
  throw new StackError('servers-mode', `LOGWARREN_SERVERS is ${JSON.stringify(mode)}; expected auto, docker or local`);
}

/** The usual port; in tests, any port. */
export function wantedPort(context: ServerContext, usual: number): number {
  return context.ports === 'usual' ? usual : 0;
}

/** The directory and the day of an earlier start's data, for people; undefined if the directory does not exist. */
export function foundData(directory: string, { data }: Pick<ServerContext, 'data'>): string | undefined {
  if (data !== 'persistent') return undefined;
  try {
    if (readdirSync(directory).length === 0) return undefined;
    return `${directory} (since ${dayOf(statSync(directory).birthtime)})`;
  } catch {
    return undefined;
  }
}

/** The day of a moment in the zone of this machine: `2026-11-29`. */
export function dayOf(moment: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}
