import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { noBrowser } from '../../harness/page/browser.ts';
import { openPageSystem, type PageSystem, pageRecord } from '../../harness/page/page-system.ts';
import { eventually } from '../../harness/wait-for.ts';

const RECORDS = 3_000;
const ROW_PX = 22;

/** A record in the middle of a long list, opened by its link. Skipped where there is no browser: `noBrowser` says why. */
describe.skipIf(noBrowser)('an open record far down the list', () => {
  let system: PageSystem;
  let page: Page;
  /** Ids of the records by their number, 0 for the newest. */
  let ids: string[];
  /** One in the middle, of the other service than `even`. */
  let oddId: string;

  beforeAll(async () => {
    const nowMs = Date.now() - 60_000;
    system = await openPageSystem(
      Array.from({ length: RECORDS }, (_, i) =>
        // Ten records in each millisecond, so that their order depends on more than time.
        pageRecord(nowMs - Math.floor(i / 10), i % 2 === 0 ? 'even' : 'odd', 'INFO', `record number ${i}`),
      ),
    );
    ids = await readIds(system.search.url, '');
    oddId = (await readIds(system.search.url, 'odd'))[750] ?? '';
  });
  afterEach(async () => {
    await page.context().close();
    expect(system.browser.faults.splice(0)).toEqual([]);
  });
  afterAll(() => system?.[Symbol.asyncDispose]());

  const open = async (path: string, options = {}) => {
    page = await system.browser.open(`${system.search.url}${path}`, options);
  };
  const row = (id: string | undefined) => page.locator(`.list-item:has([data-record="${id}"])`);
  const detail = () => page.getByLabel('Record', { exact: true });
  const list = () => page.locator('.list');
  const scrollTo = (top: number) => list().evaluate((element, to) => element.scrollTo(0, to), top);
  /** Whether the open record's row and the beginning of its detail are in sight. */
  const isInSight = async () => {
    const [box, around] = [await detail().boundingBox(), await list().boundingBox()];
    if (box === null || around === null) return false;
    return box.y > around.y && box.y + 40 < around.y + around.height;
  };
  const heightOfList = () => page.locator('.list-inside').evaluate(({ clientHeight }) => clientHeight);
  /** The rows in the document, from top to bottom. */
  const rowIds = () => page.locator('.row').evaluateAll((rows) => rows.map((each) => each.getAttribute('data-record')));
  const expectNeighbours = async () => {
    const shown = await rowIds();
    const first = ids.indexOf(shown[0] ?? '');
    expect(shown).toEqual(ids.slice(first, first + shown.length));
  };

  test.each([
    ['a screen', ROW_PX, {}],
    ['a phone', 2 * ROW_PX, { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true }],
  ])(
    'is opened and in sight after a reload, with its neighbours, without all that is before it, on %s',
    async (_, rowPx, look) => {
      await open(`/?view=logs&from=1h&record=${ids[1500]}`, look);
      await eventually(isInSight).toBe(true);
      await expectNeighbours();
      await page.reload();
      await eventually(isInSight).toBe(true);
      expect(await page.getByText('not among the records below').count()).toBe(0);
      expect(await row(ids[1500]).locator('.row').getAttribute('aria-expanded')).toBe('true');
      await expectNeighbours();
      // A page on each side, not the fifteen hundred before.
      expect((await heightOfList()) / rowPx).toBeLessThan(1_400);
    },
  );

  test('can be left upwards to the newest record and downwards to the oldest, without a jump', async () => {
    await open(`/?view=logs&from=1h&record=${ids[1500]}`);
    await eventually(isInSight).toBe(true);
    const top = async () => (await row(ids[1500]).boundingBox())?.y;
    const before = await top();
    await eventually(heightOfList).toBeGreaterThan(800 * ROW_PX);
    expect(await top()).toBe(before);
    await page.keyboard.press('Escape');
    await detail().waitFor({ state: 'detached' });
    const focused = () => page.evaluate(focusedRecord);
    for (let number = 0; number < 5; number++) await page.keyboard.press('k');
    await eventually(focused).toBe(ids[1495]);
    const topNumber = async () => ids.indexOf((await rowIds())[0] ?? '');
    await eventually(async () => {
      await scrollTo(0);
      return topNumber();
    }).toBe(0);
    await expectNeighbours();
    await eventually(async () => {
      await list().evaluate((element) => element.scrollTo(0, element.scrollHeight));
      return (await rowIds()).at(-1);
    }).toBe(ids.at(-1));
    await expectNeighbours();
    await page.keyboard.press('g');
    await page.keyboard.press('g');
    await eventually(focused).toBe(ids[0]);
  });

  test('g g leads to the newest record at once, and a link to a neighbour in the list brings it into sight', async () => {
    await open(`/?view=logs&from=1h&record=${ids[2500]}`);
    await eventually(isInSight).toBe(true);
    await page.keyboard.press('g');
    await page.keyboard.press('g');
    await row(ids[0]).waitFor();
    await row(ids[3]).locator('.row').click();
    await eventually(isInSight).toBe(true);
    await page.goto(`${system.search.url}/?view=logs&from=1h&record=${ids[2500]}`);
    await eventually(isInSight).toBe(true);
    await page.getByRole('button', { name: 'context' }).click();
    const neighbour = page.locator('.context').getByRole('link').first();
    const message = await neighbour.locator('.row-message').textContent();
    await neighbour.click();
    await eventually(() => page.locator('.detail-message').textContent()).toBe(message);
    await eventually(isInSight).toBe(true);
    expect(await page.locator('.linked').count()).toBe(0);
  });

  test('that the query does not find, or that is gone, is said to be so above the list, which begins with the newest', async () => {
    await open(`/?view=logs&from=1h&q=service:even&record=${oddId}`);
    await page.getByText('not among the records below').waitFor();
    await page.locator('.row[data-index="0"]').waitFor();
    expect(await list().evaluate(({ scrollTop }) => scrollTop)).toBe(0);
    expect(await page.locator('.linked .row-service').textContent()).toBe('odd');
    await page.goto(`${system.search.url}/?view=logs&from=1h&record=019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011`);
    await page.getByText('No stored record has this id').waitFor();
    await row(ids[0]).waitFor();
  });
});

/** Runs in the page. */
function focusedRecord(): string | null {
  // biome-ignore lint/suspicious/noExplicitAny: this runs in the browser, whose types are not here
  return (globalThis as any).document.activeElement.getAttribute('data-record');
}

async function readIds(url: string, service: string): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const parameters = new URLSearchParams({
      from: '1h',
      limit: '1000',
      q: service === '' ? '' : `service:${service}`,
      cursor,
    });
    for (const name of ['q', 'cursor']) if (parameters.get(name) === '') parameters.delete(name);
    const response = await fetch(`${url}/logs?${parameters}`);
    const page = (await response.json()) as { records: { id: string }[]; next: string | null };
    ids.push(...page.records.map(({ id }) => id));
    cursor = page.next;
  }
  return ids;
}
