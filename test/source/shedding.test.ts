import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { App } from '../harness/apps/start-app.ts';
import { openTestSystem, type TestSystem } from '../harness/apps/system.ts';
import { waitFor } from '../harness/wait-for.ts';

/** Too much waits in LogQueue: the least severe records give way, and nobody has to guess how many. */

let system: TestSystem;

beforeEach(async () => {
  system = await openTestSystem();
});

afterEach(async () => {
  await system[Symbol.asyncDispose]();
});

async function post(source: App, severity: string, count: number): Promise<void> {
  const records = Array.from({ length: count }, () => ({ service: 'shop', severity, message: `one ${severity}` }));
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(records) };
  const response = await fetch(`${source.url}/logs`, init);
  if (!response.ok) throw new Error(`answered ${response.status}`);
}

/** TRACE and DEBUG from 5 messages on, INFO from 10. */
const SHED = { SOURCE_SHED_SHARE: '0.333', SOURCE_QUEUE_LIMIT: '15' };

describe('with SOURCE_SHED_SHARE', () => {
  it('DEBUG gives way first, INFO half-way to the limit, never WARN; the ledger, a metric and a WARN record tell it', async () => {
    const source = await system.start('source', [], { SOURCE_NAME: 'web-1', ...SHED }).waitReady();
    const sheds = (count: number) =>
      source.waitForLog(({ msg, severities }) => msg === 'Records are dropped.' && (severities as []).length === count);
    for (let i = 0; i < 6; i++) await post(source, 'DEBUG', 1);
    await sheds(2);
    await post(source, 'DEBUG', 10);
    for (let i = 0; i < 6; i++) await post(source, 'INFO', 1);
    await sheds(3);
    await post(source, 'INFO', 20);
    await post(source, 'WARN', 3);
    const metrics = await (await fetch(`${source.healthUrl}/metrics`)).text();
    expect(metrics).toMatch(/records_shed_total\{[^}]*service="shop",severity="DEBUG"[^}]*\} 10$/m);
    expect(metrics).toMatch(/records_shed_total\{[^}]*service="shop",severity="INFO"[^}]*\} 20$/m);

    expect(metrics).toMatch(/^logwarren_source_shed_level(\{[^}]*\})? 2$/m);

    await system.start('collector').waitReady();
    await source.waitForLog(({ msg }) => msg === 'No records are dropped.', 60_000);
    await post(source, 'DEBUG', 2);
    const told = await waitFor(
      'the loss is told',
      async () => {
        const found = await system.findAll('severity=WARN&text=dropped');
        const shed = found.reduce((sum, { attributes = {} }) => {
          return sum + Number(attributes['logwarren.shed.DEBUG'] ?? 0) + Number(attributes['logwarren.shed.INFO'] ?? 0);
        }, 0);
        return shed === 30 ? found : undefined;
      },
      { timeoutMs: 60_000 },
    );
    expect(told.every(({ service }) => service === 'shop')).toBe(true);
    const search = await system.start('search').waitReady();
    const stored = 6 + 6 + 3 + 2 + told.length;
    const total = await waitFor('the ledger settles', async () => {
      const ledger = (await (await fetch(`${search.url}/ledger`)).json()) as { total: Record<string, number> };
      return ledger.total.inFlight === 0 && (ledger.total.stored ?? 0) >= stored && ledger.total;
    });
    expect(total).toEqual({ received: stored + 30, stored, dead: 0, shed: 30, inFlight: 0, difference: 0 });
  });

  it('and without the limit of the queue, the source says what is missing', async () => {
    const source = system.start('source', [], { SOURCE_SHED_SHARE: '0.5' });
    expect((await source.exited).code).toBe(78);
    expect(JSON.stringify(source.logs)).toContain('SOURCE_QUEUE_LIMIT');
  });
});
