import { ALL, type Filter, severityFilter } from '@logwarren/contract';
import { countLogs, findLogs, type Store } from '@logwarren/store';
import { percentile, round } from './statistics.ts';

const WARM_UP = 20;
const RUNS = 200;

/** Times of one query, ms, over 200 warm runs. */
export interface QueryTimes {
  results: number;
  p50Ms: number;
  p99Ms: number;
}

/** Measures typical queries, in the store and through HTTP. */
export async function measureQueries(
  store: Store,
  searchUrl: string,
  { needle, dayMs }: { needle: string; dayMs: number },
): Promise<Record<string, QueryTimes>> {
  const find =
    (filter: Filter, more: { fromMs?: number; toMs?: number } = {}) =>
    async () =>
      (await findLogs(store, { filter, limit: 100, order: 'desc', budgetMs: 60_000, ...more })).records.length;
  const hour = { fromMs: dayMs + 12 * 3_600_000, toMs: dayMs + 13 * 3_600_000 };
  const word = (phrase: string): Filter => ({ kind: 'phrase', phrase });
  const queries: Record<string, () => Promise<number>> = {
    'newest 100': find(ALL),
    'newest 100 ERROR': find(severityFilter('ERROR')),
    'newest 100 of an hour': find(ALL, hour),
    'a word that occurs twice': find(word(needle)),
    'a word that never occurs': find(word('nowheretobefound')),
    'a common word, newest 100': find(word('search')),
    'counts by service and severity': async () =>
      (await countLogs(store, { filter: ALL, budgetMs: 60_000 })).counts.length,
    'GET /logs?text=<word that occurs twice>': () => get(`${searchUrl}/logs?text=${needle}`),
    'GET /logs?severity=ERROR': () => get(`${searchUrl}/logs?severity=ERROR`),
  };
  const times: Record<string, QueryTimes> = {};
  for (const [name, run] of Object.entries(queries)) times[name] = await measure(run);
  return times;
}

async function get(url: string): Promise<number> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { records: unknown[] }).records.length;
}

async function measure(run: () => Promise<number>): Promise<QueryTimes> {
  let results = 0;
  for (let i = 0; i < WARM_UP; i++) results = await run();
  const times: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    const startedAt = performance.now();
    await run();
    times.push(performance.now() - startedAt);
  }
  return { results, p50Ms: round(percentile(times, 0.5)), p99Ms: round(percentile(times, 0.99)) };
}
