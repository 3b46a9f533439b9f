import { spawn } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLogger, Readiness } from '@logwarren/common';
import { mergeBuckets, openStore } from '@logwarren/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../harness/apps/run-command.ts';
import { startCommand } from '../harness/apps/start-command.ts';
import { openTestSystem, type TestSystem } from '../harness/apps/system.ts';
import { waitFor } from '../harness/wait-for.ts';

/** Records of one origin keep its order, also of one second, with different severities and of different services. */

const resources = new AsyncDisposableStack();
let system: TestSystem;

beforeAll(async () => {
  system = resources.use(await openTestSystem());
  await system.start('collector').waitReady();
});

afterAll(() => resources.disposeAsync());

const SECOND = '2026-11-21T10:15:30Z';
const SEVERITIES = ['INFO', 'ERROR', 'INFO', 'WARN', 'INFO'];
/** As a log has them: what fails stands between what does not, and nothing but its place says in which order it was. */
const lines = (services: readonly string[], count = 40) =>
  Array.from({ length: count }, (_, i) => ({
    service: services[i % services.length] as string,
    severity: SEVERITIES[i % SEVERITIES.length] as string,
    message: `step ${i}`,
  }));
const inOrder = (count = 40) => Array.from({ length: count }, (_, i) => `step ${i}`);
const text = (all: ReturnType<typeof lines>) =>
  all.map(({ message, service, severity }) => `${SECOND} ${service} ${severity} ${message}\n`).join('');

const query = (services: readonly string[]) => services.map((service) => `service=${service}`).join('&');
const messagesOf = (records: readonly { message: string }[]) => records.map(({ message }) => message);

async function waitForAll(services: readonly string[], count = 40): Promise<void> {
  await waitFor('all are stored', async () => (await system.findAll(query(services))).length === count, {
    timeoutMs: 60_000,
  });
}

/** Every view of the records of some services shows them in the order of their origin. */
async function expectInOrder(services: readonly string[], count = 40): Promise<void> {
  const expected = inOrder(count);
  expect(messagesOf(await system.findAll(`order=asc&${query(services)}`))).toEqual(expected);
  const newest = await system.findAll(query(services));
  expect(messagesOf(newest)).toEqual(expected.toReversed());
  const lines = (await (await fetch(`${system.search.url}/logs/export?order=asc&${query(services)}`)).text()).trim();
  const exported = lines.split('\n').map((line) => JSON.parse(line));
  expect(messagesOf(exported.slice(0, -1))).toEqual(expected);
  expect(exported.at(-1)).toEqual({ export: { complete: true, records: count } });
  for (const limit of [1, 3, 7]) expect(messagesOf(await pageByPage(query(services), limit))).toEqual(expected);
  const args = services.flatMap((service) => ['--service', service]);
  const { out } = await runCommand(['search', ...args, '--limit', '1000', '--json'], {
    LOGWARREN_URL: system.search.url,
  });
  const shown = out.trim().split('\n');
  expect(messagesOf(shown.map((line) => JSON.parse(line)))).toEqual(expected);
}

async function pageByPage(parameters: string, limit: number): Promise<{ message: string }[]> {
  const found: { message: string }[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const cursor = next === '' ? '' : `&cursor=${next}`;
    const answer = await fetch(`${system.search.url}/logs?order=asc&limit=${limit}&${parameters}${cursor}`);
    const page = (await answer.json()) as { records: { message: string }[]; next: string | null };
    found.push(...page.records);
    next = page.next;
  }
  return found;
}

async function merge(): Promise<void> {
  const log = createLogger('test', 'fatal');
  const { signal } = new AbortController();
  await using store = await openStore({
    ...{ url: system.mongoUrl, name: 'test', log, readiness: new Readiness(log), signal },
  });
  await mergeBuckets(store, { signal, removeAfterMs: 0 });
}

test('the lines of a file, over several reads of it, before and after merging', async () => {
  const services = ['file-a', 'file-b'];
  const path = join(system.dir, 'steps.log');
  const all = lines(services, 60);
  writeFileSync(path, text(all.slice(0, 20)));
  const source = system.start('source', ['--no-http', path]);
  await waitForAll(services, 20);
  appendFileSync(path, text(all.slice(20)));
  await waitForAll(services, 60);
  await expectInOrder(services, 60);
  await merge();
  await expectInOrder(services, 60);
  source.kill('SIGTERM');
  await source.exited;
});

test('the records of HTTP bodies, one after the other, and what was around one of them', async () => {
  const services = ['http-a', 'http-b'];
  const source = await system.start('source').waitReady();
  const all = lines(services);
  const context = lines(['http-context']);
  for (const part of [all.slice(0, 13), all.slice(13), context]) {
    const body = JSON.stringify(part.map((each) => ({ ...each, timestamp: SECOND })));
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(`${source.url}/logs`, { method: 'POST', headers, body })).ok).toBe(true);
  }
  await waitForAll(services);
  await waitForAll(['http-context']);
  await expectInOrder(services);
  await merge();
  await expectInOrder(services);
  const found = await system.findAll('service=http-context&order=asc');
  const middle = found.find(({ message }) => message === 'step 21');
  const around = await (await fetch(`${system.search.url}/logs/${middle?.id}/context?before=5&after=5`)).json();
  const { after, before, record } = around as Record<'before' | 'after', { message: string }[]> & {
    record: { message: string };
  };
  expect(messagesOf([...before, record, ...after])).toEqual(inOrder().slice(16, 27));
  source.kill('SIGTERM');
  await source.exited;
});

test('the lines of standard input', async () => {
  const services = ['stdin-a', 'stdin-b'];
  const main = join(import.meta.dirname, '..', '..', 'apps', 'source', 'src', 'main.ts');
  const env = {
    ...process.env,
    AMQP_URL: system.vhost.url,
    HEALTH_PORT: '0',
    SOURCE_STATE_DIR: join(system.dir, 'stdin'),
  };
  const child = spawn(process.execPath, [main, '--no-http', '-'], { env, stdio: ['pipe', 'ignore', 'ignore'] });
  resources.defer(() => void child.kill('SIGKILL'));
  child.stdin.end(text(lines(services)));
  await waitForAll(services);
  await expectInOrder(services);
});

test('a live tail, each once', async () => {
  const service = 'tail-a';
  await using command = startCommand(['tail', '--service', service, '--limit', '0', '--json'], {
    LOGWARREN_URL: system.search.url,
  });
  const source = await system.start('source').waitReady();
  const send = async (records: object[]) => {
    const headers = { 'content-type': 'application/json' };
    await fetch(`${source.url}/logs`, { method: 'POST', headers, body: JSON.stringify(records) });
  };
  await waitFor('the tail listens', async () => {
    await send([{ service, message: 'hello' }]);
    return command.out.includes('hello');
  });
  await send(lines([service]).map((each) => ({ ...each, timestamp: SECOND })));
  const steps = () => messagesOf(command.records()).filter((message) => message.startsWith('step'));
  await waitFor('all have come', () => steps().length >= 40);
  // Their order depends on when messages arrive; that of messages which arrive together is tested in order-window.test.ts.
  expect(steps().toSorted()).toEqual(inOrder().toSorted());
  source.kill('SIGTERM');
  await source.exited;
});
