import { KEEPER_REASONS } from '@logwarren/broker';
import { DEAD_LETTER_REASONS, type KeptLetter, type NormalisedRecord } from '@logwarren/contract';
import { discardLetters, ensureLetterIndexes, keepLetters, type Store, saveRepeats } from '@logwarren/store';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOSTILE_TEXTS } from '../fixtures/hostile-texts.ts';
import { runCommand } from '../harness/apps/run-command.ts';
import { type App, startApp } from '../harness/apps/start-app.ts';
import { pageRecord } from '../harness/page/page-system.ts';
import { storeRecords } from '../harness/store/stored-records.ts';
import { mongoUrlOf, openTestStore } from '../harness/store/test-store.ts';

/** Every answer of the API is what its own description says, whatever is stored. */

const NOW = Date.now();
const REASONS = [...DEAD_LETTER_REASONS, ...KEEPER_REASONS];
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

const resources = new AsyncDisposableStack();
let store: Store;
let search: App;
let records: NormalisedRecord[];

/** A letter of a reason, without any optional field. */
function bareLetter(index: number, reason: string): KeptLetter {
  return {
    id: index.toString(16).padStart(32, '0'),
    body: Buffer.from([0xff, 0, index]),
    ...{ reason, explanation: '', failedAtMs: NOW - index, attempt: 0, records: index % 4 },
    origin: { queue: 'LogQueue', routingKey: '' },
    message: { messageId: '', timestampMs: NOW, headers: {} },
  };
}

/** The same with every optional field. */
function fullLetter(index: number, reason: string): KeptLetter {
  const service = HOSTILE_TEXTS[index % HOSTILE_TEXTS.length] as string;
  const sender = { source: service, run: `run-${index}`, from: 0, to: 1 };
  const batchId = '019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011';
  return {
    ...bareLetter(index, reason),
    ...{ service, attempt: 2, records: 1 },
    origin: { queue: 'logs_unrouted', routingKey: `ERROR.${service}`, messageId: service, ...sender },
    message: {
      ...{ messageId: batchId, type: service, contentType: service, contentEncoding: 'gzip', appId: service },
      ...{ timestampMs: NOW, headers: { a: 1, b: true, 'c.$d': service } },
    },
    record: { batchId, index: 3, service, severity: 'ERROR' },
  };
}

function hostileRecords(): NormalisedRecord[] {
  const whole = { traceId: TRACE, spanId: '00f067aa0ba902b7', severityText: 'crit', nanos: 1 };
  const values = { bigint: 2n ** 63n, half: 0.5, no: false, nothing: null, text: '', list: 'x' };
  return [
    pageRecord(NOW - 5_000, 's', 'INFO', ''),
    pageRecord(NOW - 4_000, 's', 'TRACE', 'with a trace', { ...whole, attributes: values }),
    pageRecord(NOW + 3_600_000, 'ahead', 'DEBUG', 'of tomorrow'),
    pageRecord(-1, 'old', 'FATAL', 'before 1970'),
    ...HOSTILE_TEXTS.map((text, index) =>
      pageRecord(NOW - index, text, 'ERROR', text, { attributes: { [text]: text, index } }),
    ),
  ];
}

beforeAll(async () => {
  store = resources.use(await openTestStore());
  await ensureLetterIndexes(store);
  records = hostileRecords();
  await storeRecords(store, records);
  await keepLetters(
    store,
    REASONS.flatMap((reason, index) => [bareLetter(2 * index, reason), fullLetter(2 * index + 1, reason)]),
  );
  await discardLetters(store, { ids: [bareLetter(0, '').id] }, 10_000);
  const repeat = { source: null, service: '', reason: 'message-id', records: 3 };
  await saveRepeats(store, 'one', [repeat, { ...repeat, source: HOSTILE_TEXTS[0] as string }]);
  search = resources.use(await startApp('search', { MONGO_URL: mongoUrlOf(store) }).waitReady());
});
afterAll(() => resources.disposeAsync());

/** Requests of every path that answers JSON, by the path as the description has it. */
async function requests(): Promise<[path: string, url: string, body?: unknown][]> {
  const { records: found } = (await (await fetch(`${search.url}/logs?limit=200`)).json()) as {
    records: { id: string; traceId?: string }[];
  };
  const ids = [found.find(({ traceId }) => traceId !== undefined)?.id, found[0]?.id, found.at(-1)?.id];
  const letters = REASONS.flatMap((_, index) => [2 * index, 2 * index + 1]).map((index) => bareLetter(index, '').id);
  const filters = ['', 'q=e', 'severity=ERROR&from=1h', 'from=now', 'service=nobody'];
  const filtered = ['', '/stats', '/histogram', '/facets', '/fields', '/patterns'];
  return [
    ...filtered.flatMap((path) =>
      filters.map((filter): [string, string] => {
        const more = path === '/facets' ? '&fields=service,severity,traceId,text,half,bigint,no,nothing' : '';
        return [`/logs${path}`, `/logs${path}?${filter}${more}`];
      }),
    ),
    ['/logs', `/logs?limit=${records.length}`],
    ['/version', '/version'],
    ...['', 'from=1h', 'from=now', 'to=1h'].map((range): [string, string] => [
      '/logs/overview',
      `/logs/overview?${range}`,
    ]),
    ['/logs/now', '/logs/now'],
    ...ids.flatMap((id): [string, string][] => [
      ['/logs/{id}', `/logs/${id}`],
      ['/logs/{id}/context', `/logs/${id}/context`],
    ]),
    ['/dead-letters', '/dead-letters?limit=1000&state=all'],
    ...letters.map((id): [string, string] => ['/dead-letters/{id}', `/dead-letters/${id}`]),
    ['/dead-letters/replay', '/dead-letters/replay', { ids: letters, dryRun: true }],
    ['/dead-letters/discard', '/dead-letters/discard', { filter: {}, dryRun: true }],
    ['/ledger', '/ledger'],
    ['/ledger', '/ledger?from=1d'],
    ['/searches', '/searches', { name: HOSTILE_TEXTS[0], q: 'e' }],
    ['/searches', '/searches'],
    ['/searches/{id}', `/searches/${await savedId()}`],
  ];
}

test('the command prints each of its tables of the same data', async () => {
  const bare = REASONS.map((_, index) => bareLetter(2 * index, '').id);
  const commands = [
    ['ledger'],
    ['ledger', '--runs'],
    ['dlq', 'list', '--state', 'all'],
    ['dlq', 'show', bare[3] as string],
    ['dlq', 'replay', '--all', '--dry-run'],
    ['stats', '--text'],
    ['fields', '--text'],
    ['fields', '--values', 'service,text,nothing,bigint,no', '--text'],
    ['patterns', '--examples', '--text'],
    ['search', '--verbose', '--limit', '100', '--text'],
  ];
  for (const args of commands) {
    const { code, out, errors } = await runCommand(args, { LOGWARREN_SEARCH_URL: search.url });
    // 1: a letter would fail again; 69: nobody can tell whether messages wait.
    expect([0, 1, 69], `${args.join(' ')}: ${errors}`).toContain(code);
    expect(errors).not.toMatch(/TypeError|undefined|BUG/);
    expect(out).not.toMatch(/\bundefined\b|\[object/);
    expect(out.split('\n').length, `${args.join(' ')}: ${code} ${out} ${errors}`).toBeGreaterThan(3);
  }
  expect((await runCommand(['ledger'], { LOGWARREN_SEARCH_URL: search.url })).out).toMatch(
    /\(others\) +\(no service\)/,
  );
});

async function savedId(): Promise<string> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"name":"bare"}' };
  return ((await (await fetch(`${search.url}/searches`, init)).json()) as { id: string }).id;
}

type Operations = Record<string, { get?: Operation; post?: Operation }>;
interface Operation {
  responses: Record<string, { content?: Record<string, { schema: unknown }> }>;
}

test('every answer is what the description of the API says', async () => {
  const document = (await (await fetch(`${search.url}/openapi.json`)).json()) as { paths: Operations };
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema(document, 'api');
  const wrong: string[] = [];
  const asked = new Set<string>();
  for (const [path, url, body] of await requests()) {
    const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(`${search.url}${url}`, body === undefined ? {} : post);
    const answer = await response.json();
    expect([200, 201], `${url}: ${JSON.stringify(answer)}`).toContain(response.status);
    const method = body === undefined ? 'get' : 'post';
    const place = ['paths', path, method, 'responses', `${response.status}`, 'content', 'application/json', 'schema'];
    const pointer = place.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).map(encodeURIComponent);
    const check = ajv.compile({ $ref: `api#/${pointer.join('/')}` });
    if (!check(answer))
      wrong.push(...(check.errors ?? []).map((error) => `${url} ${error.instancePath} ${error.message}`));
    asked.add(`${method} ${path}`);
  }
  expect(wrong).toEqual([]);
  const described = Object.entries(document.paths).filter(([path]) => !NO_JSON.includes(path));
  const answering = described.flatMap(([path, operations]) =>
    (['get', 'post'] as const).filter((method) => answersJson(operations[method])).map((method) => `${method} ${path}`),
  );
  expect(answering.filter((each) => !asked.has(each))).toEqual([]);
});

/** Files and streams. */
const NO_JSON = ['/logs/export', '/logs/tail', '/dead-letters/{id}/body'];

function answersJson(operation: Operation | undefined): boolean {
  const { responses = {} } = operation ?? {};
  return (responses['200'] ?? responses['201'])?.content?.['application/json'] !== undefined;
}
