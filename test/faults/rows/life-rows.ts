import { expect } from 'vitest';
import type { App } from '../../harness/apps/start-app.ts';
import { openTlsDoor, trustEnv } from '../../harness/broker/tls-door.ts';
import { freshDatabase } from '../../harness/store/test-store.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { expectBalanced } from '../account.ts';
import type { FaultRow } from '../fault-row.ts';
import { openFaultRun, sleep } from '../fault-run.ts';

export const credentials: FaultRow = {
  row: '25',
  name: 'a wrong password ends a process at once with one line, a right that is taken away is waited for, and no log has the password',
  async run(bench) {
    await using run = await openFaultRun(bench);
    const { vhost } = run.system;
    for (const name of ['source', 'collector'] as const) {
      const app = run.start(name, { AMQP_URL: vhost.wrongPasswordUrl, SOURCE_PORT: '0' });
      expect((await app.exited).code).toBe(1);
      const fatal = app.logs.filter(({ level }) => level === 'fatal');
      expect(fatal).toMatchObject([{ code: 'broker-refused' }]);
      expect(JSON.stringify(app.logs)).not.toContain('wrong@');
    }
    const { username, password, pathname } = new URL(vhost.url);
    const vhostName = pathname.slice(1);
    run.startLoad();
    await run.load.waitConfirmed(500);
    await bench.broker.ctl('clear_permissions', '-p', vhostName, username);
    await vhost.closeConnections();
    const apps = [run.source, ...run.collectors];
    await expectWaiting(apps);
    await bench.broker.ctl('set_permissions', '-p', vhostName, username, '.*', '.*', '.*');
    await run.recovered();
    const report = await run.finish();
    expectBalanced(report);
    const logs = JSON.stringify([...apps, run.system.search].map((app) => app.logs));
    expect(logs.includes(password), 'the password stands in a log').toBe(false);
    return { report, seen: 'wrong password, permissions taken away and given back' };
  },
};

export const certificateExpired: FaultRow = {
  row: '25b',
  name: 'an expired certificate of the broker ends a process at once with one line; one that expires meanwhile is waited for',
  async run(bench) {
    await using run = await openFaultRun(bench, { startsNothing: true });
    await using door = await openTlsDoor(run.system.vhost.url, 'expired');
    const env = { AMQP_URL: door.url, ...trustEnv('good') };
    run.sourceEnv = env;
    run.collectorEnv = env;
    for (const name of ['source', 'collector'] as const) {
      const app = run.start(name, { SOURCE_PORT: '0' });
      expect((await app.exited).code).toBe(1);
      expect(app.logs.filter(({ level }) => level === 'fatal')).toMatchObject([{ code: 'broker-untrusted' }]);
    }
    door.show('good');
    await run.startAll(2);
    run.startLoad();
    await run.load.waitConfirmed(500);
    door.show('expired');
    await expectWaiting([run.source, ...run.collectors]);
    door.show('good');
    await run.recovered();
    const report = await run.finish();
    expectBalanced(report);
    return { report, seen: 'expired at the start, later expired and renewed' };
  },
};

/** They report that they are not ready, and continue to try. */
async function expectWaiting(apps: readonly App[]): Promise<void> {
  const isUnready = async (app: App) => !(await fetch(`${app.healthUrl}/readyz`)).ok;
  for (const app of apps) await waitFor(`${app.name} says it is not ready`, () => isUnready(app));
  await sleep(5_000);
  for (const app of apps) expect(app.running).toBe(true);
}

export const startOrder: FaultRow = {
  row: '26',
  name: 'all five services started before their servers wait, live and not ready, and are ready within a minute of them',
  async run(bench) {
    await using run = await openFaultRun(bench, { startsNothing: true });
    await using database = freshDatabase(bench.mongo.url);
    const env = { MONGO_URL: database.url, SOURCE_PORT: '0' };
    await Promise.all([bench.broker.stop(), bench.mongo.stop()]);
    const names = ['source', 'collector', 'monitor', 'search', 'retention'] as const;
    const apps = names.map((name) => run.start(name, env));
    try {
      // The source listens for records only when it has a broker, search when it has started.
      await Promise.all(apps.map((app) => app.waitForLog(({ msg }) => msg === 'Health server listens.', 60_000)));
      await sleep(15_000);
      for (const app of apps) {
        expect(app.running, `${app.name} waits`).toBe(true);
        expect((await fetch(`${app.healthUrl}/healthz`)).status).toBe(200);
        expect((await fetch(`${app.healthUrl}/readyz`)).status).toBe(503);
        const warnings = app.logs.filter(({ level }) => level === 'warn' || level === 'error');
        expect(warnings.length, `lines of ${app.name} about the same state`).toBeLessThanOrEqual(4);
      }
    } finally {
      await Promise.all([bench.broker.start(), bench.mongo.start()]);
    }
    const startedMs = performance.now();
    await Promise.all(apps.map((app) => app.waitReady(60_000)));
    return { seen: `all five ready in ${((performance.now() - startedMs) / 1000).toFixed(1)} s` };
  },
};
