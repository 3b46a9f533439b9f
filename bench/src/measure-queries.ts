import { ALL, type Filter, severityFilter } from '@logwarren/query';
import { countLogs, findLogs, type Store } from '@logwarren/store';
import { percentile, round } from './measurements.ts';

const WARM_UP = 5;
const RUNS = 200;
/** How long each query is measured, ms. A slow query runs fewer than 200 times in it; the table shows how often. */
const MEASURE_MS = 20_000;
const MIN_RUNS = 5;
const BUDGET_MS = 600_000;

/** Times of one query, ms, over warm runs. */
interface QueryTimes {
  results: number;
  runs: number;
  p50Ms: number;
  p99Ms: number;
}

/** Known contents of the data. */
interface KnownData {
  /** Word that occurs twice. */
  needle: string;
  /** Midnight UTC of the day of the records, ms. */
  dayMs: number;
  /** A trace of five records. */
  traceId: string;
}

/** Measures typical queries, in the store and through HTTP. */
export async function measureQueries(
  store: Store,
  searchUrl: string,
  { needle, dayMs, traceId }: KnownData,
): Promise<Record<string, QueryTimes>> {
  const find =
    (filter: Filter, more: { fromMs?: number; toMs?: number } = {}) =>
    async () =>
      (await findLogs(store, { filter, limit: 100, order: 'desc', budgetMs: BUDGET_MS, ...more })).records.length;
  const hour = { fromMs: dayMs + 12 * 3_600_000, toMs: dayMs + 13 * 3_600_000 };
  const word = (phrase: string): Filter => ({ kind: 'phrase', phrase });
  const [stream] = (await countLogs(store, { filter: ALL, budgetMs: BUDGET_MS })).counts;
  const q = (path: string, query: string) => get(`${searchUrl}${path}q=${encodeURIComponent(query)}`);
  const queries: Record<string, () => Promise<number>> = {
    'newest 100': find(ALL),
    'newest 100 ERROR': find(severityFilter('ERROR')),
    'newest 100 of an hour': find(ALL, hour),
    'a word that occurs twice': find(word(needle)),
    'a word that never occurs': find(word('nowheretobefound')),
    'a common word, newest 100': find(word('search')),
    'counts by service and severity': async () =>
      (await countLogs(store, { filter: ALL, budgetMs: BUDGET_MS })).counts.length,
    'GET /logs?text=<word that occurs twice>': () => get(`${searchUrl}/logs?text=${needle}`),
    'GET /logs?severity=ERROR': () => get(`${searchUrl}/logs?severity=ERROR`),
    'GET /logs?service=<the service>': () => get(`${searchUrl}/logs?service=${stream?.service}`),
    'GET /logs?traceId=<a trace>': () => get(`${searchUrl}/logs?traceId=${traceId}`),
    'q=search, a common word': () => q('/logs?', 'search'),
    'q=status:500': () => q('/logs?', 'status:500'),
    'q=status:>=400, newest 100': () => q('/logs?', 'status:>=400'),
    'q=level:error OR <word that occurs twice>': () => q('/logs?', `level:error OR ${needle}`),
    'histogram of everything, 60 bins': () => get(`${searchUrl}/logs/histogram?bins=60`),
    'facets of service and severity': () => get(`${searchUrl}/logs/facets`),
    'facets of an attribute, sampled': () => get(`${searchUrl}/logs/facets?fields=http.response.status_code`),
    'fields, sampled': () => get(`${searchUrl}/logs/fields`),
    'patterns, sampled': () => get(`${searchUrl}/logs/patterns`),
  };
  const times: Record<string, QueryTimes> = {};
  for (const [name, run] of Object.entries(queries)) times[name] = await measure(run);
  const substring: Filter = { kind: 'glob', pieces: ['', needle.slice(1, -1), ''] };
  times['a substring that occurs twice (one pass)'] = await measure(find(substring));
  return times;
}

/** Results of many clients at once. */
interface ConcurrentTimes {
  clients: number;
  queries: number;
  /** Unsuccessful answers; 429 counts too, because the clients are fewer than the limit allows. */
  errors: number;
  p50Ms: number;
  p99Ms: number;
}

/** Lets 20 clients send a mixture of queries for a while. Each sends its next query as soon as it has an answer. */
export async function measureConcurrent(
  searchUrl: string,
  { needle, traceId }: KnownData,
  seconds: number,
): Promise<ConcurrentTimes> {
  const paths = [
    '/logs?limit=100',
    '/logs?severity=ERROR',
    `/logs?text=${needle}`,
    '/logs?q=search',
    `/logs?traceId=${traceId}`,
    '/logs/histogram?bins=60',
    '/logs/facets',
    '/logs/stats',
  ];
  const clients = 20;
  const until = performance.now() + seconds * 1000;
  const times: number[] = [];
  let errors = 0;
  const client = async (first: number) => {
    for (let i = first; performance.now() < until; i++) {
      const startedAt = performance.now();
      const response = await fetch(`${searchUrl}${paths[i % paths.length]}`);
      await response.arrayBuffer();
      if (!response.ok) errors += 1;
      times.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, index) => client(index)));
  const [p50Ms, p99Ms] = [round(percentile(times, 0.5)), round(percentile(times, 0.99))];
  return { clients, queries: times.length, errors, p50Ms, p99Ms };
}

/** Number of items in the answer. */
async function get(url: string): Promise<number> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  const answer = (await response.json()) as Record<string, unknown>;
  return Object.values(answer).find(Array.isArray)?.length ?? 0;
}

async function measure(run: () => Promise<number>): Promise<QueryTimes> {
  let results = 0;
  const until = performance.now() + MEASURE_MS;
  for (let i = 0; i < WARM_UP && (i === 0 || performance.now() < until); i++) results = await run();
  const times: number[] = [];
  while (times.length < RUNS && (times.length < MIN_RUNS || performance.now() < until)) {
    const startedAt = performance.now();
    await run();
    times.push(performance.now() - startedAt);
  }
  const [p50Ms, p99Ms] = [round(percentile(times, 0.5)), round(percentile(times, 0.99))];
  return { results, runs: times.length, p50Ms, p99Ms };
}
