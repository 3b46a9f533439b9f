import { createLogger, Readiness } from '@logwarren/common';
import type { NormalisedRecord, Severity } from '@logwarren/contract';
import { openStore, type Store } from '@logwarren/store';
import { type App, startApp } from '../apps/start-app.ts';
import { storeRecords } from '../store/stored-records.ts';
import { freshDatabase } from '../store/test-store.ts';
import { openBrowser, type TestBrowser } from './browser.ts';

/** A search service with records of the test's own and a browser in front of it. */
export interface PageSystem extends AsyncDisposable {
  search: App;
  store: Store;
  browser: TestBrowser;
}

/** Stores the records, starts search, opens a browser. */
export async function openPageSystem(
  records: readonly NormalisedRecord[],
  env: (databaseUrl: string) => Record<string, string> = (url) => ({ MONGO_URL: url }),
): Promise<PageSystem> {
  await using resources = new AsyncDisposableStack();
  const browser = resources.use(await openBrowser());
  const database = resources.use(freshDatabase());
  const log = createLogger('test', 'fatal');
  const { signal } = new AbortController();
  const readiness = new Readiness(log);
  const store = resources.use(await openStore({ url: database.url, name: 'test', log, readiness, signal }));
  await storeRecords(store, records);
  const search = await resources.use(startApp('search', env(database.url))).waitReady();
  const owned = resources.move();
  return { search, store, browser, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** A record with default values for everything that the tests of the page ignore. */
export function pageRecord(
  timestamp: number,
  service: string,
  severity: Severity,
  message: string,
  more: Partial<NormalisedRecord> = {},
): NormalisedRecord {
  const severityNumber = { TRACE: 1, DEBUG: 5, INFO: 9, WARN: 13, ERROR: 17, FATAL: 21 }[severity];
  return { timestamp, observedAt: timestamp + 5, service, severity, severityNumber, message, attributes: {}, ...more };
}

/** The incident that the journey looks for: checkout fails because payment does, because the ledger has no disk. */
export const INCIDENT_TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

/** Ten minutes of a shop, with an incident in the last three. */
export function shopWithIncident(nowMs: number): NormalisedRecord[] {
  const records: NormalisedRecord[] = [];
  for (let age = 600; age > 0; age--) {
    const at = nowMs - age * 1000;
    const attributes = {
      'http.response.status_code': 200,
      'url.path': `/products/${age % 40}`,
      'duration.ms': age % 90,
    };
    records.push(pageRecord(at, 'storefront', 'INFO', `GET /products/${age % 40} 200`, { attributes }));
    if (age % 3 === 0) records.push(pageRecord(at + 50, 'checkout', 'INFO', `order ${age} accepted`));
    if (age % 20 === 0) records.push(pageRecord(at + 70, 'storefront', 'WARN', `slow answer: ${900 + age} ms`));
    if (age < 180 && age % 5 === 0) {
      const traceId = age === 5 ? INCIDENT_TRACE : age.toString(16).padStart(32, '0');
      const trace = { traceId, attributes: { 'order.id': `A-${age}` } };
      records.push(pageRecord(at + 100, 'ledger', 'FATAL', `cannot append entry: no space left on device`, trace));
      records.push(pageRecord(at + 120, 'payment', 'ERROR', `ledger answered 500 for order A-${age}`, trace));
      records.push(pageRecord(at + 140, 'checkout', 'ERROR', `order A-${age} failed: payment declined`, trace));
      records.push(pageRecord(at + 160, 'checkout', 'ERROR', `POST /checkout 502`, trace));
    }
  }
  return records;
}
