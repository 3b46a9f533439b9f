import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findFreePort } from '@logwarren/stack';
import { expect, test } from 'vitest';
import { createRandom } from '../../bench/src/random.ts';
import {
  chooseMachine,
  type FaultBroker,
  type FaultMongo,
  openFaultBroker,
  openFaultMongo,
} from '../faults/servers/fault-servers.ts';
import { runCommand } from '../harness/apps/run-command.ts';
import type { App, AppName } from '../harness/apps/start-app.ts';
import { openTestSystem } from '../harness/apps/system.ts';
import { waitFor } from '../harness/wait-for.ts';

/**
 * A canary sings for SOAK_MINUTES while every process, servers included, is killed, frozen or cut off at random. At the
 * end nothing may be missing, twice, strange or out of order, and the ledger balances.
 */

const MINUTES = Number(process.env.SOAK_MINUTES || 30);
/** Mean pause between two faults. */
const PAUSE_MS = Number(process.env.SOAK_PAUSE_S || 20) * 1000;
const SEED = Number(process.env.FAULTS_SEED || Date.now() % 1_000_000);
const RATE = 200;
const SETTLE_MS = 300_000;
/** Not from the range of outgoing connections, one of which could have taken it while its owner is dead. */
const FIRST_PORT = 18_000;
const CLI = join(import.meta.dirname, '..', '..', 'apps', 'cli', 'src', 'main.ts');

interface Report {
  healthy: boolean;
  attempted: number;
  confirmed: number;
  uncertain: number;
  found: number;
  missingCount: number;
  duplicates: number;
  unexpected: number;
  outOfOrder: number;
  latency: { p50Ms: number; p99Ms: number; maxMs: number };
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs the canary; `stop` ends its writing and gives its last report. */
function startCanary(sourceUrl: string, searchUrl: string) {
  const urls = ['--search', searchUrl, '--json', 'canary', '--source', sourceUrl];
  const args = [CLI, ...urls, '--rate', String(RATE), '--forever', '--every', '30'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let last: Report | undefined;
  createInterface({ input: child.stdout }).on('line', (line) => {
    last = JSON.parse(line) as Report;
    const { attempted, confirmed, found, healthy, latency, uncertain } = last;
    console.log(JSON.stringify({ healthy, attempted, confirmed, uncertain, found, p99Ms: latency.p99Ms }));
  });
  const ended = once(child, 'close').then(([code]) => code as number);
  return {
    running: () => child.exitCode === null,
    async stop() {
      child.kill('SIGINT');
      const code = await ended;
      return { code, report: last };
    },
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  };
}

/** Services that are started again on their ports when they have been killed. */
class Services {
  readonly #start: (name: AppName) => App;
  readonly #apps = new Map<string, App>();

  constructor(start: (name: AppName) => App) {
    this.#start = start;
  }

  async startAll(): Promise<void> {
    for (const key of ['source', 'collector 1', 'collector 2', 'search']) {
      const app = this.#start(key.split(' ')[0] as AppName);
      this.#apps.set(key, app);
      await app.waitReady();
    }
  }

  async restart(key: string, signal: NodeJS.Signals): Promise<void> {
    const app = this.#apps.get(key);
    app?.kill(signal);
    await app?.exited;
    this.#apps.set(key, this.#start(key.split(' ')[0] as AppName));
  }

  /** @throws when one has ended by itself */
  expectAlive(): void {
    for (const [key, app] of this.#apps) expect(app.running, `${key} has ended by itself`).toBe(true);
  }
}

async function inTurn(...steps: (() => Promise<unknown>)[]): Promise<void> {
  for (const step of steps) await step();
}

type Fault = [name: string, make: () => Promise<void>];

function faultsOf(services: Services, broker: FaultBroker, mongo: FaultMongo): Fault[] {
  const processes = ['source', 'collector 1', 'collector 2', 'search'];
  return [
    ...processes.map((key): Fault => [`kill -9 ${key}`, () => services.restart(key, 'SIGKILL')]),
    ...processes.map((key): Fault => [`stop ${key}`, () => services.restart(key, 'SIGTERM')]),
    ['kill -9 RabbitMQ', () => inTurn(broker.kill, () => sleep(2_000), broker.start)],
    ['restart RabbitMQ', () => inTurn(broker.stop, broker.start)],
    ['close all connections', () => inTurn(() => broker.ctl('close_all_connections', 'soak'))],
    ['kill -9 mongod', () => inTurn(mongo.kill, () => sleep(2_000), mongo.start)],
    ['freeze mongod', () => inTurn(mongo.freeze, () => sleep(8_000), mongo.thaw)],
  ];
}

test(
  `a canary finds all of its records for ${MINUTES} minutes of random faults (seed ${SEED})`,
  async () => {
    await using opened = new AsyncDisposableStack();
    const machine = await chooseMachine();
    const broker = opened.use(await openFaultBroker(machine));
    const mongo = opened.use(await openFaultMongo(machine));
    const { amqpUrl, managementUrl } = broker;
    const system = opened.use(await openTestSystem({ amqpUrl, managementUrl, mongoUrl: mongo.url }));
    const sourcePort = await findFreePort(FIRST_PORT);
    const searchPort = await findFreePort(sourcePort + 1);
    const ports = { SOURCE_PORT: String(sourcePort), SEARCH_PORT: String(searchPort) };
    const services = new Services((name) => system.start(name, [], ports));
    await services.startAll();
    const searchUrl = `http://127.0.0.1:${searchPort}`;
    using canary = startCanary(`http://127.0.0.1:${sourcePort}`, searchUrl);
    const random = createRandom(SEED);
    const faults = faultsOf(services, broker, mongo);
    const untilMs = Date.now() + MINUTES * 60_000;
    const made = new Map<string, number>();
    while (Date.now() < untilMs) {
      await sleep(PAUSE_MS * (0.5 + random()));
      services.expectAlive();
      expect(canary.running(), 'the canary has ended').toBe(true);
      const [name, make] = faults[Math.floor(random() * faults.length)] as Fault;
      console.log(name);
      await make();
      made.set(name, (made.get(name) ?? 0) + 1);
    }
    const { code, report } = await canary.stop();
    console.log(JSON.stringify({ faults: Object.fromEntries(made), report }, null, 2));
    expect(report).toMatchObject({ missingCount: 0, duplicates: 0, unexpected: 0, outOfOrder: 0, healthy: true });
    expect(code).toBe(0);
    expect(report?.confirmed).toBeGreaterThan(0);
    const verdict = await waitFor(
      'the ledger settles',
      async () => {
        const { out } = await runCommand(['--search', searchUrl, '--json', 'ledger']);
        const ledger = JSON.parse(out) as { balanced: boolean; total: { inFlight: number; stored: number } };
        return ledger.balanced && ledger.total.inFlight === 0 ? ledger : undefined;
      },
      { timeoutMs: 120_000 },
    );
    expect(verdict.total.stored).toBeGreaterThanOrEqual(report?.confirmed ?? 0);
    const messages = (await system.findAll('')).map(({ message }) => message);
    expect(new Set(messages).size).toBe(messages.length);
  },
  MINUTES * 60_000 + SETTLE_MS + 300_000,
);
