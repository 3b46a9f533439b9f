import { join } from 'node:path';
import { LOG_QUEUE } from '@logwarren/broker';
import { findFreePort } from '@logwarren/stack';
import { metricOf, peakRssMiB, sumOf } from '../harness/apps/app-metrics.ts';
import type { App, AppName } from '../harness/apps/start-app.ts';
import { openTestSystem, type TestSystem } from '../harness/apps/system.ts';
import { waitFor } from '../harness/wait-for.ts';
import { drawUpAccount } from './account.ts';
import { type FoundLetter, findDeadLetters, recordsIn } from './dead-records.ts';
import type { FaultBench, FaultReport, RunOptions } from './fault-bench.ts';
import { readLedgers } from './load/ledger.ts';
import { type Load, startLoad } from './load/start-load.ts';
import { mutantEnv } from './mutants/mutants.ts';

/** How long the queue must be empty: a few times the broker's interval of statistics. */
const QUIET_MS = 3_000;
const DRAIN_LIMIT_MS = 120_000;
/** A service starts in a second, but may take long on a busy machine. */
const START_LIMIT_MS = 90_000;
const POLL_MS = 250;

/** One Logwarren under load on the bench's servers. */
export class FaultRun implements AsyncDisposable {
  readonly system: TestSystem;
  readonly runId: string;
  readonly collectors: App[] = [];
  collectorEnv: Record<string, string>;
  sourceEnv: Record<string, string>;
  /** The present life of each source. */
  readonly sources: App[] = [];
  /** The program that logs to each source. */
  readonly loads: Load[] = [];
  /** Result of `finish`. */
  deadLetters: FoundLetter[] = [];
  readonly #bench: FaultBench;
  readonly #options: RunOptions;
  readonly #ledgers: string[] = [];
  readonly #complaints: string[][] = [];
  readonly #sourcePorts: number[] = [];
  readonly #peaks = { source: 0, collector: 0 };
  #redeliveredBefore = 0;
  #recoveryMs: number | undefined;

  constructor(bench: FaultBench, system: TestSystem, options: RunOptions) {
    this.#bench = bench;
    this.#options = options;
    this.system = system;
    this.collectorEnv = options.collectorEnv ?? {};
    this.sourceEnv = options.sourceEnv ?? {};
    this.runId = `run-${Math.floor(bench.random() * 1e9).toString(36)}`;
  }

  /** The first source, the only one of most rows. */
  get source(): App {
    return this.sources[0] as App;
  }

  /** The program that logs to the first source. */
  get load(): Load {
    return this.loads[0] as Load;
  }

  /** Answers, to any program that has logged, other than success and back-pressure. */
  get complaints(): string[] {
    return this.#complaints.flat();
  }

  /** Starts a service with the row's options, including its mutant. */
  start(name: AppName, env: Record<string, string> = {}): App {
    const own = name === 'collector' ? this.collectorEnv : name === 'source' ? this.sourceEnv : {};
    return this.system.start(name, [], { ...mutantEnv(this.#bench.mutant), ...own, ...env });
  }

  startCollector(env: Record<string, string> = {}): App {
    const collector = this.start('collector', env);
    this.collectors.push(collector);
    return collector;
  }

  /** Starts a source and collectors, and waits until they are ready. */
  async startAll(collectors: number): Promise<void> {
    for (let count = 0; count < collectors; count++) this.startCollector();
    await this.startSource();
    await Promise.all([this.source, ...this.collectors].map((app) => app.waitReady(START_LIMIT_MS)));
  }

  /** Starts a source on the port of its last life, if it had one, and waits until it listens. */
  async startSource(index = 0): Promise<void> {
    // Outside the range of outgoing connections, one of which could have taken it while the source is dead.
    this.#sourcePorts[index] ??= await findFreePort(10_000 + Math.floor(Math.random() * 20_000));
    await this.launchSource(index).waitListening(START_LIMIT_MS);
  }

  /** Starts a source again without waiting for it. */
  launchSource(index: number): App {
    const env: Record<string, string> = { SOURCE_PORT: String(this.#sourcePorts[index]) };
    if (index > 0) {
      env.SOURCE_NAME = `source-${index}`;
      env.SOURCE_STATE_DIR = join(this.system.dir, env.SOURCE_NAME);
    }
    const source = this.start('source', env);
    this.sources[index] = source;
    return source;
  }

  /**
   * Starts a program that logs to a source; its numbers continue after those that its predecessor may have used.
   *
   * @param behind number of overdue records to send first
   */
  startLoad(index = 0, behind = 0): void {
    const { errorEvery = 20, lanes = 4, recordsPerRequest = 10, recordsPerSecond = 500 } = this.#options;
    const generation = this.#ledgers.length;
    const ledger = join(this.system.dir, `ledger-${generation}`);
    this.#ledgers.push(ledger);
    const rates = { lanes, recordsPerRequest, recordsPerSecond, errorEvery };
    const numbers = { ...rates, behind, firstLane: index * lanes, first: generation * 10_000_000 };
    const url = `http://127.0.0.1:${this.#sourcePorts[index]}`;
    const load = startLoad({ url, runId: this.runId, ledger, ...numbers });
    this.loads[index] = load;
    this.#complaints.push(load.complaints);
  }

  /** Kills with -9, after noting everything that would disappear. */
  async kill(app: App): Promise<void> {
    await this.#note(app);
    app.kill('SIGKILL');
    await app.exited;
  }

  /** Sum of a metric over the running collectors; 0 for one that does not answer. */
  async collectorMetric(name: string): Promise<number> {
    return await sumOf(this.collectors, name);
  }

  /** Waits until the collectors' sum of a metric is above a value. */
  async waitAbove(what: string, name: string, value = 0): Promise<void> {
    await waitFor(what, async () => (await this.collectorMetric(name)) > value, { timeoutMs: 60_000 });
  }

  /** Waits until a record made after this moment is found, and notes the time it took. */
  async recovered(timeoutMs = 90_000): Promise<void> {
    const healedMs = Date.now();
    const last = ({ name, running, logs }: App) =>
      `${name} ${running ? 'runs' : 'has ended'}: ${logs
        .slice(-3)
        .map((line) => JSON.stringify(line))
        .join(' ')}`;
    const detail = () =>
      [
        `confirmed: ${this.load.confirmed}; ${this.load.complaints.slice(-3).join('')}`,
        ...[...this.sources, ...this.collectors, this.system.search].map(last),
      ].join('\n');
    await waitFor('a record made after the fault is found', async () => (await this.#newestMs()) > healedMs, {
      timeoutMs,
      detail,
    });
    this.#recoveryMs = Math.max(this.#recoveryMs ?? 0, Date.now() - healedMs);
  }

  /** Ends the load, waits until nothing waits any more, and draws up the account. */
  async finish(): Promise<FaultReport> {
    await Promise.all(this.loads.map((load) => load.stop()));
    const stoppedMs = Date.now();
    const quietSinceMs = await this.#waitQuiet();
    const isOwn = (service: string) => this.#options.ownServices?.some((prefix) => service.startsWith(prefix)) ?? false;
    const found = (await this.system.findAll('order=asc')).filter(({ service }) => !isOwn(service));
    const stored = found.map(({ attributes, service, severity }) => ({
      runId: String(attributes?.runId),
      sequence: Number(attributes?.sequence),
      stream: `${service} ${severity}`,
    }));
    this.deadLetters = await findDeadLetters(this.system);
    const dead = recordsIn(this.deadLetters).filter(({ stream }) => !isOwn(stream));
    const account = drawUpAccount(this.runId, readLedgers(...this.#ledgers), stored, dead);
    for (const app of [...this.sources, ...this.collectors]) await this.#note(app);
    return {
      ...account,
      redelivered: this.#redeliveredBefore,
      recoveryMs: this.#recoveryMs,
      drainMs: Math.max(0, quietSinceMs - stoppedMs),
      peakRssMiB: { ...this.#peaks },
    };
  }

  /** Waits until nothing waits any more, without a load; returns the number of stored records. */
  async drained(): Promise<number> {
    await this.#waitQuiet();
    const response = await fetch(`${this.system.search.url}/logs/stats`);
    return ((await response.json()) as { total: number }).total;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.loads.map((load) => load[Symbol.asyncDispose]()));
    await this.system[Symbol.asyncDispose]();
  }

  /** @returns since when the queue has been empty and no collector has held a part */
  async #waitQuiet(): Promise<number> {
    const deadline = Date.now() + DRAIN_LIMIT_MS;
    let quietSinceMs = Date.now();
    for (;;) {
      const waiting = await this.#waitingMessages().catch(() => Number.NaN);
      if (waiting !== 0) quietSinceMs = Date.now();
      if (Date.now() - quietSinceMs >= QUIET_MS) return quietSinceMs;
      if (Date.now() > deadline) throw new Error(`not drained: ${waiting} messages wait`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  async #waitingMessages(): Promise<number> {
    const { messages = Number.NaN } = await this.system.vhost.queue(LOG_QUEUE);
    const inSources = await sumOf(this.sources, 'logwarren_broker_in_flight');
    return Number(messages) + inSources + (await this.collectorMetric('logwarren_parts_pending'));
  }

  async #newestMs(): Promise<number> {
    const [record] = await this.system.findNewest(1);
    return record === undefined ? 0 : Date.parse(record.timestamp);
  }

  async #note(app: App): Promise<void> {
    const kind = app.name;
    if (!app.running || (kind !== 'source' && kind !== 'collector')) return;
    this.#peaks[kind] = Math.max(this.#peaks[kind], peakRssMiB(app.pid));
    if (kind === 'collector') this.#redeliveredBefore += await metricOf(app, 'logwarren_broker_redelivered_total');
  }
}

/** Opens a Logwarren with a source, collectors and search, without load yet. */
export async function openFaultRun(bench: FaultBench, options: RunOptions = {}): Promise<FaultRun> {
  const { amqpUrl, managementUrl } = bench.broker;
  const system = await openTestSystem({ amqpUrl, managementUrl, mongoUrl: bench.mongo.url });
  await using opened = new AsyncDisposableStack();
  const run = opened.use(new FaultRun(bench, system, options));
  if (!options.startsNothing) await run.startAll(options.collectors ?? 2);
  opened.move();
  return run;
}

/** Lets a fault last. Tests wait for the effects of a fault, and never sleep for them. */
export async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
