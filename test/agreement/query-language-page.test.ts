import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type NormalisedRecord, recordFromJson } from '@logwarren/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, startApp } from '../harness/apps/start-app.ts';
import { storeRecords } from '../harness/store/stored-records.ts';
import { mongoUrlOf, openTestStore } from '../harness/store/test-store.ts';

/** docs/query-language.md tells the truth: each of its queries finds the records that the page says, through the API. */

const PAGE = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'query-language.md'), 'utf8');

/** Rows of the tables: the query and the numbers of the records that it finds; undefined when it is refused. */
const EXAMPLES = [...PAGE.matchAll(/^\| `(.+?)` \|(.*)\| ([\d –]+) \|$/gm)].map(
  ([, query = '', what = '', numbers = '']) => ({
    // A bar in a cell is written with a backslash.
    query: query.replaceAll('\\|', '|'),
    isRefused: what.trim().startsWith('refused'),
    numbers: numbers === '–' ? [] : numbers.trim().split(' ').map(Number),
  }),
);

function recordsOfPage(): NormalisedRecord[] {
  const block = PAGE.slice(PAGE.indexOf('## The records')).split('```')[1] ?? '';
  return block
    .replace(/^json\n/, '')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { attributes, ...value } = JSON.parse(line);
      const read = recordFromJson(value, { observedAt: 0 });
      if ('problem' in read) throw new Error(read.problem);
      return attributes ? { ...read.record, attributes: { ...read.record.attributes, ...attributes } } : read.record;
    });
}

const resources = new AsyncDisposableStack();
let search: App;
/** Number of a record on the page by its message. */
let numbers: Map<string, number>;

beforeAll(async () => {
  const store = resources.use(await openTestStore());
  const records = recordsOfPage();
  numbers = new Map(records.map(({ message }, index) => [message, index + 1]));
  await storeRecords(store, records);
  search = resources.use(await startApp('search', { MONGO_URL: mongoUrlOf(store) }).waitReady());
});

afterAll(() => resources.disposeAsync());

/** The part of a record that is looked at here. */
interface Answer {
  records: { message: string }[];
  error: { details: unknown[] };
}

async function ask(query: string) {
  const response = await fetch(`${search.url}/logs?order=asc&q=${encodeURIComponent(query)}`);
  return { status: response.status, body: (await response.json()) as Answer };
}

test('the page has examples and records', () => {
  expect(EXAMPLES.length).toBeGreaterThan(40);
  expect(recordsOfPage()).toHaveLength(10);
  // A table row that is not recognised would not be tested.
  expect(PAGE.match(/^\| `/gm)).toHaveLength(EXAMPLES.length);
});

describe('the query', () => {
  test.each(EXAMPLES)('$query', async ({ query, isRefused, numbers: expected }) => {
    const { status, body } = await ask(query);
    expect(status).toBe(isRefused ? 400 : 200);
    if (!isRefused) expect(body.records.map(({ message }) => numbers.get(message))).toEqual(expected);
  });
});

test('the error on the page is what is answered', async () => {
  const block = PAGE.slice(PAGE.indexOf('## Mistakes')).split('```')[1] ?? '';
  const { status, body } = await ask('timeout AND level:loud');
  expect(status).toBe(400);
  expect(body.error.details).toEqual([JSON.parse(block.replace(/^json/, ''))]);
});
