import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { noBrowser } from '../../harness/page/browser.ts';
import { openPageSystem, type PageSystem, pageRecord } from '../../harness/page/page-system.ts';
import { eventually } from '../../harness/wait-for.ts';

const RED = '\u001b[31;1mred\u001b[0m';

/** The text that reaches the clipboard, and the text that is marked in an open record. Skipped where there is no browser. */
describe.skipIf(noBrowser)('what is copied and marked', () => {
  let system: PageSystem;
  let page: Page;

  beforeAll(async () => {
    const now = Date.now() - 60_000;
    const record = (age: number, severity: 'INFO' | 'WARN', message: string, attributes = {}, service = 'shop') =>
      pageRecord(now - age * 1_000, service, severity, message, { attributes });
    system = await openPageSystem([
      record(0, 'INFO', 'first order accepted'),
      record(1, 'WARN', `second order ${RED} late`, { 'user.agent': `an Order-Bot, ${RED}` }),
      record(2, 'INFO', 'third order accepted\nwith a second line'),
      record(3, 'INFO', 'fourth'),
      record(4, 'WARN', 'repeated order accepted', {}, 'till'),
      record(5, 'INFO', 'repeated order accepted', {}, 'till'),
      record(6, 'INFO', `long ${'word '.repeat(900)}end`, {}, 'till'),
      record(7, 'INFO', ' ', { op: 'refund', amount: 12.5 }, 'quiet'),
      record(8, 'INFO', ' \n\n  .   ____\n /\\ / ___', {}, 'quiet'),
    ]);
  });
  afterEach(async () => {
    await page.context().close();
    expect(system.browser.faults.splice(0)).toEqual([]);
  });
  afterAll(() => system?.[Symbol.asyncDispose]());

  const open = async (path: string, awaited = '.row') => {
    page = await system.browser.open(`${system.search.url}${path}`, {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await page.locator(awaited).first().waitFor();
    // What comes later would move what is marked.
    await page.locator('.refresh time').first().waitFor();
  };
  // biome-ignore lint/suspicious/noExplicitAny: this runs in the browser, whose types are not here
  const clipboard = () => page.evaluate(() => (globalThis as any).navigator.clipboard.readText()) as Promise<string>;
  /** Marks from the middle of one element's text to the middle of another's with the mouse. */
  const mark = async (from: string, to: string) => {
    const [start, end] = [await page.locator(from).boundingBox(), await page.locator(to).boundingBox()];
    if (start === null || end === null) throw new Error('nothing to mark');
    await page.mouse.move(start.x + 1, start.y + start.height / 2);
    await page.mouse.down();
    await page.mouse.move(end.x + 600, end.y + end.height / 2, { steps: 5 });
    await page.mouse.up();
    await page.keyboard.press('Control+c');
  };

  test('no row is empty: attributes stand for a message, and blank lines before it are left out', async () => {
    await open('/?view=logs&q=service:quiet');
    await eventually(() => page.locator('.row-message').allTextContents()).toEqual([
      'op=refund amount=12.5',
      '  .   ____ ⏎ 1 more',
    ]);
  });

  test('rows that are marked are one line each, as they are shown', async () => {
    await open('/?view=logs');
    const times = await page.locator('.row-time').allTextContents();
    await mark('.row[data-index="0"] .row-time', '.row[data-index="2"] .row-message');
    expect((await clipboard()).split('\n')).toEqual([
      `${times[0]}\tINFO\tshop\tfirst order accepted`,
      `${times[1]}\tWARN\tshop\tsecond order red late`,
      `${times[2]}\tINFO\tshop\tthird order accepted with a second line`,
    ]);
    expect(await page.locator('.row[aria-expanded=true]').count()).toBe(0);
    // In one cell it is the browser's own.
    await page.locator('.row[data-index="0"] .row-message').dblclick({ position: { x: 10, y: 8 } });
    await page.keyboard.press('Control+c');
    expect(await clipboard()).toBe('first');
  });

  test('a message that is too long for a row is copied in full', async () => {
    await open('/?view=logs&q=long');
    await page.locator('.readout').click({ position: { x: 2, y: 2 } });
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+c');
    const lines = (await clipboard()).split('\n');
    const line = lines.find((each) => each.includes('INFO\ttill'));
    expect(line?.split('\t').at(-1)).toBe(`long ${'word '.repeat(900)}end`);
    // Labels of buttons are not marked on the screen either.
    expect(await page.getByRole('button', { name: 'Export' }).isVisible()).toBe(true);
    expect(lines.filter((each) => each.includes('Export'))).toEqual([]);
  });

  test('so are rows of a context, which are links', async () => {
    await open('/?view=logs&q=second');
    await page.locator('.row[data-severity=WARN]').click();
    await page.getByRole('button', { name: 'context' }).click();
    await page.locator('.context li').nth(3).waitFor();
    const address = page.url();
    await mark('.context li:nth-child(1) .row-time', '.context li:nth-child(2) .row-message');
    const times = await page.locator('.context .row-time').allTextContents();
    expect((await clipboard()).split('\n')).toEqual([
      `${times[0]}\tINFO\tfirst order accepted`,
      `${times[1]}\tWARN\tsecond order red late`,
    ]);
    // Within one row, too, and neither follows the link.
    await mark('.context li:nth-child(4) .row-time', '.context li:nth-child(4) .row-message');
    expect(await clipboard()).toBe(`${times[3]}\tINFO\tfourth`);
    expect(page.url()).toBe(address);
    await page.locator('.context li:nth-child(1) a').click();
    await eventually(() => page.url()).not.toBe(address);
  });

  test('and rows of patterns', async () => {
    await open('/?view=patterns', '.pattern');
    const address = page.url();
    const texts = await page.locator('.pattern-text').allTextContents();
    await mark('.pattern:nth-child(1) .pattern-count', '.pattern:nth-child(2) .pattern-last');
    const lines = (await clipboard()).split('\n');
    expect(lines).toHaveLength(2);
    for (const [index, line] of lines.entries()) expect(line.split('\t')).toContain(texts[index]);
    expect(page.url()).toBe(address);
    await page.locator('.pattern a').nth(2).click();
    await eventually(() => page.url()).not.toBe(address);
  });

  test('all of the patterns, each with its severities and how many records have them', async () => {
    await open('/?view=patterns', '.pattern');
    await page.locator('.overview-title').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+c');
    const lines = (await clipboard()).split('\n').filter((line) => line.includes('order accepted'));
    expect(lines.map((line) => line.split('\t').slice(0, 3))).toEqual([
      ['2', 'WARN 1, INFO 1', 'repeated order accepted'],
      ['1', 'INFO 1', 'first order accepted'],
      ['1', 'INFO 1', 'third order accepted'],
    ]);
  });

  test('a copy out of a field is left to the browser, whatever is marked in the list', async () => {
    await open('/?view=logs');
    await mark('.row[data-index="0"] .row-time', '.row[data-index="2"] .row-message');
    const isOurs = (place: string) =>
      page.evaluate(`(() => {
        const copy = new ClipboardEvent('copy', { bubbles: true, cancelable: true, clipboardData: new DataTransfer() });
        return !(${place}).dispatchEvent(copy);
      })()`);
    const field = (tag: string) =>
      `document.body.appendChild(Object.assign(document.createElement('${tag}'), { contentEditable: 'true' }))`;
    expect(await isOurs("document.querySelector('.row')")).toBe(true);
    expect(await isOurs("document.querySelector('.query-input')")).toBe(false);
    expect(await isOurs(field('textarea'))).toBe(false);
    expect(await isOurs(field('p'))).toBe(false);
  });

  test('the buttons copy no escape codes, and JSON as it is', async () => {
    await open('/?view=logs&q=late');
    await page.locator('.row').first().click();
    await page.getByRole('button', { name: 'Copy message' }).click();
    await eventually(clipboard).toBe('second order red late');
    await page.getByRole('button', { name: 'Copy user.agent' }).click();
    await eventually(clipboard).toBe('an Order-Bot, red');
    await page.getByRole('button', { name: 'Copy JSON' }).click();
    await eventually(clipboard).toContain('second order \\u001b[31;1mred');
  });

  test('words that are searched for are marked in the open record, its fields, its JSON and its context', async () => {
    await open('/?view=logs&q=order%20severity:WARN');
    await page.locator('.row').first().click();
    const marked = (place: string) => page.locator(`${place} mark`).allTextContents();
    await page.locator('.detail').waitFor();
    expect(await marked('.detail-message')).toEqual(['order']);
    expect(await marked('.fields')).toEqual(['Order']);
    await page.getByRole('button', { name: 'JSON', exact: true }).click();
    expect(await marked('.detail-json')).toEqual(['order', 'Order']);
    await page.getByRole('button', { name: 'context' }).click();
    await page.locator('.context li').nth(3).waitFor();
    expect(await marked('.context')).toEqual(['order', 'order', 'order']);
    // They look as rows of the list do.
    const weights = await page.locator('.context .row-severity').evaluateAll(weightsOf);
    expect(weights).toEqual(['INFO 400', 'WARN 600', 'INFO 400', 'INFO 400']);
  });
});

/** Runs in the page: texts of elements and how bold they are. */
// biome-ignore lint/suspicious/noExplicitAny: this runs in the browser, whose types are not here
function weightsOf(all: any[]): string[] {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  return all.map((each) => `${each.textContent} ${(globalThis as any).getComputedStyle(each).fontWeight}`);
}
