import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noBrowser } from '../harness/page/browser.ts';
import { openPageSystem, type PageSystem, pageRecord } from '../harness/page/page-system.ts';
import { eventually } from '../harness/wait-for.ts';

/** Time on the page: ranges end now, and records dated later are a link away. */

const MINUTE_MS = 60_000;
const FUTURE = 5;
describe.skipIf(noBrowser)('time on the page', () => {
  let system: PageSystem;

  beforeAll(async () => {
    const now = Date.now();
    const past = [3, 2, 1].map((minutes) => pageRecord(now - minutes * MINUTE_MS, 'shop', 'INFO', 'of the past'));
    const future = Array.from({ length: FUTURE }, (_, i) =>
      pageRecord(now + (60 + i * 2_000) * MINUTE_MS, 'early', 'ERROR', 'of the future'),
    );
    // Both on days when the clocks of Berlin change, in its first and its last hour.
    const changes = ['2026-03-28T23:30', '2026-03-29T21:30', '2026-10-24T22:30', '2026-10-25T22:30'].map((time) =>
      pageRecord(Date.parse(`${time}:00Z`), 'shop', 'INFO', 'of a day when clocks change'),
    );
    system = await openPageSystem([...past, ...future, ...changes]);
  });

  afterAll(() => system[Symbol.asyncDispose]());

  test('the overview counts until now, and leads to the records that are dated in the future', async () => {
    const page = await system.browser.open(`${system.search.url}/`);
    const title = page.locator('.overview-title');
    await title.getByText('3 records').waitFor();
    expect(await title.textContent()).toMatch(/of 1 service, no errors/);
    await title.getByRole('link', { name: '5 records are dated in the future' }).click();
    await page
      .locator('.row')
      .nth(FUTURE - 1)
      .waitFor();
    expect(await page.locator('.row').count()).toBe(FUTURE);
    // The readout is that of the bars, which are asked for apart from the records.
    await eventually(() => page.locator('.readout-total').textContent()).toBe('5 records');
    expect(await page.locator('.bar .time').textContent()).toContain('dated in the future');
    expect(await page.getByRole('link', { name: 'dated in the future' }).count()).toBe(0);
  });

  test('the list has the same link, for the matches of its query, also where nothing else matches', async () => {
    const page = await system.browser.open(`${system.search.url}/?view=logs&from=15m`);
    await page.locator('.row').nth(2).waitFor();
    expect(await page.locator('.row').allTextContents()).toHaveLength(3);
    const link = page.locator('.histogram').getByRole('link', { name: '5 records are dated in the future' });
    expect(await link.getAttribute('href')).toBe('/?view=logs&from=now');
    await page.goto(`${system.search.url}/?view=logs&from=15m&q=service:early`);
    await page.locator('.nothing').getByRole('link', { name: '5 records are dated in the future' }).click();
    await page
      .locator('.row')
      .nth(FUTURE - 1)
      .waitFor();
    expect(new URL(page.url()).searchParams.get('from')).toBe('now');
  });

  test("bars of a day are days of the reader's own zone", async () => {
    const page = await system.browser.open(`${system.search.url}/?view=logs&from=60d`, { timezoneId: 'Asia/Kolkata' });
    await page.locator('.u-over').hover();
    // By its clocks a bar ends at midnight, half past six in the evening of UTC.
    await page
      .locator('.readout-time')
      .getByText(/^\d{4}-\d\d-\d\d 00:00:00 – \d{4}-\d\d-\d\d 00:00:00$/)
      .waitFor();
    expect(await page.locator('.readout-total').textContent()).toMatch(/^\d records?$/);
  });

  test('the tab says the view and the query', async () => {
    const page = await system.browser.open(`${system.search.url}/`);
    await eventually(() => page.title()).toBe('Overview · Logwarren');
    await page.keyboard.press('/');
    await page.keyboard.type('service:early');
    await page.keyboard.press('Enter');
    await eventually(() => page.title()).toBe('service:early · Logs · Logwarren');
    await page.goBack();
    await eventually(() => page.title()).toBe('Logs · Logwarren');
    await page.context().close();
  });

  test('limits are written on a clock of 24 hours, what is wrong is said, and what was not changed stays as it was', async () => {
    const from = '2026-10-25T00:30:00.250Z';
    const to = '2026-10-25T01:30:00.000Z';
    const page = await system.browser.open(`${system.search.url}/?view=logs&from=${from}&to=${to}`, {
      locale: 'en-US',
    });
    const range = page.locator('.bar .time > button');
    // Half past two in Berlin, twice: the first in summer time, the second an hour later.
    expect(await range.textContent()).toContain('2026-10-25 02:30:00 +02:00 – 02:30:00 +01:00');
    await range.click();
    const [start, end] = [page.getByLabel('From', { exact: true }), page.getByLabel('To', { exact: true })];
    expect([await start.inputValue(), await end.inputValue()]).toEqual([
      '2026-10-25 02:30:00.250 +02:00',
      '2026-10-25 02:30:00 +01:00',
    ]);
    const address = () => new URL(page.url()).searchParams;
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await start.waitFor({ state: 'detached' });
    expect([address().get('from'), address().get('to')]).toEqual([from, to]);
    await range.click();
    await end.fill('11/21/2026 2:30 PM');
    await page.getByRole('alert').getByText('is not a time here').waitFor();
    expect(await page.getByRole('button', { name: 'Show', exact: true }).isDisabled()).toBe(true);
    await start.fill('2026-10-25 02:30');
    await end.fill('2026-10-25 02:30');
    await page.getByText('The end is not after the start.').waitFor();
    await page.getByRole('button', { name: '02:30:00 +01:00' }).last().click();
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await eventually(() => address().get('to')).toBe('2026-10-25T01:30:00.000Z');
    expect(address().get('from')).toBe('2026-10-25T00:30:00.000Z');
    // The address is read as the API reads it.
    await page.goto(`${system.search.url}/?view=logs&from=0`);
    expect(await range.textContent()).toContain('since 1970-01-01 01:00:00');
    await page.context().close();
  });

  /** Opens the time range of the logs at half past one of 30 November in Berlin. */
  const openRange = async (width: number) => {
    const page = await system.browser.open('about:blank', {
      viewport: { width, height: width === 320 ? 256 : 844 },
    });
    await page.clock.setFixedTime('2026-11-30T00:30:00Z');
    await page.goto(`${system.search.url}/?view=logs`);
    // The bar moves when it gets the time that the view is as of.
    await page.locator('.refresh time').waitFor();
    await page.locator('.bar .time > button').click();
    const [from, to] = [page.getByLabel('From', { exact: true }), page.getByLabel('To', { exact: true })];
    const show = page.getByRole('button', { name: 'Show', exact: true });
    return { page, from, to, show, parameter: (name: string) => new URL(page.url()).searchParams.get(name) };
  };

  test.each([1440, 390, 320])('a time of the day alone is of today, and says so, at %i px', async (width) => {
    const { page, from, show, parameter } = await openRange(width);
    await from.fill('0:00');
    await page.getByText('Today, 2026-11-30 00:00:00.', { exact: true }).waitFor();
    await show.click();
    await eventually(() => parameter('from')).toBe('2026-11-29T23:00:00.000Z');
    await page.context().close();
  });

  test.each([1440, 390, 320])('a range over midnight begins yesterday, and says so, at %i px', async (width) => {
    const { page, from, to, show, parameter } = await openRange(width);
    await from.fill('23:00');
    await to.fill('00.30');
    await page.getByText('Yesterday, 2026-11-29 23:00:00.', { exact: true }).waitFor();
    await page.getByText('Today, 2026-11-30 00:30:00.', { exact: true }).waitFor();
    await show.click();
    await eventually(() => parameter('to')).toBe('2026-11-29T23:30:00.000Z');
    expect(parameter('from')).toBe('2026-11-29T22:00:00.000Z');
    await page.context().close();
  });

  test.each([1440, 390, 320])('a small number is not taken for seconds since 1970, at %i px', async (width) => {
    const { page, from, show, parameter } = await openRange(width);
    for (const text of ['8', '0', '1030', '14.75']) {
      await from.fill(text);
      await page.getByText(`“${text}” is not a time here. Write 14:30, 2026-11-21 10:15:30`).waitFor();
      expect(await show.isDisabled()).toBe(true);
    }
    await from.fill('14.30');
    await page.getByText('Yesterday, 2026-11-29 14:30:00.', { exact: true }).waitFor();
    await from.fill('1764460800');
    await show.click();
    await eventually(() => parameter('from')).toBe('2025-11-30T00:00:00.000Z');
    await page.context().close();
  });

  test.each(['abc', '-1', '2026'])(
    'a limit that is not a time (%s) is not shown as one, and what is wrong is said',
    async (from) => {
      for (const view of ['logs', 'overview', 'patterns']) {
        const page = await system.browser.open(`${system.search.url}/?view=${view}&from=${from}`);
        await page.getByRole('alert').first().waitFor();
        expect(await page.getByRole('alert').first().textContent()).toContain(from);
        const range = page.locator('.bar .time > button');
        expect(await range.textContent()).toContain('unreadable time');
        expect(await page.locator('body').textContent()).not.toContain(`since ${from}`);
        await range.click();
        await page.getByText(`“${from}” is not a time here.`).waitFor();
        expect(await page.getByRole('button', { name: 'Show', exact: true }).isDisabled()).toBe(true);
        await page.getByRole('button', { name: 'last hour' }).click();
        await eventually(() => page.getByRole('alert').count()).toBe(0);
        await page.context().close();
      }
    },
  );

  test.each([
    ['2026-03-29', '2026-03-30', 23, 1440],
    ['2026-10-25', '2026-10-26', 25, 390],
  ])('the bar of %s ends at midnight of %s, after %i hours, at %i px', async (day, next, hours, width) => {
    const from = Date.parse(`${day}T12:00:00Z`) - 30 * 24 * 60 * MINUTE_MS;
    const range = `from=${new Date(from).toISOString()}&to=${new Date(from + 80 * 24 * 60 * MINUTE_MS).toISOString()}`;
    const page = await system.browser.open('about:blank', { viewport: { width, height: 900 } });
    const answer = page.waitForResponse((response) => response.url().includes('/logs/histogram'));
    await page.goto(`${system.search.url}/?view=logs&${range}`);
    const { bins } = (await (await answer).json()) as { bins: { time: string; counts: object }[] };
    const held = bins.findIndex(({ counts }) => Object.keys(counts).length > 0);
    const [start = 0, end = 0] = bins.slice(held).map(({ time }) => Date.parse(time));
    expect(((end - start) / (60 * MINUTE_MS)) % 24).toBe(hours % 24);
    const box = await page.locator('.u-over').boundingBox();
    if (box === null) throw new Error('the bars are not drawn');
    const seen = new Map<string, string>();
    for (let x = 1; x < box.width; x += 2) {
      await page.mouse.move(box.x + x, box.y + box.height / 2);
      const time = (await page.locator('.readout-time').textContent()) ?? '';
      seen.set(time, (await page.locator('.readout-total').textContent()) ?? '');
    }
    for (const time of seen.keys())
      expect(time).toMatch(/^\d{4}-\d\d-\d\d 00:00:00( [+]\d\d:00)? – \d{4}-\d\d-\d\d 00:00:00( [+]\d\d:00)?$/);
    const bar = [...seen].find(([time]) => time.startsWith(day) || time.includes(`– ${next} 00:00:00`));
    expect(bar?.[1]).toBe('2 records');
  });
});
