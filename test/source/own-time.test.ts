import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../bench/src/random.ts';
import { metricOf } from '../harness/apps/app-metrics.ts';
import { runCommand } from '../harness/apps/run-command.ts';
import type { App } from '../harness/apps/start-app.ts';
import { openTestSystem, type TestSystem } from '../harness/apps/system.ts';
import { noBrowser, openBrowser } from '../harness/page/browser.ts';
import { eventually, HopelessError, waitFor } from '../harness/wait-for.ts';

/**
 * How many records have no time of their own is the same number in `logwarren parse`, in the metrics of the source, in a search
 * and on the page: over 100,000 lines of text, of other formats and of random bytes, which become records by the same joiner.
 */

const LINES = 100_000;
const RANGE = 'from=1970-01-01T00:00:00Z&to=2199-01-01T00:00:00Z';

let system: TestSystem;
let source: App;
let log: string;
let parsed: Numbers;

interface Numbers {
  records: number;
  withoutTime: number;
  withoutSeverity: number;
}

async function writeLines(path: string): Promise<void> {
  const random = createRandom(13);
  const file = createWriteStream(path);
  const two = (max: number) => String(Math.floor(random() * max)).padStart(2, '0');
  const clock = () => `1${two(2).slice(1)}:${two(60)}:${two(60)}`;
  const kinds: (() => string | Buffer)[] = [
    () => `2024-05-14 ${clock()},123 ERROR org.example.Shop: cannot save ${two(100)}`,
    () => JSON.stringify({ level: 'warn', msg: `slow ${two(100)}` }),
    () => JSON.stringify({ level: 30, time: Date.UTC(2024, 4, 14) + Math.floor(random() * 8.64e7), msg: 'x' }),
    () => `10.0.0.${two(99)} - - [14/May/2024:${clock()} +0000] "GET /${two(99)} HTTP/1.1" 200 5 "-" "-"`,
    () => JSON.stringify({ log: `words ${two(99)}\n`, stream: 'stdout', time: `2024-05-14T${clock()}Z` }),
    () => `    at a.b.C.d(C.java:${two(99)})`,
    () => `words without anything ${two(99)}`,
    () => Buffer.from(Array.from({ length: 1 + Math.floor(random() * 60) }, () => Math.floor(random() * 256))),
  ];
  file.write('words to begin with\n'.repeat(100));
  for (let line = 100; line < LINES; line++) {
    file.write(kinds[Math.floor(random() * kinds.length)]?.() ?? '');
    file.write('\n');
  }
  file.end();
  await finished(file);
}

/** Reads the file with `logwarren parse`: its records, and the shares of its summary. */
async function parseFile(): Promise<{ numbers: Numbers; summary: string }> {
  const { out } = await runCommand(['parse', '--json', log]);
  const rows = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).record as { timestamp: string; observedAt: string });
  const withoutTime = rows.filter(({ observedAt, timestamp }) => timestamp === observedAt).length;
  const { out: summary } = await runCommand(['parse', '--text', '--limit', '1', log]);
  const share = Number(/own severity +([\d.]+)%/.exec(summary)?.[1]) / 100;
  return {
    numbers: { records: rows.length, withoutTime, withoutSeverity: Math.round(rows.length * (1 - share)) },
    summary,
  };
}

async function countOf(q?: string): Promise<number> {
  const query = new URLSearchParams({ ...(q === undefined ? {} : { q }), exact: 'true', fields: 'ownTime' });
  const answer = await fetch(`${system.search.url}/logs/facets?${query}&${RANGE}`);
  if (!answer.ok) throw new HopelessError(await answer.text());
  const { facets } = (await answer.json()) as { facets: { values: { count: number }[] }[] };
  return facets[0]?.values.reduce((sum, { count }) => sum + count, 0) ?? 0;
}

beforeAll(async () => {
  // All are counted, however busy the machine is: of a part, numbers and shares differ.
  system = await openTestSystem(undefined, undefined, { SEARCH_BUDGET_MS: '60000' });
  log = join(system.dir, 'mixed.log');
  await writeLines(log);
  system.start('collector');
  source = system.start('source', ['--no-http', log]);
  parsed = (await parseFile()).numbers;
  await waitFor('all records', async () => (await countOf()) >= parsed.records, { timeoutMs: 240_000 });
}, 480_000);

afterAll(async () => {
  await system?.[Symbol.asyncDispose]();
});

describe('records without a time of their own', () => {
  it('are the same in the metrics of the source and in logwarren parse', async () => {
    expect(parsed.records).toBeGreaterThan(LINES / 2);
    expect(parsed.withoutTime).toBeGreaterThan(LINES / 20);
    expect(await metricOf(source, 'logwarren_source_file_records_total')).toBe(parsed.records);
    expect(await metricOf(source, 'logwarren_source_file_records_without_time_total')).toBe(parsed.withoutTime);
    const withoutSeverity = await metricOf(source, 'logwarren_source_file_records_without_severity_total');
    // The summary rounds to a tenth of a percent.
    expect(Math.abs(withoutSeverity - parsed.withoutSeverity)).toBeLessThanOrEqual(parsed.records / 1000);
  });

  it('are the same in a search', async () => {
    expect(await countOf()).toBe(parsed.records);
    expect(await countOf('ownTime:false')).toBe(parsed.withoutTime);
    expect(await countOf('-ownTime:false')).toBe(parsed.records - parsed.withoutTime);
    expect(await countOf('service:mixed ownTime:true')).toBe(parsed.records - parsed.withoutTime);
  });

  it.skipIf(noBrowser)('are a share on the page that leads to them', async () => {
    await using browser = await openBrowser();
    const page = await browser.open(`${system.search.url}/?view=logs&q=service%3Amixed&from=1970-01-01T00:00:00Z`);
    const link = page.getByRole('link', { name: /of the records of mixed have no time of their own/ });
    await link.waitFor({ timeout: 60_000 });
    const percent = Number(/(\d+) %/.exec((await link.textContent()) ?? '')?.[1]);
    expect(Math.abs(percent - (parsed.withoutTime / parsed.records) * 100)).toBeLessThanOrEqual(2);
    await link.click();
    await eventually(() => new URL(page.url()).searchParams.get('q')).toBe('service:mixed ownTime:false');
    await link.waitFor({ state: 'detached' });
    await page.locator('.readout-total').waitFor();
    expect(browser.faults).toEqual([]);
  });
});
