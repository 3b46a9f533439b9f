import { ALL } from '@logwarren/query';
import { countLogs, type Store } from '@logwarren/store';
import { type App, startApp } from '../../test/harness/apps/start-app.ts';
import { type ProcessUsage, processUsage, round } from './measurements.ts';

interface IngestOptions {
  records: number;
  path: string;
  env: Record<string, string>;
  store: Store;
  collectors: number;
  /** Process ids of the servers. */
  servers: { rabbitmq: number[]; mongod: number[] };
}

interface IngestResult {
  /** From the start of the source's process until a query finds the last record. */
  seconds: number;
  recordsPerSecond: number;
  /** Usage by process. */
  cpuSecondsPerMillion: Record<string, number>;
  peakMiB: Record<string, number>;
}

/** A run without progress for this long has lost records, ms. */
const STALL_MS = 60_000;

/** Runs a file through the services and measures the time until all of it can be found. */
export async function measureIngest({
  records,
  path,
  env,
  store,
  collectors,
  servers,
}: IngestOptions): Promise<IngestResult> {
  await using apps = new AsyncDisposableStack();
  const collecting: App[] = [];
  for (let i = 0; i < collectors; i++) {
    const collector = startApp('collector', env);
    apps.defer(() => collector[Symbol.asyncDispose]());
    await collector.waitReady();
    collecting.push(collector);
  }
  const serverPids = Object.entries(servers).flatMap(([name, pids]) => pids.map((pid) => [name, pid] as const));
  const before = serverPids.map(([, pid]) => processUsage(pid));
  const startedAt = performance.now();
  const source = startApp('source', env, ['--no-http', '--format', 'combined', path]);
  apps.defer(() => source[Symbol.asyncDispose]());
  await untilCounted(store, records);
  const seconds = (performance.now() - startedAt) / 1000;
  const rows: [string, ProcessUsage][] = [
    ['source', processUsage(source.pid)],
    ...collecting.map((collector): [string, ProcessUsage] => ['collector', processUsage(collector.pid)]),
    ...serverPids.map(([name, pid], i): [string, ProcessUsage] => {
      const usage = processUsage(pid);
      return [name, { ...usage, cpuSeconds: usage.cpuSeconds - (before[i]?.cpuSeconds ?? 0) }];
    }),
  ];
  const cpuSecondsPerMillion: Record<string, number> = {};
  const peakMiB: Record<string, number> = {};
  for (const [name, { cpuSeconds, peakBytes }] of rows) {
    cpuSecondsPerMillion[name] = round((cpuSecondsPerMillion[name] ?? 0) + (cpuSeconds / records) * 1e6);
    peakMiB[name] = Math.max(peakMiB[name] ?? 0, Math.round(peakBytes / 2 ** 20));
  }
  cpuSecondsPerMillion.total = round(Object.values(cpuSecondsPerMillion).reduce((sum, value) => sum + value, 0));
  return { seconds, recordsPerSecond: Math.round(records / seconds), cpuSecondsPerMillion, peakMiB };
}

/** Collects one more file, and waits until all records are found. */
export async function collectFile(options: {
  env: Record<string, string>;
  store: Store;
  path: string;
  format: string;
  untilRecords: number;
}): Promise<void> {
  const { env, store, path, format, untilRecords } = options;
  await using collector = startApp('collector', env);
  await collector.waitReady();
  await using _source = startApp('source', env, ['--no-http', '--format', format, path]);
  await untilCounted(store, untilRecords);
}

async function untilCounted(store: Store, records: number): Promise<void> {
  let last = 0;
  let progressAt = performance.now();
  for (;;) {
    const askedAt = performance.now();
    const { counts } = await countLogs(store, { filter: ALL, budgetMs: 10_000 });
    const found = counts.reduce((sum, { count }) => sum + count, 0);
    if (found >= records) return;
    if (found > last) {
      last = found;
      progressAt = performance.now();
    }
    if (performance.now() - progressAt > STALL_MS) throw new Error(`stalled at ${found} of ${records} records`);
    // Counting reads every header. The loop spends a twentieth of its time on it, so that it does not slow down the
    // work it waits for.
    const waitMs = Math.max(200, 20 * (performance.now() - askedAt));
    await new Promise((resolve) => setTimeout(resolve, Math.min(waitMs, 2_000)));
  }
}
