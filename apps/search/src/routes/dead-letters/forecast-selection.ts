import { type DiscardJson, MAX_LISTED, type ReplayForecastJson } from '@logwarren/api';
import { forecastReplay } from '@logwarren/broker';
import type { LetterSelection, LetterSummary } from '@logwarren/store';
import type { LetterStore } from '../../queries/store-functions.ts';
import { MAX_LIMIT } from './letter-parameters.ts';

/** Reads every letter of a selection as a collector would; changes nothing. */
export async function forecastSelection(
  store: LetterStore,
  selection: LetterSelection,
  { budgetMs, now }: { budgetMs: number; now: () => number },
): Promise<ReplayForecastJson> {
  const deadline = performance.now() + budgetMs;
  const forecasts: ReplayForecastJson = {
    dryRun: true,
    succeed: 0,
    fail: 0,
    missing: [],
    letters: [],
    complete: true,
  };
  for await (const id of idsOf(store, selection)) {
    if (performance.now() > deadline) return { ...forecasts, complete: false };
    const found = await store.get(id);
    if (found === undefined || found.summary.state === 'replaying') {
      forecasts.missing.push(id);
      continue;
    }
    const forecast = await forecastReplay(found.letter, now());
    if (forecast.succeeds) forecasts.succeed += 1;
    else forecasts.fail += 1;
    if (forecasts.letters.length >= MAX_LISTED) continue;
    const { succeeds } = forecast;
    const why = succeeds ? {} : { reason: forecast.reason, explanation: forecast.explanation };
    forecasts.letters.push({ id, succeeds, ...why });
  }
  return forecasts;
}

async function* idsOf(store: LetterStore, selection: LetterSelection): AsyncGenerator<string> {
  if ('ids' in selection) return yield* selection.ids;
  for await (const page of keptPages(store, selection.filter)) yield* page.map(({ _id }) => _id);
}

/** Counts the letters that a selection would discard; changes nothing. */
export async function countDiscardable(
  store: LetterStore,
  selection: LetterSelection,
  budgetMs: number,
): Promise<DiscardJson> {
  if ('ids' in selection) {
    const states = await store.states(selection.ids);
    const discarded = [...states.values()].filter((state) => state === 'kept').length;
    return { dryRun: true, discarded, complete: true };
  }
  const deadline = performance.now() + budgetMs;
  let discarded = 0;
  for await (const page of keptPages(store, selection.filter)) {
    discarded += page.length;
    if (performance.now() > deadline) return { dryRun: true, discarded, complete: false };
  }
  return { dryRun: true, discarded, complete: true };
}

/** All letters that a filter would replay or discard, page by page. */
async function* keptPages(
  store: LetterStore,
  filter: Extract<LetterSelection, { filter: unknown }>['filter'],
): AsyncGenerator<LetterSummary[]> {
  let after: Parameters<LetterStore['find']>[2];
  for (;;) {
    const { letters, next } = await store.find({ ...filter, states: ['kept'] }, MAX_LIMIT, after);
    yield letters;
    if (next === null) return;
    after = next;
  }
}
