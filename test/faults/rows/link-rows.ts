import { expect } from 'vitest';
import type { LogLine } from '../../harness/apps/app-log.ts';
import { metricOf } from '../../harness/apps/app-metrics.ts';
import { openTcpProxy, type TcpProxy } from '../../harness/broker/tcp-proxy.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { expectBalanced } from '../account.ts';
import type { FaultBench } from '../fault-bench.ts';
import type { FaultRow } from '../fault-row.ts';
import { type FaultRun, openFaultRun, sleep } from '../fault-run.ts';

/** The three links of a run, each through a proxy of its own. */
interface Links extends AsyncDisposable {
  sourceToBroker: TcpProxy;
  collectorToBroker: TcpProxy;
  collectorToMongo: TcpProxy;
  all: TcpProxy[];
}

/** Opens a run whose source and collectors reach their servers only through the proxies. */
async function openLinkedRun(bench: FaultBench, collectors = 2): Promise<{ run: FaultRun; links: Links }> {
  await using opened = new AsyncDisposableStack();
  const run = opened.use(await openFaultRun(bench, { startsNothing: true }));
  const { vhost, mongoUrl } = run.system;
  const open = async (url: string) => opened.use(await openTcpProxy(url));
  const [sourceToBroker, collectorToBroker, collectorToMongo] = [
    await open(vhost.url),
    await open(vhost.url),
    await open(mongoUrl),
  ];
  run.sourceEnv = { AMQP_URL: sourceToBroker.url };
  run.collectorEnv = { AMQP_URL: collectorToBroker.url, MONGO_URL: collectorToMongo.url };
  await run.startAll(collectors);
  const resources = opened.move();
  const all = [sourceToBroker, collectorToBroker, collectorToMongo];
  const links = { sourceToBroker, collectorToBroker, collectorToMongo, all };
  return { run, links: { ...links, [Symbol.asyncDispose]: () => resources.disposeAsync() } };
}

const CUTS = 30;

export const linksCut: FaultRow = {
  row: '10a',
  name: 'connections cut at random moments between source, broker, collectors and MongoDB lose and repeat nothing',
  async run(bench) {
    const { run, links } = await openLinkedRun(bench);
    await using _ = links;
    run.startLoad();
    for (let cut = 0; cut < CUTS; cut++) {
      await sleep(bench.random() * 600);
      links.all[Math.floor(bench.random() * links.all.length)]?.cut();
    }
    await run.recovered();
    const report = await run.finish();
    expectBalanced(report);
    return { report, seen: `${CUTS} cuts` };
  },
};

export const reconnectsBounded: FaultRow = {
  row: '10b',
  name: 'a link that breaks again and again is tried at a bounded rate',
  async run(bench) {
    const { run, links } = await openLinkedRun(bench, 1);
    await using _ = links;
    run.startLoad();
    await run.load.waitConfirmed(300);
    const before = links.sourceToBroker.accepted + links.collectorToBroker.accepted;
    const untilMs = Date.now() + 15_000;
    while (Date.now() < untilMs) {
      links.sourceToBroker.cut();
      links.collectorToBroker.cut();
      await sleep(20);
    }
    // Three connections: the source's, the collector's for messages and for dead letters.
    const perConnection = (links.sourceToBroker.accepted + links.collectorToBroker.accepted - before) / 3;
    expect(perConnection).toBeGreaterThan(2);
    expect(perConnection, 'attempts of a connection in 15 s').toBeLessThan(20);
    await run.recovered();
    const report = await run.finish();
    expectBalanced(report);
    return { report, seen: `${perConnection.toFixed(1)} attempts of a connection in 15 s` };
  },
};

export const linksSilent: FaultRow = {
  row: '11a',
  name: 'links that swallow everything are noticed within three heartbeats, and heal without a restart',
  async run(bench) {
    const { run, links } = await openLinkedRun(bench);
    await using _ = links;
    run.startLoad();
    await run.load.waitConfirmed(500);
    const startedMs = Date.now();
    for (const link of links.all) link.blackHole('both');
    const apps = [run.source, ...run.collectors];
    const isUnready = async (healthUrl: string) => !(await fetch(`${healthUrl}/readyz`)).ok;
    await Promise.all(
      apps.map((app) =>
        waitFor(`${app.name} says it is not ready`, () => isUnready(app.healthUrl), { timeoutMs: 35_000 }),
      ),
    );
    const noticedMs = Date.now() - startedMs;
    await sleep(Math.max(0, 60_000 - noticedMs));
    for (const link of links.all) link.blackHole(undefined);
    await run.recovered(90_000);
    const report = await run.finish();
    expectBalanced(report);
    return { report, seen: `silent 60 s, noticed after ${Math.round(noticedMs / 1000)} s` };
  },
};

export const acksLost: FaultRow = {
  row: '11b',
  name: 'acks and confirms that get lost while the other direction works repeat deliveries, but no record',
  async run(bench) {
    const { run, links } = await openLinkedRun(bench);
    await using _ = links;
    run.startLoad();
    await run.load.waitConfirmed(500);
    links.collectorToBroker.blackHole('to-server');
    await run.load.waitConfirmed(1_000);
    // The broker hears no heartbeat from them, and takes back the messages that they hold.
    const isGivenUp = (line: LogLine) => line.dependency === 'rabbitmq collector' && line.msg.includes('not ready');
    await Promise.all(run.collectors.map((collector) => collector.waitForLog(isGivenUp, 60_000)));
    links.collectorToBroker.blackHole(undefined);
    await run.recovered();
    links.sourceToBroker.blackHole('to-client');
    await sleep(15_000);
    links.sourceToBroker.blackHole(undefined);
    await run.recovered(90_000);
    const duplicates = await run.collectorMetric('logwarren_records_duplicate_total');
    const report = await run.finish();
    expectBalanced(report);
    expect(report.redelivered).toBeGreaterThan(0);
    expect(duplicates, 'records recognised as stored already').toBeGreaterThan(0);
    return { report, seen: `${duplicates} records recognised as stored already` };
  },
};

export const stopWhileSilent: FaultRow = {
  row: '11c',
  name: 'processes stop within 10 s while their links swallow everything',
  async run(bench) {
    const { run, links } = await openLinkedRun(bench, 1);
    await using _ = links;
    run.startLoad();
    await run.load.waitConfirmed(300);
    for (const link of links.all) link.blackHole('both');
    await sleep(1_000);
    const apps = [run.source, ...run.collectors];
    const startedMs = performance.now();
    await Promise.all(
      apps.map((app) => {
        app.kill('SIGTERM');
        return app.exited;
      }),
    );
    const tookMs = performance.now() - startedMs;
    expect(tookMs).toBeLessThan(11_000);
    for (const link of links.all) link.blackHole(undefined);
    await run.startSource();
    run.startCollector();
    await run.recovered();
    const report = await run.finish();
    expectBalanced(report);
    return { report, seen: `stopped in ${(tookMs / 1000).toFixed(1)} s` };
  },
};

export const linksSlow: FaultRow = {
  row: '10c',
  name: 'links of 200 ms each way slow records down, and neither lose nor repeat one',
  async run(bench) {
    const { run, links } = await openLinkedRun(bench);
    await using _ = links;
    run.startLoad();
    await run.load.waitConfirmed(300);
    for (const link of links.all) link.delay(200);
    await run.load.waitConfirmed(1_000);
    for (const link of links.all) link.delay(0);
    await run.recovered();
    expect(await metricOf(run.source, 'logwarren_broker_reconnects_total')).toBe(0);
    const report = await run.finish();
    expectBalanced(report);
    expect(report.redelivered).toBe(0);
    return { report, seen: '200 ms each way' };
  },
};
