import type { NormalisedRecord } from '@logwarren/contract';
import type { Store } from '@logwarren/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../harness/apps/run-command.ts';
import { type App, startApp } from '../harness/apps/start-app.ts';
import { storeRecords } from '../harness/store/stored-records.ts';
import { mongoUrlOf, openTestStore } from '../harness/store/test-store.ts';

/**
 * Numbers, lengths of time and moments that nobody can mean: every parameter of every route, the bodies and the command
 * take them or say what is allowed. Parameters come from the OpenAPI document, so a new one is tested, too.
 */

const HOSTILE = [
  ...['0', '-0', '-1', '+1', '1.5', '1e3', '1e999', '-1e999', 'NaN', 'Infinity', '-Infinity', '0x10', '１５', '٣', '²'],
  ...[
    '9'.repeat(9),
    '9'.repeat(20),
    '9'.repeat(400),
    '2147483648',
    '9007199254740993',
    '8640000000000001',
    '-8640000000000001',
  ],
  ...[
    '999999999w',
    'now-999999999w',
    'now+999999999w',
    'now-14280000w',
    '0s',
    '99999999999s',
    '-5m',
    'now--5m',
    '1.5h',
  ],
  ...[
    '0000-00-00',
    '0000-01-01',
    '0001-01-01',
    '9999-12-31T23:59:59.999999999Z',
    '-271821-04-20',
    '+275760-09-13',
    '+275760-09-14',
  ],
  ...[
    '2026-02-30',
    '2026-11-21T24:00',
    '2026-11-21T23:59:60',
    '2026-11-21T00:00+99:99',
    'null',
    'undefined',
    '[object Object]',
  ],
  // Moments as `asOf` names them: too old, not there yet, and out of every range.
  ...['0-0-0', '1-1-1', '9007199254740993-4294967296-4294967296', '8640000000000001-1795961535-194', '1-9999999999-1'],
  ...[' ', '%', '\0', '\u{d800}', 'true', '1,2', '1 2'],
];
/** How a value of `q` is written. */
const QUERIES = [
  (value: string) => `timestamp:>${value}`,
  (value: string) => `timestamp:<=${value}`,
  (value: string) => `timestamp:[* TO ${value}]`,
  (value: string) => `NOT observedAt:<${value}`,
  (value: string) => `a OR timestamp:>=${value}`,
  (value: string) => `status:>=${value}`,
  (value: string) => `status:{${value} TO 5}`,
  (value: string) => `severityNumber:${value}`,
  (value: string) => `timestamp:${value}`,
];

/** One for each route would do: how `q` is read does not depend on the route, what becomes of it does. */
const queriesOf = (value: string, i: number) => [0, 3, 6].map((k) => QUERIES[(i + k) % QUERIES.length]?.(value) ?? '');

const resources = new AsyncDisposableStack();
let store: Store;
let search: App;
let id: string;

beforeAll(async () => {
  store = resources.use(await openTestStore());
  const times = [-8.64e15, Date.parse('0000-01-01'), 0, Date.now() - 1_000, Date.parse('9999-12-31'), 8.64e15 - 1];
  const records = times.map((timestamp): NormalisedRecord => {
    const stream = { service: 'shop', severity: 'INFO' as const, severityNumber: 9 };
    return { timestamp, observedAt: Math.abs(timestamp), ...stream, message: 'x', attributes: { status: timestamp } };
  });
  id = (await storeRecords(store, records))[3]?.id ?? '';
  search = resources.use(await startApp('search', { MONGO_URL: mongoUrlOf(store) }).waitReady());
});

afterAll(() => resources.disposeAsync());

/** Status of an answer; one that refuses names what it refuses, and never in the words of a library. */
async function statusOf(path: string, init: RequestInit = {}): Promise<number> {
  const ended = new AbortController();
  const response = await fetch(`${search.url}${path}`, { ...init, signal: ended.signal });
  // Live tail has no end.
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) ended.abort();
  else {
    const text = await response.text();
    if (response.status === 400 && text.includes('invalid-parameter')) {
      for (const { parameter, problem } of JSON.parse(text).error.details) {
        expect(`${parameter}: ${problem}`).toMatch(/^\S+: .{8}/);
        expect(problem).not.toMatch(/zod|expected|undefined is|RangeError/i);
      }
    }
  }
  return response.status;
}

// biome-ignore lint/suspicious/noExplicitAny: the document is read in one place
async function openApi(): Promise<any> {
  return await (await fetch(`${search.url}/openapi.json`)).json();
}

describe('numbers that nobody means', () => {
  test('every parameter of every route takes them or says what is allowed', async () => {
    const { paths } = await openApi();
    const wrong: string[] = [];
    for (const [path, methods] of Object.entries<Record<string, { parameters?: { name: string; in: string }[] }>>(
      paths,
    )) {
      for (const parameter of methods.get?.parameters ?? []) {
        const inPath = parameter.in === 'path';
        const values = parameter.name === 'q' ? HOSTILE.flatMap(queriesOf) : HOSTILE;
        const urls = values.map((value) => {
          const written = encodeURIComponent(value.toWellFormed());
          const filled = path.replace(/\{\w+\}/, inPath ? written : id);
          return inPath ? filled : `${filled}?${parameter.name}=${written}`;
        });
        const statuses = await Promise.all(urls.map((url) => statusOf(url)));
        wrong.push(
          ...urls
            .map((url, i) => `${statuses[i]} ${url}`)
            .filter((_, i) => ![200, 204, 400, 404, 410, 414, 429].includes(statuses[i] ?? 0)),
        );
      }
    }
    expect(wrong).toEqual([]);
  });

  test('two moments make a range, whatever they are', async () => {
    const moments = [
      'now-999999999w',
      'now-14280000w',
      '0000-01-01',
      '0',
      'now',
      '9999-12-31',
      'now+14280000w',
      'now+999999999w',
    ];
    const wrong: string[] = [];
    for (const path of [
      '/logs',
      '/logs/stats',
      '/logs/histogram',
      '/logs/facets',
      '/logs/fields',
      '/logs/patterns',
      '/logs/export',
      '/ledger',
      '/dead-letters',
    ]) {
      for (const [i, from] of moments.entries()) {
        const urls = moments.slice(i + 1).flatMap((to) => {
          const range = `${path}?${new URLSearchParams({ from, to })}`;
          return path === '/logs/histogram' ? [range, `${range}&timeZone=Asia/Kolkata`, `${range}&step=1ms`] : [range];
        });
        for (const url of urls) if ((await statusOf(url)) !== 200) wrong.push(url);
      }
      // What ends before it begins is refused, and not answered with nothing.
      if ((await statusOf(`${path}?from=1d&to=3d`)) !== 400) wrong.push(`${path}: an empty range`);
    }
    expect(wrong).toEqual([]);
  });

  test('bodies take them or say what is allowed', async () => {
    const post = (path: string, body: unknown) =>
      statusOf(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    for (const value of [...HOSTILE, 5, -1, 1e300, null, {}, [], true]) {
      for (const path of ['/dead-letters/replay', '/dead-letters/discard']) {
        expect([200, 400], `${path} ${value}`).toContain(await post(path, { filter: { from: value }, dryRun: true }));
        expect([200, 400], `${path} ${value}`).toContain(await post(path, { filter: { to: value }, dryRun: true }));
      }
      expect([400, 404, 201], `/searches ${value}`).toContain(await post('/searches', { name: 'x', from: value }));
    }
  });

  test('the command ends with a sentence, and prints times at either end of the calendar', async () => {
    const commands = [
      ...['now-999999999w', '-1', '1e999', '+275760-09-14', '0000-00-00'].map((value) => [
        'search',
        `--since=${value}`,
        '--text',
      ]),
      ['stats', '--from=now-14280000w', '--text'],
      ['stats', '--to=now+999999999w', '--text'],
      ['search', '--to=now+999999999w', '--text'],
      ['patterns', '--limit', '999999999'],
      ['context', id, '-B', '999999999'],
      ['search', '-n', '99999999999999999999'],
      ['ledger', '--from=now-999999999w'],
      ['dlq', 'list', '--limit', '0', '--from=9999-12-31'],
      ['canary', '--give-up', '999999999', '--for', '0'],
    ];
    // One after the other would take long, all at once more than a small machine has.
    for (let i = 0; i < commands.length; i += 4) {
      const group = commands.slice(i, i + 4);
      const run = (args: string[]) => runCommand(['--search', search.url, ...args], { TZ: 'Asia/Kolkata' });
      for (const [k, { code, errors, out }] of (await Promise.all(group.map(run))).entries()) {
        const what = group[k]?.join(' ');
        expect([0, 1, 64, 69], `${what}: ${errors}`).toContain(code);
        expect(`${out}${errors}`, what).not.toMatch(/RangeError|TypeError|Invalid Date|NaN|^\s+at /m);
      }
    }
  });
});
