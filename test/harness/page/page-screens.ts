import type { Page } from 'playwright-core';
import { AWKWARD_LEDGER } from '../../fixtures/awkward-records.ts';

/** All screens of the page, each with the way to it; the records are those of `awkward-records.ts`. */
interface Screen {
  name: string;
  path: string;
  /** Answers that replace the service's, by a pattern of addresses; undefined breaks the connection. */
  answers?: Readonly<Record<string, object | undefined>>;
  /** Opens the screen, and waits until it is there. */
  show: (page: Page) => Promise<unknown>;
}

const first = (page: Page, selector: string) => page.locator(selector).first().waitFor();

/** Moves the list of filters to where it can be pressed: beside the records, or behind its button on a phone. */
async function showFilters(page: Page): Promise<void> {
  const toggle = page.getByRole('button', { name: 'Filters' });
  if (await toggle.isVisible()) await toggle.click();
  await page.locator('.facet-value').nth(5).waitFor();
}

async function openRecord(page: Page, index = 0): Promise<void> {
  await page.locator(`.row[data-index="${index}"]`).click();
  await first(page, '.detail');
}

const WAY_IN: readonly Screen[] = [
  { name: 'overview', path: '/?from=15m', show: (page) => page.locator('.services tbody tr').nth(5).waitFor() },
  { name: 'patterns', path: '/?view=patterns', show: (page) => first(page, '.pattern') },
  { name: 'dead letters', path: '/?view=dead-letters', show: (page) => first(page, '.letter-line') },
  {
    name: 'an open dead letter',
    path: '/?view=dead-letters',
    async show(page) {
      await page.locator('.letter-line').first().click();
      await first(page, '.letter-detail .fields');
    },
  },
  {
    name: 'the dialog of discarding',
    path: '/?view=dead-letters',
    async show(page) {
      await page.getByRole('button', { name: /Discard all/ }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'ledger',
    path: '/?view=ledger',
    answers: { '**/ledger': AWKWARD_LEDGER },
    show: (page) => first(page, '.ledger tbody tr'),
  },
];

const LOGS: readonly Screen[] = [
  { name: 'logs', path: '/?view=logs', show: (page) => first(page, '.row') },
  {
    name: 'filters',
    path: '/?view=logs',
    async show(page) {
      await first(page, '.row');
      await showFilters(page);
      await page.locator('details.facet summary').first().click();
      await first(page, 'details.facet[open] .facet-value');
    },
  },
  {
    name: 'an open record',
    path: '/?view=logs',
    async show(page) {
      await first(page, '.row');
      await openRecord(page);
    },
  },
  {
    name: 'an open stack trace with what is around it',
    path: '/?view=logs',
    async show(page) {
      await first(page, '.row');
      await openRecord(page, 4);
      await page.getByRole('button', { name: 'context' }).click();
      await page.locator('.context li').nth(2).waitFor();
    },
  },
  {
    name: 'a record as JSON',
    path: '/?view=logs',
    async show(page) {
      await first(page, '.row');
      await openRecord(page, 2);
      await page.getByRole('button', { name: 'JSON', exact: true }).click();
      await first(page, '.detail-json');
    },
  },
  { name: 'logs live', path: '/?view=logs&live=1', show: (page) => first(page, '.live-bar') },
  {
    name: 'a query with a fault',
    path: '/?view=logs&q=service:a%20AND%20(severity:ERROR',
    show: (page) => first(page, '.query-error'),
  },
  { name: 'nothing found', path: '/?view=logs&q=nothing-has-this-word', show: (page) => first(page, '.nothing') },
  {
    name: 'a service away',
    path: '/?view=logs',
    answers: { '**/logs?*': undefined },
    show: (page) => first(page, '.trouble'),
  },
];

const PANELS: readonly Screen[] = [
  {
    name: 'time picker',
    path: '/?view=logs&from=2024-11-29T10:00:00Z&to=2099-11-30T10:00:00Z',
    async show(page) {
      await first(page, '.row');
      await page.locator('.time > button').click();
      await first(page, '.popover-panel');
    },
  },
  {
    name: 'export menu',
    path: '/?view=logs',
    async show(page) {
      await first(page, '.row');
      await page.getByRole('button', { name: 'Export' }).click();
      await first(page, '.popover-panel');
    },
  },
  {
    name: 'saved searches',
    path: '/?view=logs&q=service:a',
    async show(page) {
      await first(page, '.row');
      await page.getByRole('button', { name: 'Saved' }).click();
      await first(page, '.saved-list li');
    },
  },
  {
    name: 'completion',
    path: '/?view=logs',
    async show(page) {
      await first(page, '.row');
      await page.locator('.query-input').click();
      await page.keyboard.type('service:');
      await first(page, '.choice');
    },
  },
  {
    name: 'key help',
    path: '/?view=logs',
    async show(page) {
      await page.getByRole('button', { name: 'Keyboard help' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
];

/** All screens. */
export const SCREENS: readonly Screen[] = [...WAY_IN, ...LOGS, ...PANELS];

/** Opens a screen, whatever the page showed before. */
export async function showScreen(page: Page, origin: string, { path, answers = {}, show }: Screen): Promise<void> {
  await page.unrouteAll({ behavior: 'wait' });
  for (const [pattern, json] of Object.entries(answers)) {
    await page.route(pattern, (route) => (json === undefined ? route.abort() : route.fulfill({ json })));
  }
  // Nothing remains of the previous screen, such as its scroll position.
  await page.goto('about:blank');
  await page.goto(origin + path);
  await show(page);
}
