import { LOG_EXCHANGE } from '@logwarren/broker';
import { createLogger, Readiness } from '@logwarren/common';
import { openStore, refreshView } from '@logwarren/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../harness/apps/run-command.ts';
import { openTestSystem, type TestSystem } from '../harness/apps/system.ts';

/**
 * Whole numbers of 64 bits keep every digit at every output. Answers are compared as text: `JSON.parse` would round them
 * on both sides.
 */

const SIGNED = '1610521604143693812';
const UNSIGNED = '18446744073709551615';
const LIST = `[${SIGNED},[${UNSIGNED}]]`;
const SENT = `"order":${SIGNED},"hash":${UNSIGNED},"ids":${LIST}`;
/** A list is given as its JSON text. */
const ANSWERED = `"order":${SIGNED},"hash":${UNSIGNED},"ids":"${LIST}"`;

const resources = new AsyncDisposableStack();
let system: TestSystem;
let id: string;
/** The data of a tail that listened while the record was published. */
let tailed: string;

beforeAll(async () => {
  system = resources.use(await openTestSystem());
  await system.start('collector').waitReady();
  const tail = await openTail();
  await system.vhost.publish(LOG_EXCHANGE, 'INFO.shop', `{"msg":"paid","service":"shop",${SENT}}`);
  tailed = await tail.until(/"paid".*\n/);
  await system.waitForTotal(1);
  id = (await system.findAll(''))[0]?.id ?? '';
});

afterAll(() => resources.disposeAsync());

/** A tail that is live. */
async function openTail() {
  const ended = new AbortController();
  resources.defer(() => ended.abort());
  const { body } = await fetch(`${system.search.url}/logs/tail`, { signal: ended.signal });
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const until = async (part: RegExp) => {
    while (!part.test(text)) text += (await reader.read()).value ?? expect.fail(`the tail has ended: ${text}`);
    return text;
  };
  await until(/\{"live":true\}/);
  return { until };
}

const get = async (path: string) => await (await fetch(`${system.search.url}${path}`)).text();

test.each([
  ['a page', () => get('/logs')],
  ['a record', () => get(`/logs/${id}`)],
  ['its context', () => get(`/logs/${id}/context`)],
  ['an export', () => get('/logs/export')],
  ['a live tail', async () => tailed],
  ['logwarren search --json', () => command('search', '--json')],
  ['logwarren export', () => command('export')],
])('%s has every digit, also within arrays', async (_, answer) => {
  expect((await answer()).replaceAll(/\s/g, '')).toContain(ANSWERED);
});

async function command(...args: string[]): Promise<string> {
  const { code, errors, out } = await runCommand(['--search', system.search.url, ...args]);
  expect(code, errors).toBe(0);
  return out;
}

test.each([
  ['an export', () => get('/logs/export?format=csv&columns=order,hash,ids')],
  ['logwarren export', () => command('export', '--format', 'csv', '--columns', 'order,hash,ids')],
])('%s as CSV has every digit', async (_, answer) => {
  expect(await answer()).toContain(`\n${SIGNED},${UNSIGNED},"${LIST}"`);
});

test('facets have every digit, and their values find the record', async () => {
  const text = await get('/logs/facets?fields=order,hash');
  for (const [field, digits] of [
    ['order', SIGNED],
    ['hash', UNSIGNED],
  ]) {
    expect(text).toContain(`"value":"${digits}"`);
    expect(await system.findAll(`q=${field}:${digits}`)).toHaveLength(1);
  }
});

test('the view `logs` has a Long, and a Decimal128 for what a Long does not hold', async () => {
  const log = createLogger('test', 'fatal');
  const { signal } = new AbortController();
  const options = { url: system.mongoUrl, name: 'test', log, readiness: new Readiness(log), signal };
  await using store = await openStore(options);
  await refreshView(store);
  const [document] = await store.db.collection('logs').find({}, { promoteLongs: false }).toArray();
  const { hash, ids, order } = document?.attributes ?? {};
  expect([order, hash].map((value) => value?._bsontype)).toEqual(['Long', 'Decimal128']);
  expect([order, hash, ids].map(String)).toEqual([SIGNED, UNSIGNED, LIST]);
});
