import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createLogger, Readiness } from '@logwarren/common';
import { createProgress, forgetData, openServers, readServerMode, stackPaths, startGuardian } from '@logwarren/stack';
import { mergeBuckets, openStore, refreshPartitions } from '@logwarren/store';
import { startApp } from '../../test/harness/apps/start-app.ts';
import { writeAccessLog } from './access-log.ts';
import { checkRecords } from './check-records.ts';
import { collectFile, measureIngest } from './measure-ingest.ts';
import { measureConcurrent, measureQueries } from './measure-queries.ts';
import { pidsOf, round } from './measurements.ts';
import { startSteadyLoad } from './steady-load.ts';
import { writeTraces } from './traces.ts';

/**
 * Measures the whole path: a file of access-log lines → source → RabbitMQ → collector → MongoDB → search.
 *
 *     npm run bench -- [--records 1000000] [--collectors 1] [--seed 1] [--force]
 *
 * Then it measures typical queries, and 20 clients at once while 20,000 records a second are stored.
 *
 * It uses its own servers, fully durable (quorum queue, confirms, majority, journal). A lost or repeated record fails
 * the run. Raw results are appended to bench/results/*.jsonl.
 */

const { values: args } = parseArgs({
  options: {
    records: { type: 'string', default: '1000000' },
    collectors: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    force: { type: 'boolean', default: false },
  },
});
const records = Number(args.records);
const NEEDLE = 'xyzzyneedle';
/** Records stored per second while 20 clients search. */
const STORED_PER_SECOND = 20_000;
const [loadBefore = 0] = loadavg();
if (loadBefore > 0.5 && !args.force) {
  console.error(`The load is ${loadBefore}; figures would say little. Wait, or add --force.`);
  process.exit(1);
}

const home = mkdtempSync(join(tmpdir(), 'logwarren-bench-'));
const { signal } = new AbortController();
const log = createLogger('bench', 'error');
await using resources = new AsyncDisposableStack();
const paths = stackPaths(join(home, 'stack'));
// However a run ends, its servers end with it.
resources.use(startGuardian(paths.run, { removeDir: home }));
resources.defer(() => rmSync(home, { recursive: true, force: true }));
resources.defer(() => forgetData(paths));

const path = join(home, 'access.log');
const dayMs = Date.UTC(2026, 0, 15);
const fileBytes = await writeAccessLog({ path, lines: records, seed: Number(args.seed), dayMs, needle: NEEDLE });
console.log(`${records} lines, ${round(fileBytes / records)} bytes each.`);

const others = new Set(['mongod', 'beam.smp'].flatMap(pidsOf));
const servers = resources.use(
  await openServers({
    paths,
    signal,
    progress: createProgress(process.stdout),
    ports: 'any',
    data: 'persistent',
    mode: readServerMode(process.env),
    given: {},
  }),
);
const serverPids = (name: string) => pidsOf(name).filter((pid) => !others.has(pid));
const url = new URL(servers.mongodb.url);
url.pathname = '/bench';
const env = { AMQP_URL: servers.rabbitmq.url, MONGO_URL: url.href, SOURCE_STATE_DIR: join(home, 'source') };
const store = resources.use(
  await openStore({ url: url.href, name: 'bench', log, readiness: new Readiness(log), signal }),
);

const ingest = await measureIngest({
  records,
  path,
  env,
  store,
  collectors: Number(args.collectors),
  servers: { rabbitmq: serverPids('beam.smp'), mongod: serverPids('mongod') },
});
console.log(`Searchable: ${ingest.recordsPerSecond} records/s over ${round(ingest.seconds)} s.`);
console.table(ingest.cpuSecondsPerMillion);
console.table(ingest.peakMiB);

const check = await checkRecords(store, records);
const merged = await mergeUntilDone();
const [partition] = await refreshPartitions(store);
const disk = {
  bytesPerRecord: round((partition?.sizeBytes ?? 0) / records),
  buckets: partition?.buckets ?? 0,
  recordsPerBucket: round(records / (partition?.buckets ?? 1)),
  merged,
};
console.log(`Disk after merge: ${disk.bytesPerRecord} bytes a record, ${disk.recordsPerBucket} records a bucket.`);

const tracesPath = join(home, 'traces.log');
const traces = Math.round(records / 500) * 5;
const traceId = await writeTraces({ path: tracesPath, lines: traces, seed: Number(args.seed), dayMs });
await collectFile({
  env,
  store,
  path: tracesPath,
  format: 'json',
  untilRecords: records + traces,
});

const search = startApp('search', env);
resources.defer(() => search[Symbol.asyncDispose]());
await search.waitListening();
const known = { needle: NEEDLE, dayMs, traceId };
const queries = await measureQueries(store, search.url, known);
console.table(queries);
const load = await startSteadyLoad(env, STORED_PER_SECOND);
const concurrent = { ...(await measureConcurrent(search.url, known, 20)), stored: await load.stop() };
console.table({ concurrent: { ...concurrent, stored: concurrent.stored.recordsPerSecond } });

const version = (await store.db.admin().serverInfo()).version;
const machine = {
  cpus: cpus().length,
  model: cpus()[0]?.model,
  kernel: release(),
  node: process.version,
  mongod: version,
};
const result = {
  at: new Date().toISOString(),
  commit: headCommit(),
  machine,
  load: loadBefore,
  rabbitmq: servers.rabbitmq.description,
  records,
  collectors: Number(args.collectors),
  fileBytes,
  ingest,
  check,
  disk,
  queries,
  concurrent,
};
const results = join(import.meta.dirname, '..', 'results');
mkdirSync(results, { recursive: true });
appendFileSync(join(results, 'runs.jsonl'), `${JSON.stringify(result)}\n`);
if (check.lost + check.repeated + check.unexpected > 0) {
  console.error(`FAILED: ${check.lost} lost, ${check.repeated} repeated, ${check.unexpected} unexpected.`);
  process.exitCode = 1;
} else console.log(`Checked every record: 0 lost, 0 repeated.`);

async function mergeUntilDone(): Promise<number> {
  for (let total = 0; ; ) {
    const report = await mergeBuckets(store, { signal, removeAfterMs: 0 });
    total += report.merged;
    if (report.merged === 0 && report.removed === 0) {
      // Makes a checkpoint, so that the size on disk is the size of the stored data. The second checkpoint reuses
      // dropped blocks.
      for (let i = 0; i < 2; i++) await store.db.admin().command({ fsync: 1 });
      return total;
    }
  }
}

function headCommit(): string {
  try {
    const git = join(import.meta.dirname, '..', '..', '.git');
    const head = readFileSync(join(git, 'HEAD'), 'utf8').trim();
    return head.startsWith('ref: ') ? readFileSync(join(git, head.slice(5)), 'utf8').trim() : head;
  } catch {
    return 'unknown';
  }
}
