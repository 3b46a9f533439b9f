import type { NormalisedRecord } from '@logwarren/contract';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { openPageSystem, type PageSystem } from './page-system.ts';

/** A page that each test opens anew, with the parts that most tests look at. */
interface OnePage {
  system: PageSystem;
  /** The last opened page; a test may replace it. */
  page: Page;
  /** Opens a path of the search service. */
  open: (path: string) => Promise<void>;
  /** The input for a query. */
  query: () => Locator;
  /** A parameter of the address. */
  parameter: (name: string) => string | null;
}

/** For a `describe`: a system with records before all tests, and after each of them no fault in its page. */
export function useOnePage(records: () => readonly NormalisedRecord[]): OnePage {
  const one = {
    async open(path: string) {
      one.page = await one.system.browser.open(`${one.system.search.url}${path}`);
    },
    query: () => one.page.getByLabel('Query', { exact: true }),
    parameter: (name: string) => new URL(one.page.url()).searchParams.get(name),
  } as OnePage;
  beforeAll(async () => {
    one.system = await openPageSystem(records());
  });
  afterEach(async () => {
    await one.page.context().close();
    expect(one.system.browser.faults.splice(0)).toEqual([]);
  });
  afterAll(() => one.system?.[Symbol.asyncDispose]());
  return one;
}
