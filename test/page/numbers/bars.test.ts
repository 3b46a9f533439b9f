import type { Severity } from '@logwarren/contract';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noBrowser } from '../../harness/page/browser.ts';
import { openPageSystem, type PageSystem, pageRecord } from '../../harness/page/page-system.ts';
import { eventually } from '../../harness/wait-for.ts';

/** Bars are as high as their numbers, by the pixels that are drawn. */
describe.skipIf(noBrowser)('bars', () => {
  const MINUTE_MS = 60_000;
  let system: PageSystem;

  beforeAll(async () => {
    const now = Date.now();
    const some = (age: number, severity: Severity, count: number) =>
      Array.from({ length: count }, () => pageRecord(now - age * MINUTE_MS, 'shop', severity, 'tick'));
    system = await openPageSystem([
      ...[...some(12, 'ERROR', 1), ...some(12, 'INFO', 153)],
      ...[...some(8, 'ERROR', 29), ...some(8, 'INFO', 111)],
      ...[...some(4, 'ERROR', 1), ...some(4, 'INFO', 999)],
    ]);
  });
  afterAll(() => system?.[Symbol.asyncDispose]());

  /** Heights of each bar in device pixels, all of it and its red band, from left to right. */
  async function heightsOf(page: Page): Promise<[all: number, red: number][]> {
    const columns = await page.locator('.histogram canvas').evaluate((canvas) => {
      // biome-ignore lint/suspicious/noExplicitAny: this runs in the browser, whose types are not here
      const { width, height } = canvas as any;
      // biome-ignore lint/suspicious/noExplicitAny: as above
      const { data } = (canvas as any).getContext('2d').getImageData(0, 0, width, height);
      return Array.from({ length: width }, (_, x) => {
        let [all, red] = [0, 0];
        for (let y = 0; y < height; y++) {
          const at = (y * width + x) * 4;
          const [r, g, b, alpha] = [data[at], data[at + 1], data[at + 2], data[at + 3]];
          // Labels and axes are grey.
          if (alpha < 250 || Math.max(r, g, b) - Math.min(r, g, b) < 30) continue;
          all += 1;
          if (r > b + 40) red += 1;
        }
        return [all, red] as [number, number];
      });
    });
    const bars: [number, number][] = [];
    columns.forEach(([all, red], x) => {
      if (all > 0 && (columns[x - 1]?.[0] ?? 0) === 0) bars.push([all, red]);
      const last = bars.at(-1);
      // The edges of a bar may be a part of a pixel.
      if (all > 0 && last !== undefined && all >= last[0]) bars[bars.length - 1] = [all, Math.max(red, last[1])];
    });
    return bars;
  }

  test.each([
    [1440, 1],
    [390, 3],
  ])('an incident is not as low as one error, at %i px', async (width, deviceScaleFactor) => {
    const page = await system.browser.open(`${system.search.url}/?view=logs`, {
      ...{ viewport: { width, height: 900 }, deviceScaleFactor },
    });
    // On a phone the button that puts the bars away says it.
    await page.locator('.readout-total').getByText('1,294 records').waitFor({ state: 'attached' });
    await eventually(async () => (await heightsOf(page)).length).toBe(3);
    const [few, incident, peak] = await heightsOf(page);
    expect(few?.[1]).toBe(deviceScaleFactor);
    expect(peak?.[1]).toBe(deviceScaleFactor);
    const unit = (peak?.[0] ?? 0) / 1_000;
    expect(unit * 1_000).toBeGreaterThan(50 * deviceScaleFactor);
    expect(Math.abs((incident?.[1] ?? 0) - 29 * unit)).toBeLessThanOrEqual(1);
    expect(incident?.[1]).toBeGreaterThan(few?.[1] ?? 0);
    expect(Math.abs((few?.[0] ?? 0) - 154 * unit)).toBeLessThanOrEqual(1);
    expect(Math.abs((incident?.[0] ?? 0) - 140 * unit)).toBeLessThanOrEqual(1);
    await page.context().close();
  });

  test.each([
    [1440, 1],
    [390, 3],
  ])(
    'beside a busy bar, the others are as high as their numbers and at least a pixel, at %i px',
    async (width, deviceScaleFactor) => {
      const page = await system.browser.open('about:blank', { viewport: { width, height: 900 }, deviceScaleFactor });
      // What is drawn is tested here: storing so many records would take longer than all the rest.
      await page.route(/logs\/histogram/, async (route) => {
        const answer = (await (await route.fetch()).json()) as { bins: { counts: Record<string, number> }[] };
        // Bars of DEBUG and TRACE are as grey as labels.
        const mixes: Record<string, number>[] = [
          { ERROR: 1, WARN: 2, INFO: 6 },
          { ERROR: 4, WARN: 90, INFO: 3_000 },
          { INFO: 46_800 },
        ];
        answer.bins.forEach((bin, index) => {
          bin.counts = index % 10 === 5 ? (mixes[(index - 5) / 10] ?? {}) : {};
        });
        await route.fulfill({ json: answer });
      });
      await page.goto(`${system.search.url}/?view=logs`);
      await page.locator('.readout-total[title="49,903"]').waitFor({ state: 'attached' });
      await eventually(async () => (await heightsOf(page)).length).toBe(3);
      const [few, some, peak] = await heightsOf(page);
      expect(few).toEqual([deviceScaleFactor, deviceScaleFactor]);
      const unit = (peak?.[0] ?? 0) / 46_800;
      expect(Math.abs((some?.[0] ?? 0) - 3_094 * unit)).toBeLessThanOrEqual(1);
      expect(some?.[1]).toBe(deviceScaleFactor);
      await page.context().close();
    },
  );
});
