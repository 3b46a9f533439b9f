import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { ensureReplicaSet } from '@logwarren/store/admin';
import { makeOwnDirectory } from '../../home/make-private.ts';
import { startProcess } from '../../processes/managed-process.ts';
import { findFreePort } from '../../processes/ports.ts';
import { findProgram } from '../../processes/run-command.ts';
import { foundData, NO_ZLIB, type Server, type ServerContext, wantedPort, ZSTD_LEVEL } from '../server/server.ts';
import { onFreePorts, startOwn } from '../server/start-own.ts';

/**
 * Our own mongod from programs of this machine, on loopback: one node that is a replica set, because retryable writes
 * and transactions need one.
 */

const HOST = '127.0.0.1';
const STOP_LIMIT_MS = 20_000;
const GIB = 1024 ** 3;
/** The default would be half of the memory, and the rest of the stack runs on the same machine. */
const MAX_CACHE_GIB = 2;
/** The default is 5 % of the disk, and nothing replicates from us. */
const OPLOG_MIB = 512;

/** mongod, from the system or downloaded earlier; undefined if neither is there. */
export function findMongod(programs: string): string | undefined {
  return findProgram('mongod', '/usr/bin/mongod', '/opt/homebrew/bin/mongod', join(programs, 'mongod'));
}

/** @param program from `findMongod` */
export async function startLocalMongod(program: string, context: ServerContext): Promise<Server> {
  context.update('starting');
  const dataDir = join(context.paths.mongod, 'data');
  const found = foundData(dataDir, context);
  makeOwnDirectory(dataDir);
  const choose = async () => ({ port: await choosePort(context) });
  const server = await onFreePorts(choose, ({ port }) => startOn(port, { program, dataDir, context }));
  context.update(server.description, 'fleeting');
  return { ...server, found };
}

async function startOn(
  port: number,
  { program, dataDir, context }: { program: string; dataDir: string; context: ServerContext },
): Promise<Server> {
  const { paths, signal } = context;
  const logFile = join(paths.logs, 'mongod.log');
  const base = `mongodb://${HOST}:${port}`;
  const own = await startOwn(
    {
      name: 'MongoDB',
      log: logFile,
      port,
      // On the same data: mongod reads its journal, and is the same replica set as before.
      start: () =>
        startProcess({
          name: 'mongod',
          command: program,
          args: mongodArguments(dataDir, logFile, port),
          env: process.env,
          runDir: paths.run,
          logFile: join(paths.logs, 'mongod-console.log'),
          ownLog: logFile,
          stopLimitMs: context.data === 'throw-away' ? 0 : STOP_LIMIT_MS,
        }),
      isReady: () => ensureReplicaSet(`${base}/?directConnection=true`, `${HOST}:${port}`),
    },
    signal,
  );
  return {
    url: `${base}/logwarren?directConnection=true`,
    logFile,
    description: `${program} on ${HOST}:${port}`,
    supervised: [own.supervised],
    [Symbol.asyncDispose]: () => own[Symbol.asyncDispose](),
  };
}

/** The previous port if it is free: the replica set knows itself by that port. */
async function choosePort(context: ServerContext): Promise<number> {
  const file = join(context.paths.mongod, 'port');
  const last = statSync(file, { throwIfNoEntry: false }) ? Number(readFileSync(file, 'utf8')) : 0;
  const port = await findFreePort(last || wantedPort(context, 27_017), context.takenPorts);
  makeOwnDirectory(context.paths.mongod);
  writeFileSync(file, String(port));
  return port;
}

function mongodArguments(dataDir: string, logFile: string, port: number): string[] {
  const cacheGib = Math.max(0.25, Math.min(MAX_CACHE_GIB, totalmem() / GIB / 4));
  const parameters = ['diagnosticDataCollectionEnabled=false', 'shutdownTimeoutMillisForSignaledShutdown=100'];
  return [
    '--dbpath',
    dataDir,
    '--port',
    String(port),
    '--bind_ip',
    HOST,
    '--nounixsocket',
    '--replSet',
    'logwarren',
    '--oplogSize',
    String(OPLOG_MIB),
    '--wiredTigerCacheSizeGB',
    cacheGib.toFixed(2),
    '--zstdDefaultCompressionLevel',
    String(ZSTD_LEVEL),
    ...NO_ZLIB,
    '--logpath',
    logFile,
    '--logappend',
    ...parameters.flatMap((parameter) => ['--setParameter', parameter]),
  ];
}
