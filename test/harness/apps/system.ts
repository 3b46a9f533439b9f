import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PageJson, RecordJson } from '@logwarren/api';
import { openTestVhost, type TestVhost } from '../broker/vhost.ts';
import { freshDatabase } from '../store/test-store.ts';
import { type TestServers, testServers } from '../test-servers.ts';
import { waitFor } from '../wait-for.ts';
import { type App, type AppName, startApp } from './start-app.ts';

/** Services of one Logwarren, with a virtual host, a database and a directory of their own. */
export interface TestSystem extends AsyncDisposable {
  vhost: TestVhost;
  /** The search service that the methods below query. */
  readonly search: App;
  /** MONGO_URL of the system's database. */
  mongoUrl: string;
  /** Empty directory, deleted with the system. */
  dir: string;
  /** Starts a service; it ends with the system at the latest. `root` belongs to another build. */
  start(name: AppName, args?: string[], env?: Record<string, string>, root?: string): App;
  /** Kills search with -9, and starts it anew without waiting for it. */
  killSearch(): Promise<void>;
  /** All records that `GET /logs` finds, page by page. */
  findAll(parameters: string): Promise<RecordJson[]>;
  /** The newest records by their own time. */
  findNewest(count: number): Promise<RecordJson[]>;
  /** Waits until `/logs/stats` counts so many records. */
  waitForTotal(total: number, timeoutMs?: number): Promise<void>;
}

/**
 * Opens a system with its search service running; other services are started by the test.
 *
 * @param root of the search service's sources
 * @param searchEnv of the search service alone
 */
export async function openTestSystem(
  servers: TestServers = testServers(),
  root?: string,
  searchEnv: Record<string, string> = {},
): Promise<TestSystem> {
  const resources = new AsyncDisposableStack();
  const vhost = resources.use(await openTestVhost(servers));
  const database = resources.use(freshDatabase(servers.mongoUrl));
  const dir = mkdtempSync(join(tmpdir(), 'logwarren-system-'));
  resources.defer(() => rmSync(dir, { recursive: true, force: true }));
  const shared = { AMQP_URL: vhost.url, MONGO_URL: database.url, SOURCE_STATE_DIR: join(dir, 'source') };
  const start: TestSystem['start'] = (name, args = [], env = {}, own = undefined) =>
    resources.use(startApp(name, { ...shared, ...env }, args, own));
  let search = await start('search', [], searchEnv, root).waitReady();
  const get = async <T>(path: string): Promise<T> => {
    const response = await fetch(`${search.url}${path}`);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  return {
    ...{ vhost, dir, start, mongoUrl: database.url },
    get search() {
      return search;
    },
    async killSearch() {
      search.kill('SIGKILL');
      await search.exited;
      search = start('search', [], searchEnv, root);
    },
    async findAll(parameters) {
      const found: RecordJson[] = [];
      let next: string | null = '';
      while (next !== null) {
        const page: PageJson = await get(`/logs?limit=1000&${parameters}${next === '' ? '' : `&cursor=${next}`}`);
        found.push(...page.records);
        next = page.next;
      }
      return found;
    },
    findNewest: async (count) => (await get<PageJson>(`/logs?limit=${count}`)).records,
    async waitForTotal(total, timeoutMs = 60_000) {
      let seen: unknown;
      const isThere = async () => {
        seen = (await get<{ total: number }>('/logs/stats')).total;
        return seen === total;
      };
      await waitFor(`${total} records are stored`, isThere, { timeoutMs, detail: () => `seen: ${seen}` });
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
