import type { Store } from '../connection/index.ts';
import { countDecided, type SampledQuery, tallyRecords } from '../count/index.ts';
import { isDecidedInside, overlapping, type RunningQuery, readCounts } from '../read/index.ts';
import { type Fields, FieldTally } from './field-tally.ts';

/** A question for the fields that the matches have. */
type FieldsQuery = SampledQuery;

/**
 * Lists the fields of the matches, or of a sample if there are many matches. If headers show how many match, that
 * number is exact, and so are the counts of fields that every record has.
 *
 * @throws StoreUnavailableError when MongoDB does not answer; the signal's reason when it is aborted
 * @see docs/decisions/0018-true-counts.md
 */
export async function listFields(store: Store, query: FieldsQuery): Promise<Fields> {
  return await readCounts(store, query, async (running) => {
    const scan = { ...running, condition: overlapping(running.range) };
    const total = isDecidedInside(running) ? await countTotal(store, running) : undefined;
    return await tallyRecords(store, scan, query, (sample) => new FieldTally(sample, total));
  });
}

/** Number of matching records according to headers; undefined when the time was up. */
async function countTotal(store: Store, running: RunningQuery): Promise<number | undefined> {
  const { counts, complete } = await countDecided(store, running);
  return complete ? counts.reduce((sum, { count }) => sum + count, 0) : undefined;
}
