import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LetterStore, LogReader, SavedSearchStore } from '../queries/store-functions.ts';
import type { App } from '../routes/route-context.ts';
import type { LiveFeed } from '../routes/tail/live-feed.ts';
import { createTestServer } from '../test-server.ts';

/**
 * Tests every parameter of every GET route, taken from the OpenAPI document, so that a new one is tested without a row
 * of its own: empty, given twice, far too long, and with values that make no sense. A test fails for anything but an
 * answer.
 */

const ID = '019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011';
/** They may be given more than once, and hold comma-separated lists. */
const LISTS = new Set(['severity', 'service', 'fields', 'columns', 'reason', 'state']);
/** Given once, even where other parameters with the same name are lists. */
const isList = (path: string, name: string) => LISTS.has(name) && path !== '/ledger';
/** They cannot be answered without a connection. */
const NEED_A_SOCKET = new Set(['/logs/tail', '/logs/export']);
/** An allowed value of each parameter whose lists are tested. */
const VALID: Record<string, string> = { severity: 'ERROR', reason: 'body-corrupt', state: 'kept' };

interface Parameter {
  path: string;
  name: string;
  type?: string | undefined;
  words?: string[] | undefined;
}

/** A parameter in the OpenAPI document. */
interface Described {
  in: string;
  name: string;
  schema: { type?: string; enum?: string[] };
}

/** Answers every question with nothing. */
const nothing = (kept: object) =>
  new Proxy(kept, { get: (target, name) => Reflect.get(target, name) ?? (async () => undefined) });
const empty = { records: [], next: null, complete: true };
const NONE = { count: 0, error: 0 };
const read = { fromMs: 0, toMs: 0, stepMs: 1, endMs: 0, exact: true, complete: true };
const reader = nothing({
  moment: async () => `${Math.floor(Date.now() / 1000)}-1`,
  find: async () => empty,
  count: async () => ({ counts: [], complete: true }),
  histogram: async () => ({ ...read, bins: [] }),
  facets: async () => ({ facets: [], complete: true }),
  fields: async () => ({ fields: [], records: NONE, ...read }),
  patterns: async () => ({ patterns: [], others: NONE, ...read }),
}) as LogReader;

let app: App;
let parameters: Parameter[];

beforeAll(async () => {
  app = await createTestServer({
    reader,
    letters: nothing({ find: async () => ({ letters: [], next: null }) }) as LetterStore,
    searches: nothing({ list: async () => [] }) as SavedSearchStore,
    ledger: async () => ({ rows: [], backlog: undefined, waiting: 0, repeats: [], lost: [] }),
    feed: nothing({}) as LiveFeed,
  });
  await app.ready();
  const { paths } = app.swagger() as {
    paths: Record<string, { get?: { parameters?: Described[] } }>;
  };
  parameters = Object.entries(paths).flatMap(([path, { get }]) =>
    (get?.parameters ?? [])
      .filter((each) => each.in === 'query')
      .map(({ name, schema }) => ({ path, name, type: schema.type, words: schema.enum })),
  );
});

afterAll(async () => {
  await app.close();
});

async function problemOf({ path, name }: Parameter, query: string): Promise<string> {
  const url = `${path.replace('{id}', ID)}?${query}`;
  const response = await app.inject(url);
  const details = response.json().error?.details as { parameter: string; problem: string }[] | undefined;
  if (response.statusCode !== 400 || details?.[0] === undefined) return `${url.slice(0, 80)}: ${response.statusCode}`;
  const [{ parameter, problem }] = details as [{ parameter: string; problem: string }];
  return parameter === name && problem.length > 10 ? 'refused' : `${url.slice(0, 80)}: ${parameter} ${problem}`;
}

/** The problems of all parameters with a query made for each; accepted ones are left out. */
async function taken(queryOf: (parameter: Parameter) => string | undefined): Promise<string[]> {
  const answers: string[] = [];
  for (const parameter of parameters) {
    const query = queryOf(parameter);
    if (query !== undefined) answers.push(await problemOf(parameter, query));
  }
  expect(answers.length).toBeGreaterThan(20);
  return answers.filter((answer) => answer !== 'refused');
}

// Hundreds of requests each, on a machine that may be busy.
describe('a parameter of any route is refused by name when it', { timeout: 60_000 }, () => {
  it('is empty', async () => {
    const mayBeBlank = (name: string) => name === 'pattern';
    expect(await taken(({ name }) => (mayBeBlank(name) ? undefined : `${name}=`))).toEqual([]);
    expect(await taken(({ name }) => (mayBeBlank(name) ? undefined : `${name}=%20%20`))).toEqual([]);
  });

  it('is a flag with another word than true or false', async () => {
    const flags = parameters.filter(({ words }) => words?.join() === 'true,false');
    expect(flags.length).toBeGreaterThan(2);
    for (const flag of flags)
      for (const word of ['1', '0', 'yes']) expect(await problemOf(flag, `${flag.name}=${word}`)).toBe('refused');
  });

  it('is given twice and is not a list', async () => {
    expect(await taken(({ path, name }) => (isList(path, name) ? undefined : `${name}=1&${name}=2`))).toEqual([]);
  });

  it('is far too long', async () => {
    expect(await taken(({ name }) => `${name}=${'x'.repeat(5_000)}`)).toEqual([]);
  });

  it('is a list of too many values', async () => {
    const lists = parameters.filter(({ path, name }) => isList(path, name));
    for (const parameter of lists) {
      const entries = Array.from({ length: 101 }, (_, i) => VALID[parameter.name] ?? `x${i}`).join(',');
      expect(await problemOf(parameter, `${parameter.name}=${entries}`)).toBe('refused');
    }
  });

  it('does not exist', async () => {
    const paths = [
      ...new Set(parameters.map(({ path }) => path)),
      '/logs/now',
      '/logs/{id}',
      '/searches',
      '/dead-letters',
    ];
    for (const path of paths) expect(await problemOf({ path, name: 'serivce' }, 'serivce=x')).toBe('refused');
  });
});

it.each(['', '%20%20%20'])('the pattern of messages without a word is taken: pattern=%s', async (pattern) => {
  for (const path of ['/logs', '/logs/stats', '/logs/patterns']) {
    expect((await app.inject(`${path}?pattern=${pattern}`)).statusCode, path).toBe(200);
  }
});

it('a limit is documented as a whole number', () => {
  const limits = parameters.filter(({ name }) => name === 'limit');
  expect(limits.length).toBeGreaterThan(3);
  expect(limits.filter(({ type }) => type !== 'integer')).toEqual([]);
});

it('a list is taken repeated as it is with commas', async () => {
  const refused: string[] = [];
  for (const { path, name } of parameters.filter(
    (each) => isList(each.path, each.name) && !NEED_A_SOCKET.has(each.path),
  )) {
    const value = VALID[name] ?? 'a';
    for (const query of [`${name}=${value}&${name}=${value}`, `${name}=${value},${value}`]) {
      const { body, statusCode } = await app.inject(`${path}?${query}`);
      if (statusCode !== 200) refused.push(`${path}?${query}: ${body}`);
    }
  }
  expect(refused).toEqual([]);
});

it('the OpenAPI document names the schemas that it refers to, and no others', () => {
  const document = app.swagger() as { components: { schemas: object } };
  const references = JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g);
  const names = Array.from(references, ([, name]) => name);
  expect(new Set(names)).toEqual(new Set(Object.keys(document.components.schemas)));
});
