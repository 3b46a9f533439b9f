import { randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeBatch, openPublisher } from '@logwarren/broker';
import { batchIdFrom, toColumns } from '@logwarren/contract';
import { findFreePort } from '@logwarren/stack';
import { expect } from 'vitest';
import { type Load, startLoad } from '../faults/load/start-load.ts';
import type { App, AppName } from '../harness/apps/start-app.ts';
import { openTestSystem, type TestSystem } from '../harness/apps/system.ts';
import { brokerOptions } from '../harness/broker/broker-options.ts';
import { openTcpProxy, type TcpProxy } from '../harness/broker/tcp-proxy.ts';
import type { TestServers } from '../harness/test-servers.ts';

/** Servers and builds of a test of upgrades. */
export interface UpgradeBench {
  servers: TestServers;
  /** Seeded: chooses the order of the services, and how each of them ends. */
  random: () => number;
  /** Sources of the build that is upgraded from. */
  oldRoot: string;
}

/** Name of the run of these tests. */
export const RUN_ID = 'upgrade';
/** Batches of earlier days, a record each. */
export const BACKLOG = 60;
const DAY_MS = 86_400_000;
const LINES_PER_STEP = 200;
/** Every so many lines one is indented: to the old build a part of the record before, to the new one a record. */
const INDENTED_EVERY = 10;
const READY_LIMIT_MS = 90_000;

/** Opens servers' rooms and a search of the old build. */
export async function openMixedServices(bench: UpgradeBench): Promise<MixedServices> {
  await using opened = new AsyncDisposableStack();
  const system = opened.use(await openTestSystem(bench.servers, bench.oldRoot));
  const proxy = opened.use(await openTcpProxy(system.vhost.url));
  const port = await findFreePort(10_000 + Math.floor(Math.random() * 20_000));
  return new MixedServices(bench.oldRoot, system, proxy, port, opened.move());
}

/** Services of two builds on the same queue, database, spool, checkpoint and file. */
export class MixedServices implements AsyncDisposable {
  readonly system: TestSystem;
  /** The source's link to RabbitMQ. */
  readonly link: TcpProxy;
  /** The old one first; it stays to the end. */
  readonly searches: App[];
  /** Records that the program over HTTP has sent, and those that were confirmed. */
  readonly ledger: string;
  /** Lines written to the file that the source follows. */
  lines = 0;
  isLinkOpen = true;
  readonly #oldRoot: string;
  readonly #sourcePort: number;
  readonly #resources: AsyncDisposableStack;
  readonly #running = new Map<AppName, App[]>();
  readonly #file: string;

  /** Use `openMixedServices`. */
  constructor(oldRoot: string, system: TestSystem, link: TcpProxy, port: number, resources: AsyncDisposableStack) {
    this.#oldRoot = oldRoot;
    this.system = system;
    this.link = link;
    this.#sourcePort = port;
    this.#resources = resources;
    this.searches = [system.search];
    this.ledger = join(system.dir, 'ledger');
    this.#file = join(system.dir, 'followed.log');
  }

  /** The newest search. */
  get search(): App {
    return this.searches.at(-1) as App;
  }

  get sourceUrl(): string {
    return `http://127.0.0.1:${this.#sourcePort}`;
  }

  /** The running services of a name, the old one first. */
  running(name: AppName): App[] {
    return this.#running.get(name) ?? [];
  }

  /** Starts a service; a source is taken for ready when it takes records, for RabbitMQ may be away. */
  async start(name: AppName, build: 'old' | 'new'): Promise<void> {
    const { dir } = this.system;
    const env: Partial<Record<AppName, Record<string, string>>> = {
      source: {
        ...{ AMQP_URL: this.link.url, SOURCE_PORT: String(this.#sourcePort), SOURCE_NAME: 'upgraded' },
        ...{ SOURCE_SPOOL_DIR: join(dir, 'spool'), SOURCE_POLL_MS: '50' },
      },
      collector: { COLLECTOR_FLUSH_MS: '50' },
      retention: { MERGE_CRON: '*/2 * * * * *' },
    };
    const args = name === 'source' ? [this.#file] : [];
    const app = this.system.start(name, args, env[name], build === 'old' ? this.#oldRoot : undefined);
    this.#running.set(name, [...this.running(name), app]);
    if (name === 'search') this.searches.push(app);
    if (name === 'source') await app.waitListening(READY_LIMIT_MS);
    else await app.waitReady(READY_LIMIT_MS);
  }

  async end(name: AppName, apps: readonly App[], signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    for (const app of apps) {
      app.kill(signal);
      const { code } = await app.exited;
      if (signal === 'SIGTERM') expect(code, `${name} stopped`).toBe(0);
    }
    this.#running.set(
      name,
      this.running(name).filter((app) => !apps.includes(app)),
    );
  }

  /** Batches of a weekend are in the queue, as after an outage; each is there twice, as after a lost confirm. */
  async publishBacklog(): Promise<void> {
    await using publisher = await openPublisher(brokerOptions(this.system.vhost.url, 'backlog'));
    for (let number = 0; number < BACKLOG; number++) {
      const timestamp = Date.now() - (1 + (number % 3)) * DAY_MS;
      const id = batchIdFrom(timestamp, 0, randomBytes(8));
      const records = [{ timestamp: Date.now(), observedAt: timestamp, message: 'late', attributes: { number } }];
      const batch = encodeBatch({ id, service: 'backlog', severity: 'INFO', records: toColumns(records) });
      await publisher.publish(batch);
      await publisher.publish(batch);
    }
  }

  startLoad(): Load {
    const rates = { lanes: 4, recordsPerSecond: 250, recordsPerRequest: 10, errorEvery: 20 };
    const numbers = { firstLane: 0, first: 0, behind: 0 };
    return this.#resources.use(
      startLoad({ url: this.sourceUrl, runId: RUN_ID, ledger: this.ledger, ...rates, ...numbers }),
    );
  }

  writeLines(): void {
    const indent = (number: number) => (number % INDENTED_EVERY === INDENTED_EVERY - 1 ? '  ' : '');
    const line = (number: number) =>
      `${indent(number)}${JSON.stringify({ service: 'file', severity: 'INFO', message: `line ${number}`, number })}\n`;
    appendFileSync(this.#file, Array.from({ length: LINES_PER_STEP }, (_, i) => line(this.lines + i)).join(''));
    this.lines += LINES_PER_STEP;
  }

  async shutLink(): Promise<void> {
    this.isLinkOpen = false;
    await this.link.shut();
  }

  async openLink(): Promise<void> {
    await this.link.open();
    this.isLinkOpen = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}
