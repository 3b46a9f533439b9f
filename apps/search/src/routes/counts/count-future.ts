import type { CountQuery, CountResult } from '@logwarren/store';
import type { Selection } from '../../parameters/selection.ts';

/** Counts the matches dated after a range that ends now; always 0 for a range with an end of its own. */
export async function countFuture(
  count: (query: CountQuery) => Promise<CountResult>,
  { endsNow, filter, toMs }: Selection,
  more: Pick<CountQuery, 'asOf' | 'budgetMs' | 'signal'>,
): Promise<{ future: number; complete: boolean }> {
  if (!endsNow) return { future: 0, complete: true };
  const { complete, counts } = await count({ ...more, filter, fromMs: toMs });
  return { future: counts.reduce((sum, each) => sum + each.count, 0), complete };
}
