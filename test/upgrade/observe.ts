import type { PageJson, RecordJson } from '@logwarren/api';
import { expect } from 'vitest';
import type { App } from '../harness/apps/start-app.ts';

/** Questions to a search service of either build while builds are mixed. */

/** The answer of a search service. @throws with the body of an answer that is no success */
export async function ask<T>(search: App, path: string, body?: object): Promise<T> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(`${search.url}${path}`, body === undefined ? {} : init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}

/** All records of a selection, oldest first, page by page; from a cursor on, if one is given. */
export async function findAll(search: App, parameters: string, cursor?: string | null, limit = 1000) {
  const found: RecordJson[] = [];
  for (let next: string | null = cursor ?? ''; next !== null; ) {
    const path = `/logs?order=asc&limit=${limit}&${parameters}${next === '' ? '' : `&cursor=${next}`}`;
    const page: PageJson = await ask(search, path);
    found.push(...page.records);
    next = page.next;
  }
  return found;
}

/** The first page, oldest first. */
export const firstPage = (search: App, parameters: string, limit: number) =>
  ask<PageJson>(search, `/logs?order=asc&limit=${limit}&${parameters}`);

/** Values of an attribute that numbers records, in the order in which they were found. */
export function numbersOf(records: readonly RecordJson[], attribute = 'number'): number[] {
  return records.map(({ attributes }) => Number(attributes?.[attribute]));
}

/** Numbers of the lines in records of the file, however many of them a build has put into one record. */
export function linesOf(records: readonly RecordJson[]): number[] {
  return records.flatMap(({ message }) => [...message.matchAll(/\bline (\d+)/g)].map(([, number]) => Number(number)));
}

/** Expects the numbers 0 to `count` - 1, each once. */
export function expectEachOnce(numbers: readonly number[], count: number, what: string): void {
  const seen = new Set(numbers);
  const missing = Array.from({ length: count }, (_, i) => i).filter((number) => !seen.has(number));
  const twice = [...Map.groupBy(numbers, (number) => number)].flatMap(([number, all]) =>
    all.length > 1 ? number : [],
  );
  const foreign = numbers.filter((number) => !(number >= 0 && number < count));
  const shown = (list: number[]) => `${list.length}${list.length > 0 ? ` (${list.slice(0, 5)} …)` : ''}`;
  expect(`${what}: missing ${shown(missing)}, twice ${shown(twice)}, foreign ${shown(foreign)}`).toBe(
    `${what}: missing 0, twice 0, foreign 0`,
  );
}
