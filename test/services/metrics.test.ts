import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentedMetrics } from '../../docs/metrics-page.ts';
import type { App, AppName } from '../harness/apps/start-app.ts';
import { openTestSystem, type TestSystem } from '../harness/apps/system.ts';
import { lintMetrics } from '../harness/house/lint-metrics.ts';
import { waitFor } from '../harness/wait-for.ts';

/** Prometheus can read the `/metrics` of every service, and the values are true. */

const RECORDS = 20;
let system: TestSystem;
const apps = new Map<AppName, App>();

async function metricsOf(name: AppName): Promise<string> {
  return await (await fetch(`${apps.get(name)?.healthUrl}/metrics`)).text();
}

/** Values of the samples of a name; empty when it is absent. */
async function samplesOf(app: AppName, name: string, labels = ''): Promise<number[]> {
  const lines = (await metricsOf(app))
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) && line.includes(labels));
  return lines.map((line) => Number(line.slice(line.lastIndexOf(' ') + 1)));
}

beforeAll(async () => {
  system = await openTestSystem();
  apps.set('search', system.search);
  for (const name of ['collector', 'monitor', 'source'] as const) apps.set(name, system.start(name));
  for (const app of apps.values()) await app.waitReady();
  const records = Array.from({ length: RECORDS }, (_, i) => ({
    service: 'shop',
    severity: 'ERROR',
    message: `no ${i}`,
  }));
  const headers = { 'content-type': 'application/json' };
  await fetch(`${apps.get('source')?.url}/logs`, { method: 'POST', headers, body: JSON.stringify(records) });
  await system.waitForTotal(RECORDS);
  // There is something to count when it starts, and the pass that drops is months away.
  const crons = { RETENTION_CRON: '0 0 1 1 *', MERGE_CRON: '* * * * * *' };
  apps.set('retention', await system.start('retention', [], crons).waitReady());
});

afterAll(() => system[Symbol.asyncDispose]());

describe('the metrics', () => {
  it.each(['source', 'collector', 'monitor', 'search', 'retention'] as const)(
    'of %s are as Prometheus wants them',
    async (name) => {
      const text = await metricsOf(name);
      expect(lintMetrics(text)).toEqual([]);
      expect(text).toMatch(
        new RegExp(
          `^logwarren_build_info\\{(?=[^}]*version="\\d+\\.\\d+\\.\\d+")(?=[^}]*node="${process.versions.node}")[^}]*\\} 1$`,
          'm',
        ),
      );
    },
  );

  it.each(['source', 'collector', 'monitor', 'search', 'retention'] as const)(
    'of %s are all in docs/metrics.md, with their kinds and labels',
    async (name) => {
      const documented = new Map(
        documentedMetrics()
          .get(name)
          ?.map((metric) => [metric.name, metric]),
      );
      const text = await metricsOf(name);
      const families = [...text.matchAll(/^# TYPE (logwarren_\S+) (\S+)$/gm)];
      expect(families.length).toBeGreaterThan(5);
      for (const [, family = '', kind] of families) expect(documented.get(family)?.kind, family).toBe(kind);
      for (const [, family = '', labels = ''] of text.matchAll(
        /^(logwarren_[a-z_]+?)(?:_bucket|_sum|_count)?\{(.*)\} /gm,
      )) {
        const names = [...labels.matchAll(/([a-z_]+)="/g)].map(([, label = '']) => label);
        const known = ['app', 'le', ...(documented.get(family)?.labels ?? [])];
        expect(
          names.filter((label) => !known.includes(label)),
          family,
        ).toEqual([]);
      }
    },
  );

  it('of requests have the time that they took', async () => {
    await fetch(`${system.search.url}/logs`);
    const wholeSeconds = async (app: AppName, name: string, labels: string) => {
      const [sum = 0] = await samplesOf(app, `${name}_sum`, labels);
      const [count = 0] = await samplesOf(app, `${name}_count`, labels);
      return { sum, count };
    };
    const found = await waitFor('search has observed it', async () => {
      const seen = await wholeSeconds('search', 'logwarren_search_request_seconds', 'route="/logs"');
      return seen.count > 0 && seen;
    });
    // No request over a socket takes a hundredth of a millisecond.
    expect(found.sum).toBeGreaterThan(found.count * 1e-5);
    const sent = await wholeSeconds('source', 'logwarren_source_http_request_seconds', 'status="200"');
    expect(sent.count).toBe(1);
    expect(sent.sum).toBeGreaterThan(1e-5);
  });

  it('of retention say what is stored from the start, and nothing before it is counted', async () => {
    const seen = new Set<number | undefined>();
    await waitFor('what is stored is counted', async () => {
      const [records] = await samplesOf('retention', 'logwarren_retention_stored_records');
      seen.add(records);
      return records === RECORDS;
    });
    // Absent until it is counted, never 0.
    expect([...seen].filter((records) => records !== undefined)).toEqual([RECORDS]);
    expect(await samplesOf('retention', 'logwarren_retention_stored_partitions')).toEqual([1]);
  });

  it('of retention say what has been stored since, without waiting for the hour', async () => {
    const response = await fetch(`${apps.get('source')?.url}/logs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ service: 'late', message: 'after the first count' }),
    });
    expect(response.status).toBe(200);
    await waitFor('the record is counted', async () => {
      const [records] = await samplesOf('retention', 'logwarren_retention_stored_records');
      return records === RECORDS + 1;
    });
  });

  it('of the collector have the time from receipt to search', async () => {
    const name = 'logwarren_receipt_to_searchable_seconds';
    const [sum = 0] = await samplesOf('collector', `${name}_sum`);
    expect(sum).toBeGreaterThan(0);
    const [count] = await samplesOf('collector', `${name}_count`);
    expect(count).toBeGreaterThan(0);
  });
});
