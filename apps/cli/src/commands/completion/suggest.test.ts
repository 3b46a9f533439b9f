import { expect, test } from 'vitest';
import type { ApiClient } from '../../api/api-client.ts';
import { buildProgram } from '../../build-program.ts';
import type { Cli } from '../../options/cli.ts';
import { suggestionLines } from './completion-script.ts';
import { suggest } from './suggest.ts';

const ANSWERS: Record<string, unknown> = {
  '/logs/fields': { fields: [{ name: 'status' }, { name: 'odd name' }, { name: '$(reboot)' }] },
  '/logs/facets?fields=service&limit=50': {
    facets: [
      {
        values: [
          { value: 'shop', count: 1234 },
          { value: 'a;b', count: 1 },
        ],
      },
    ],
  },
  '/logs/facets?fields=status&limit=50': {
    facets: [
      {
        values: [
          { value: '200', count: 3 },
          { value: '404', count: 2 },
        ],
      },
    ],
  },
  '/logs/facets?fields=level&limit=50&prefix=e': { facets: [{ values: [{ value: 'ERROR', count: 2 }] }] },
  '/logs/facets?fields=level&limit=50&prefix=E': { facets: [{ values: [{ value: 'ERROR', count: 2 }] }] },
  '/logs/facets?fields=service&limit=50&prefix=service-19': {
    facets: [{ values: [{ value: 'service-199', count: 2, error: 0 }] }],
  },
  '/logs/facets?fields=region&limit=50&q=level%3Aerror+timeout': {
    facets: [{ values: [{ value: 'eu', count: 90, error: 12, low: 80, high: 102 }] }],
  },
  '/logs/fields?q=level%3Aerror': { fields: [{ name: 'errno' }] },
};

const api = {
  get: async (path: string) => ANSWERS[path] ?? Promise.reject(new Error(path)),
} as ApiClient;
const cli = { api: () => api, columns: () => undefined, write: () => {}, writeError: () => {} } as unknown as Cli;

async function texts(line: string): Promise<string[]> {
  return (await suggest(buildProgram(cli), cli, line)).map(({ text }) => text);
}

test.each([
  ['logwarren sea', ['search']],
  ['logwarren dlq ', ['list', 'show', 'replay', 'discard', 'help']],
  ['logwarren search --sev', ['--severity']],
  ['logwarren --json search --ur', ['--url']],
  ['logwarren search --severity WA', ['WARN']],
  ['logwarren search --severity wa', ['warn']],
  ['logwarren search level:e', ['level:error']],
  ['logwarren search level:E', ['level:ERROR']],
  ['logwarren search --service ', ['shop']],
  ['logwarren search --service S', []],
  ['logwarren search --service service-19', ['service-199']],
  ['logwarren search service:service-19', ['service:service-199']],
  ['logwarren search level:error timeout region:', ['region:eu']],
  ['logwarren search level:error err', ['errno:']],
  ['logwarren search level: sta', ['status:']],
  ['logwarren search LEVEL:', []],
  ['logwarren search --service shop --since 1', ['15m', '1h']],
  ['logwarren search --color a', ['auto', 'always']],
  ['logwarren search sta', ['status:']],
  ["logwarren search 'timeout' 'status:4", ['status:404']],
  ['logwarren search unknown:', []],
  ['logwarren export -o ', []],
  ['logwarren completion ', ['bash', 'zsh', 'fish']],
  ['logwarren nonsense', []],
])('%s', async (line, expected) => {
  expect(await texts(line)).toEqual(expected);
});

test('an estimate is marked as one', async () => {
  const [choice] = await suggest(buildProgram(cli), cli, 'logwarren search level:error timeout region:');
  expect(choice?.about).toMatch(/^90 [±(].* records$/);
});

test('the first page of commands has all of them, and none that is hidden', async () => {
  const all = await texts('logwarren ');
  expect(all).toEqual(
    expect.arrayContaining(['search', 'tail', 'export', 'stats', 'patterns', 'fields', 'dlq', 'ledger']),
  );
  expect(all.filter((name) => name.startsWith('_'))).toEqual([]);
});

test('bash gets what follows the last character that it begins a new word at', () => {
  const suggestions = [{ text: 'status:404', about: '2 records' }];
  expect(suggestionLines('bash', 'logwarren search status:4', ':=', suggestions)).toBe('404\n');
  expect(suggestionLines('bash', 'logwarren search status:4', '', suggestions)).toBe('status:404\n');
  expect(suggestionLines('fish', 'logwarren search status:4', '', suggestions)).toBe('status:404\t2 records\n');
});
