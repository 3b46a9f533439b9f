import { get } from 'node:http';
import { encodeBatch, openPublisher } from '@logwarren/broker';
import { createBatchIds, toColumns, type WireRecord } from '@logwarren/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../harness/apps/run-command.ts';
import { openTestSystem, type TestSystem } from '../harness/apps/system.ts';
import { brokerOptions } from '../harness/broker/broker-options.ts';
import { waitFor } from '../harness/wait-for.ts';

/** One query finds the same records in every view: list, counts, facets, bars, export, live tail, command line. */

type Case = [query: string, record: Pick<WireRecord, 'message' | 'attributes'>];

const CASES: Case[] = [
  ['错误', { message: '支付错误发生' }],
  ['"付款失败"', { message: 'order 17: 付款失败' }],
  ['오류', { message: '결제 오류가 발생했습니다' }],
  ['deploy', { message: '🚀Deploy of v17' }],
  ['café', { message: 'burning cafe\u0301' }],
  ['cre\u0300me', { message: 'burnt crème' }],
  ['4711', { message: 'order ４７１１ lost' }],
  ['FAILURE', { message: '\u001b[31mFailure\u001b[0m of 9' }],
  ['state:aborted', { message: 'in red', attributes: { state: '\u001b[31mAborted\u001b[0m' } }],
  ['shatt*', { message: '\u001b[1mshattered' }],
  ['*reakw*', { message: 'tide at the break\u001b[0mwater' }],
  ['emoji', { message: 'half \ud83d emoji', attributes: { other: 'a\ude00b', 'na\ud800me': 1 } }],
  ['half:"x\ufffdy"', { message: 'half an attribute', attributes: { half: 'x\ude00y' } }],
  ['localhost:8080', { message: 'dial tcp localhost:8080: refused' }],
  ['std::vector', { message: 'in std::vector<int>' }],
  ['C:\\Program', { message: 'in C:\\Program Files' }],
  ['arn:aws:s3:::bucket/key', { message: 'denied', attributes: { error: 'on arn:aws:s3:::bucket/key' } }],
  ['Error: connect', { message: 'Error: connect ECONNREFUSED' }],
  ['"zone":"north"', { message: 'sent {"zone":"north"}' }],
  ['{"zone":"south","n":7}', { message: 'of an object', attributes: { zone: 'south', n: 7 } }],
  ['peer:*', { message: 'lost peer:17' }],
  ['HAUPTSTRASSE', { message: 'in der Hauptstraße' }],
  ['groß', { message: 'in GROSS letters' }],
  ['ıstanbul', { message: 'at İSTANBUL' }],
  ['محمد', { message: 'by مُحَمَّد' }],
  ['שלום', { message: 'שָׁלוֹם all' }],
  ['city:GIESSEN', { message: 'a city', attributes: { city: 'Gießen' } }],
  ['price:12.50', { message: 'with a price', attributes: { price: 12.5 } }],
  ['total:1e3', { message: 'with a total', attributes: { total: 1000 } }],
  ['nul:null', { message: 'with a null', attributes: { nul: null } }],
  ['done:TRUE', { message: 'with a truth value', attributes: { done: true } }],
  ['tags:alpha', { message: 'tagged', attributes: { tags: '["alpha","beta"]' } }],
  ['users.name:grace', { message: 'with users', attributes: { users: '[{"name":"Ada"},{"name":"Grace"}]' } }],
  ['evening', { message: 'of a day', attributes: { parts: '["morning\\nevening"]' } }],
  ['crimson', { message: 'in an array', attributes: { colours: '[{"name":"\\u001b[31mcrimson\\u001b[0m"}]' } }],
  ['"say now"', { message: '{"said":"nobody\\tsay now"}' }],
  ['"linked end"', { message: 'the \u001b]8;;http://target/17\u001b\\linked\u001b]8;;\u001b\\ end' }],
  ['http://target/18', { message: 'the \u001b]8;;http://target/18\u0007link\u001b]8;;\u0007 of 18' }],
  [
    '"array link"',
    { message: 'in a list', attributes: { l: '["an array \\u001b]8;;x\\u0007link\\u001b]8;;\\u0007"]' } },
  ],
  [
    'page:"the docs"',
    { message: 'of a page', attributes: { page: '\u001b]8;;http://y\u0007the docs\u001b]8;;\u0007' } },
  ],
  [
    'page:*target/19*',
    { message: 'of a link', attributes: { page: '\u001b]8;;http://target/19\u0007the page\u001b]8;;\u0007' } },
  ],
  [
    'pages:*target/20*',
    { message: 'of links', attributes: { pages: '["a \\u001b]8;;http://target/20\\u0007page\\u001b]8;;\\u0007"]' } },
  ],
  ['$dollar:2', { message: 'of a sign', attributes: { $dollar: 2 } }],
  ['[0]:14 -$dollar:*', { message: 'of an index', attributes: { '[0]': 14 } }],
  ['11:45:59', { message: 'of a time', attributes: { 11: '45:59' } }],
  ['!important rule', { message: 'an !important rule' }],
  ['retried -1 times', { message: 'retried -1 times' }],
  ['ports:>60000', { message: 'with ports', attributes: { ports: '[80,61000]' } }],
];

const nextId = createBatchIds();
const resources = new AsyncDisposableStack();
let system: TestSystem;
let publish: () => Promise<void>;

beforeAll(async () => {
  system = resources.use(await openTestSystem());
  await system.start('collector').waitReady();
  const publisher = resources.use(await openPublisher(brokerOptions(system.vhost.url, 'test')));
  publish = async () => {
    const timestamp = Date.now();
    for (const [, record] of CASES) {
      const records = [{ timestamp, observedAt: timestamp, ...record }];
      await publisher.publish(
        await encodeBatch({ id: nextId(), service: 'shop', severity: 'INFO', records: toColumns(records) }),
      );
    }
  };
  await publish();
  await system.waitForTotal(CASES.length);
});

afterAll(() => resources.disposeAsync());

async function ask<T>(path: string): Promise<T> {
  const response = await fetch(`${system.search.url}${path}`);
  expect(response.status, path).toBe(200);
  return (await response.json()) as T;
}

describe.each(CASES)('%s', (query, { message }) => {
  const q = `q=${encodeURIComponent(query)}`;

  test('finds its record, and nothing else', async () => {
    const { records } = await ask<{ records: { message: string }[] }>(`/logs?${q}`);
    expect(records.map((record) => record.message)).toEqual([message.toWellFormed()]);
  });

  test('is counted once in every view', async () => {
    expect(await ask(`/logs/stats?${q}`)).toMatchObject({ total: 1 });
    const { facets } = await ask<{ facets: object[] }>(`/logs/facets?${q}&fields=service`);
    expect(facets).toMatchObject([{ values: [{ value: 'shop', count: 1 }] }]);
    const { bins } = await ask<{ bins: { counts: Record<string, number> }[] }>(`/logs/histogram?${q}&from=1h`);
    expect(bins.reduce((sum, { counts }) => sum + (counts.INFO ?? 0), 0)).toBe(1);
    const exported = await (await fetch(`${system.search.url}/logs/export?${q}`)).text();
    expect(exported.trimEnd().split('\n')).toHaveLength(2);
  });
});

test('the command line finds them, and says on standard error when it was a text', async () => {
  const env = { LOGWARREN_URL: system.search.url, TZ: 'UTC', NO_COLOR: '', FORCE_COLOR: '' };
  const pasted = await runCommand(['search', 'localhost:8080'], env);
  expect(pasted.out).toContain('dial tcp localhost:8080: refused');
  expect(pasted.errors).toContain('localhost:8080 was found as a text');
  const chinese = await runCommand(['search', '错误 -order'], env);
  expect(chinese.out).toContain('支付错误发生');
  expect(chinese.errors).toBe('');
});

test.each([
  [['search']],
  [['stats']],
  [['patterns']],
  [['fields']],
  [['fields', '--values', 'port']],
  [['export']],
  [['export', '--format', 'csv']],
])('logwarren %j says that a query was read as a text', async (command) => {
  const env = { LOGWARREN_URL: system.search.url };
  const { code, errors } = await runCommand([...command, 'localhost:8080'], env);
  expect({ code, errors }).toEqual({
    code: 0,
    errors: expect.stringMatching(/^logwarren: localhost:8080 was found as a text, [^\n]+\n/m),
  });
});

test('the page of an answer says when it was a text', async () => {
  const { notes } = await ask<{ notes: string[] }>('/logs?q=localhost:8080');
  expect(notes).toEqual([expect.stringContaining('localhost:8080 was found as a text')]);
  expect(await ask('/logs?q=localhost:9090')).not.toHaveProperty('notes');
  expect(await ask('/logs?q=tags:alpha')).not.toHaveProperty('notes');
});

test('an answer says what was left out or taken for a text', async () => {
  expect(await ask('/logs?q=retried%20-1%20times')).toMatchObject({
    notes: ['-1 was searched as a text; NOT 1 leaves out the records with 1.'],
  });
  expect(await ask('/logs?q=-nothing')).not.toHaveProperty('notes');
  expect(await ask('/logs?q=IF%20NOT%20EXISTS%20absent')).toMatchObject({
    records: [],
    notes: ['NOT EXISTS leaves out the records with EXISTS; "NOT EXISTS" searches for the text.'],
  });
  expect(await ask('/logs?q=timestamp:%5B2026-01-01%20TO%20now%5D%20-1')).toHaveProperty('notes');
});

test('elements of arrays are counted as values', async () => {
  const { facets } = await ask<{ facets: { values: object[] }[] }>('/logs/facets?fields=tags,users.name');
  expect(facets[0]?.values).toMatchObject([
    { value: 'alpha', count: 1 },
    { value: 'beta', count: 1 },
  ]);
  expect(facets[1]?.values).toHaveLength(2);
});

test('the live tail lets the same records through', async () => {
  const tails = CASES.map(([query]) => {
    const tail = { text: '' };
    const request = get(`${system.search.url}/logs/tail?q=${encodeURIComponent(query)}`, (response) => {
      response.setEncoding('utf8').on('data', (piece: string) => {
        tail.text += piece;
      });
    });
    request.on('error', () => {});
    resources.defer(() => void request.destroy());
    return tail;
  });
  await waitFor('all tails are live', () => tails.every(({ text }) => text.includes('"live":true')));
  await publish();
  await waitFor('each tail has a record', () => tails.every(({ text }) => text.includes('\ndata: {"id"')), {
    detail: () =>
      CASES.filter((_, i) => !tails[i]?.text.includes('\ndata: {"id"'))
        .map(([query]) => query)
        .join(', '),
  });
  expect(tails[CASES.findIndex(([query]) => query === 'localhost:8080')]?.text).toContain('event: note');
  expect(tails[CASES.findIndex(([query]) => query === 'retried -1 times')]?.text).toContain(
    '-1 was searched as a text',
  );
});
