import { SEVERITIES } from '@logwarren/contract/severity';
import { z } from 'zod';

/** Fields that answers with counts share. */

const count = z.int().min(0);

/** The error of a count, as every answer shows it. */
export const errorOfCountJson = count
  .nullable()
  .describe(
    'The truth lies within so many of the count in 95 of 100 cases; 0 when all were counted; null when the time was up ' +
      'first: the count is then what was seen.',
  );

/** One end of the interval of a count. */
const endJson = count.optional();

/** Ends of the interval of an estimated count, as every answer shows them. */
export const rangeJson = {
  low: endJson.describe('In 95 of 100 cases the truth is not less; only with an estimate. Never less than was seen.'),
  high: endJson.describe(
    'In 95 of 100 cases the truth is not more; only with an estimate. Never more than there can be.',
  ),
};

/** Fields of a count with its error and its interval. */
export const countFields = { count, error: errorOfCountJson, ...rangeJson };

/** A count with its error and its interval. */
export type CountJson = z.output<z.ZodObject<typeof countFields>>;

/** The part that a sample may have missed, as every answer shows it. */
export const mayMissJson = count
  .nullable()
  .describe(
    'In 95 of 100 cases nothing with more records is missing, neither from the list nor, in a heap of which nothing was ' +
      'seen, from a count; 0 when all were counted, null when the time was up first. What is spread over many buckets is ' +
      'found with far fewer.',
  );

/** The field of an answer that says what a range which ends now leaves out. */
export const futureJson = count.describe(
  'Matches dated in the future, which a range that ends now leaves out; `from=now` finds them. 0 when `to`, or a ' +
    'condition on `timestamp` in `q`, names the end.',
);

/** The field of an answer that counts by severity; all six are there. */
export const bySeverityJson = z
  .object({ TRACE: count, DEBUG: count, INFO: count, WARN: count, ERROR: count, FATAL: count })
  .describe('Number of records by severity.');

/** Number of records by severity; one without any may be absent. */
export type SeverityCountsJson = Partial<z.output<typeof bySeverityJson>>;

/**
 * A field that counts by severity; a severity without records may be absent.
 *
 * @param least 1 where it always is
 */
export function someSeveritiesJson(least: number) {
  return z.partialRecord(z.enum(SEVERITIES), z.int().min(least));
}
