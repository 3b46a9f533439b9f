import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LOG_EXCHANGE } from '@logwarren/broker';
import { expect } from 'vitest';
import { drawUpAccount, expectBalanced } from '../faults/account.ts';
import { type LedgerEntries, readLedgers } from '../faults/load/ledger.ts';
import type { Load } from '../faults/load/start-load.ts';
import { metricOf } from '../harness/apps/app-metrics.ts';
import type { App, AppName } from '../harness/apps/start-app.ts';
import { letterClient } from '../harness/dead-letters.ts';
import { waitFor } from '../harness/wait-for.ts';
import { BACKLOG, type MixedServices, openMixedServices, RUN_ID, type UpgradeBench } from './mixed-services.ts';
import { ask, expectEachOnce, findAll, firstPage, linesOf, numbersOf } from './observe.ts';

/**
 * An upgrade under load:
 *
 *     the old build stores, merges, keeps a dead letter and a saved search
 *     → its collector stops: the queue fills; RabbitMQ goes away for its source: the spool fills
 *     → service by service, in the order of the seed: the new build beside the old one or after it, stopped or killed
 *     → nothing waits any more: nothing is lost, nothing is there twice, by the new search and by the old one
 *
 * An old search runs to the end, so that what the new build writes is read by the old one all the while.
 */

const SERVICES: readonly AppName[] = ['source', 'collector', 'search', 'retention', 'monitor'];
const FIXED = 300;
const FIXED_QUERY = 'service=fixed';
const BACKLOG_QUERY = 'service=backlog';
const FILE_QUERY = 'service=file';
const WORDS = ['kettle', 'boiler', 'stove'];
const WAIT = { timeoutMs: 120_000 };

/** Runs one upgrade; returns how it went, for a table. Fails when a record is lost, there twice, or not to be found. */
export async function upgrade(bench: UpgradeBench): Promise<string> {
  await using services = await openMixedServices(bench);
  services.writeLines();
  for (const name of ['collector', 'retention', 'monitor', 'source'] as const) await services.start(name, 'old');
  const load = services.startLoad();
  const oldCursor = await fill(services, load);
  const steps: string[] = [];
  const openAfter = Math.floor(bench.random() * 3);
  for (const [index, name] of shuffled(SERVICES, bench.random).entries()) {
    steps.push(await replace(services, name, load, bench.random));
    // The queue was full for the first step; what that brought is stored by an old collector, unless it is a new one.
    if (services.running('collector').length === 0) await services.start('collector', 'old');
    if (index === openAfter) await services.openLink();
    await load.waitConfirmed(200);
    services.writeLines();
    await checkFixed(services);
  }
  await load.stop();
  const confirmed = await settle(services);
  await checkCursor(services, oldCursor);
  const isStopping = (complaint: string) => complaint.includes('the service is stopping');
  expect(load.complaints.filter((complaint) => !isStopping(complaint))).toEqual([]);
  return `${steps.join(', ')}; ${confirmed} records confirmed`;
}

/** Makes the old build leave behind every kind of data that it can; returns one of its cursors. */
async function fill(services: MixedServices, load: Load): Promise<string | null> {
  const { search, system } = services;
  await load.waitConfirmed(1_000);
  await postFixed(services.sourceUrl);
  await waitFor('what is fixed is found', async () => (await findAll(search, FIXED_QUERY)).length === FIXED);
  await system.vhost.publish(LOG_EXCHANGE, 'INFO.bad', '{ "broken');
  await letterClient(search.url).waitFor(1);
  await ask(search, '/searches', { name: 'before the upgrade', q: 'service:fixed' });
  const { next } = await firstPage(search, FIXED_QUERY, FIXED / 3);
  const [retention] = services.running('retention') as [App];
  await waitFor('buckets were merged', async () => (await mergedBy(retention)) > 0);
  await services.end('collector', services.running('collector'), 'SIGTERM');
  await services.publishBacklog();
  await load.waitConfirmed(500);
  await services.shutLink();
  const [source] = services.running('source') as [App];
  const isSpooled = async () => (await metricOf(source, 'logwarren_source_spool_records')) > 500;
  await waitFor('the spool fills', isSpooled, WAIT);
  services.writeLines();
  return next;
}

const mergedBy = (retention: App) => metricOf(retention, 'logwarren_retention_merged_buckets_total');

async function postFixed(url: string): Promise<void> {
  const records = Array.from({ length: FIXED }, (_, number) => ({
    ...{ service: 'fixed', severity: number % 7 === 0 ? 'ERROR' : 'INFO', number },
    message: `${WORDS[number % WORDS.length]} number ${number} at http://kitchen.test/${number}`,
    timestamp: new Date(Date.now() - number * 1_000).toISOString(),
  }));
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(records) };
  const response = await fetch(`${url}/logs`, init);
  expect(response.status, await response.text()).toBe(200);
}

/** Puts the new build in the place of the old one; says how. */
async function replace(services: MixedServices, name: AppName, load: Load, random: () => number): Promise<string> {
  const isBeside = name !== 'source' && random() < 0.5;
  const signal = random() < 0.5 ? 'SIGTERM' : 'SIGKILL';
  const old = services.running(name);
  const isUnheard = name === 'source' && signal === 'SIGKILL' && services.isLinkOpen;
  if (isUnheard) await storeUnheard(services);
  if (!isBeside) await services.end(name, old, signal);
  services.link.blackHole(undefined);
  await services.start(name, 'new');
  if (isBeside) {
    await load.waitConfirmed(200);
    await services.end(name, old, signal);
  }
  const how = signal === 'SIGTERM' ? 'stopped' : isUnheard ? 'killed before it heard of confirms' : 'killed';
  return `${name} ${isBeside ? 'beside' : 'after'} ${how}`;
}

/**
 * Lines that are stored while their source does not know it: the next one sends them again, as the same records. What the
 * source has on its way already, as when it sends its spool, may leave no room for them until it is confirmed, and nothing
 * is now; then it is let go on, and other lines are tried.
 */
async function storeUnheard(services: MixedServices): Promise<void> {
  const { link } = services;
  const areStored = async () => (await countLines(services)) === services.lines;
  for (let attempt = 0; attempt < 5; attempt++) {
    await waitFor('lines so far are stored', areStored, WAIT);
    link.blackHole('to-client');
    services.writeLines();
    const wait = waitFor('lines are stored unheard', areStored, { timeoutMs: UNHEARD_MS });
    if (await wait.then(...YES_OR_NO)) return;
    link.blackHole(undefined);
    // What was swallowed is missing in the middle of the stream.
    link.cut();
  }
  throw new Error('no lines were stored while their source heard nothing');
}

/** Shorter than the heartbeats after which the source gives the connection up. */
const UNHEARD_MS = 10_000;
const YES_OR_NO = [() => true, () => false] as const;

/** Every running search finds what was stored before the upgrade, whichever build has written or merged meanwhile. */
async function checkFixed({ searches }: MixedServices): Promise<void> {
  for (const [index, search] of searches.entries()) {
    const what = index === 0 ? 'by the old search' : 'by the new search';
    expectEachOnce(numbersOf(await findAll(search, FIXED_QUERY)), FIXED, `fixed ${what}`);
    const word = await findAll(search, `${FIXED_QUERY}&text=${WORDS[0]}`);
    expect(word, `a word ${what}`).toHaveLength(FIXED / WORDS.length);
    expect(await letterClient(search.url).list(), `dead letters ${what}`).toHaveLength(1);
    const saved = await ask<{ searches: unknown[] }>(search, '/searches');
    expect(saved.searches, `saved searches ${what}`).toMatchObject([{ name: 'before the upgrade' }]);
  }
}

/** Waits until nothing waits, and draws up the account by every search; returns the number of confirmed records. */
async function settle(services: MixedServices): Promise<number> {
  const entries = readLedgers(services.ledger);
  let missing = 0;
  const isThere = async () => {
    const seen = new Set(numbersOf(await loaded(services.search), 'sequence'));
    missing = [...entries.confirmed].filter((number) => !seen.has(number)).length;
    return missing === 0 && (await countFound(services)) >= services.lines + BACKLOG;
  };
  await waitFor('all is stored', isThere, { ...WAIT, detail: () => `${missing} confirmed records are not found` });
  const spool = join(services.system.dir, 'spool');
  await waitFor('the spool is empty', () => readdirSync(spool).every((name) => !name.endsWith('.spool')), WAIT);
  await waitMerged(services);
  for (const search of services.searches) await checkAccount(search, entries, services.lines);
  await checkFixed(services);
  await checkLedger(services.search);
  return entries.confirmed.size;
}

const countLines = async ({ search }: MixedServices) => linesOf(await findAll(search, FILE_QUERY)).length;

async function countFound(services: MixedServices): Promise<number> {
  return (await countLines(services)) + (await findAll(services.search, BACKLOG_QUERY)).length;
}

const loaded = (search: App) => findAll(search, `q=runId:${RUN_ID}`);

async function checkAccount(search: App, entries: LedgerEntries, lines: number): Promise<void> {
  const stored = (await loaded(search)).map(({ attributes, service, severity }) => ({
    runId: RUN_ID,
    sequence: Number(attributes?.sequence),
    stream: `${service} ${severity}`,
  }));
  expectBalanced(drawUpAccount(RUN_ID, entries, stored, []));
  expectEachOnce(linesOf(await findAll(search, FILE_QUERY)), lines, 'lines of the file');
  expectEachOnce(numbersOf(await findAll(search, BACKLOG_QUERY)), BACKLOG, 'backlog of earlier days');
}

async function waitMerged(services: MixedServices): Promise<void> {
  const [retention] = services.running('retention') as [App];
  const passes = () => metricOf(retention, 'logwarren_retention_passes_total');
  const before = await passes();
  await waitFor('buckets were merged once more', async () => (await passes()) >= before + 2, WAIT);
}

async function checkLedger(search: App): Promise<void> {
  let total: Record<string, number> = {};
  const settled = async () => {
    ({ total } = await ask<{ total: Record<string, number> }>(search, '/ledger'));
    return total.inFlight === 0 && total.difference === 0;
  };
  await waitFor('the ledger balances', settled, { ...WAIT, detail: () => JSON.stringify(total) });
}

async function checkCursor({ search }: MixedServices, oldCursor: string | null): Promise<void> {
  const first = (await firstPage(search, FIXED_QUERY, FIXED / 3)).records;
  const rest = await findAll(search, FIXED_QUERY, oldCursor);
  expectEachOnce(numbersOf([...first, ...rest]), FIXED, 'pages of the new build behind a cursor of the old one');
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const keys = items.map((item) => ({ item, key: random() }));
  return keys.sort((one, other) => one.key - other.key).map(({ item }) => item);
}
