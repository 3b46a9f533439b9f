import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startApp } from '../harness/apps/start-app.ts';
import { openTestSystem, type TestSystem } from '../harness/apps/system.ts';

/** Formats of the user, from their file to a search result, through real processes. */

const FORMATS = String.raw`
formats:
  - name: billing
    files: ['billing*.log']
    start: '^\d\d\.\d\d\.\d{4} '
    pattern: '(?P<timestamp>\S+ \S+) <(?P<severity>\w+)> (?:order=(?P<order>\d+) )?(?P<message>.*)'
    time: '%d.%m.%Y %H:%M:%S'
    zone: Europe/Berlin
    service: billing-core
    severity: { FEHLER: ERROR }
    attributes: { order: shop.order.id }
    drop: ['heartbeat']
    examples:
      - text: '14.05.2026 10:00:00 <FEHLER> order=4711 cannot save'
        gives: { timestamp: 2026-05-14T08:00:00Z, severity: ERROR, attributes: { shop.order.id: 4711 } }
`;

let system: TestSystem;
beforeEach(async () => {
  system = await openTestSystem();
});
afterEach(async () => {
  await system[Symbol.asyncDispose]();
});

describe('a format of your own', () => {
  it('reads the files that it is for, and what is sent by its name', async () => {
    const formats = join(system.dir, 'formats.yaml');
    const log = join(system.dir, 'billing-2026.log');
    writeFileSync(formats, FORMATS);
    writeFileSync(log, '14.05.2026 10:00:00 <FEHLER> order=4711 cannot save\nbecause the disk is full\n');
    appendFileSync(log, '14.05.2026 10:00:01 <INFO> heartbeat\n14.05.2026 10:00:02 <INFO> saved\n');
    system.start('collector');
    const source = await system.start('source', ['--formats', formats, log]).waitReady();
    await system.waitForTotal(2);
    const body = '14.05.2026 10:00:03 <FEHLER> order=4712 over HTTP\n';
    const headers = { 'content-type': 'text/plain' };
    const sent = await fetch(`${source.url}/logs?format=billing`, { method: 'POST', headers, body });
    expect(await sent.json()).toEqual({ accepted: 1, rejected: 0 });
    await system.waitForTotal(3);
    const found = await system.findAll('order=asc&q=service:billing-core');
    expect(found).toMatchObject([
      {
        timestamp: '2026-05-14T08:00:00.000Z',
        severity: 'ERROR',
        message: 'cannot save\nbecause the disk is full',
        attributes: { 'shop.order.id': '4711' },
      },
      { timestamp: '2026-05-14T08:00:02.000Z', severity: 'INFO', message: 'saved' },
      { timestamp: '2026-05-14T08:00:03.000Z', severity: 'ERROR', message: 'over HTTP' },
    ]);
    const metrics = await (await fetch(`${source.healthUrl}/metrics`)).text();
    expect(metrics).toMatch(/own_format_records_total\{format="billing",outcome="matched".*\} 3\n/);
    expect(metrics).toMatch(/own_format_records_total\{format="billing",outcome="dropped".*\} 1\n/);
    const wrapped = JSON.stringify([
      { date: 1778745604.5, log: '14.05.2026 10:00:04 <FEHLER> order=4713 from Fluent Bit' },
      { date: 1778745605.5, log: '14.05.2026 10:00:05 <INFO> heartbeat' },
    ]);
    const json = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const answer = await fetch(`${source.url}/logs?format=billing`, { ...json, body: wrapped });
    expect(await answer.json()).toEqual({ accepted: 1, rejected: 0 });
    await system.waitForTotal(4);
    expect(await system.findAll('q="from Fluent Bit"')).toMatchObject([
      {
        timestamp: '2026-05-14T08:00:04.000Z',
        service: 'billing-core',
        severity: 'ERROR',
        attributes: { 'shop.order.id': '4713' },
      },
    ]);
    const unknown = await fetch(`${source.url}/logs?format=biling`, { method: 'POST', headers, body });
    expect([unknown.status, await unknown.text()]).toEqual([400, expect.stringContaining('raw, billing')]);
  });

  it('that is wrong ends the start with code 78, and every fault with its place', async () => {
    const formats = join(system.dir, 'formats.yaml');
    writeFileSync(formats, FORMATS.replace('08:00:00Z', '10:00:00Z').replace("'heartbeat'", "'(', '['"));
    await using source = startApp('source', { SOURCE_FORMATS: formats });
    expect(await source.exited).toMatchObject({ code: 78 });
    const told = JSON.stringify(source.logs);
    expect(told).toContain(`${formats}:12:12: billing: drop: `);
    expect(told).toContain(`${formats}:12:17: billing: drop: `);
  });

  it('is not found under a name that is nowhere', async () => {
    await using source = startApp('source', { SOURCE_FORMAT: 'biling' });
    expect(await source.exited).toMatchObject({ code: 78 });
  });
});
