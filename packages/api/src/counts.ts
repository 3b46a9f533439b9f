import { SEVERITIES } from '@logwarren/contract/severity';
import { z } from 'zod';

/** Fields that answers with counts share. */

const count = z.int().min(0);

/** The error of a count, as every answer shows it. */
export const errorOfCountJson = count
  .nullable()
  .describe(
    'The true number is within this distance of the count in 95 of 100 cases; 0 when all were counted; null when ' +
      'time ran out: the count is then what was seen.',
  );

/** One end of the interval of a count. */
const endJson = count.optional();

/** Ends of the interval of an estimated count, as every answer shows them. */
export const rangeJson = {
  low: endJson.describe(
    'The true number is at least this in 95 of 100 cases; only with an estimate. Never less than was seen.',
  ),
  high: endJson.describe(
    'The true number is at most this in 95 of 100 cases; only with an estimate. Never more than is possible.',
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
    'In 95 of 100 cases nothing with more records than this is missing, neither from the list nor, as a cluster ' +
      'that the sample did not meet, from a count; 0 when all were counted, null when time ran out. Values spread ' +
      'over many buckets are found with far fewer records.',
  );

/** The field of an answer that counts the records which a range ending now leaves out. */
export const futureJson = count.describe(
  'Number of matches dated in the future, which a range that ends now leaves out; `from=now` finds them. 0 when `to`, or a ' +
    'condition on `timestamp` in `q`, names the end.',
);

/** The field of an answer that counts by severity; all six are there. */
export const bySeverityJson = z
  .object({ TRACE: count, DEBUG: count, INFO: count, WARN: count, ERROR: count, FATAL: count })
  .describe('Number of records by severity.');

/** Number of records by severity; a severity without records may be absent. */
export type SeverityCountsJson = Partial<z.output<typeof bySeverityJson>>;

/**
 * A field that counts by severity; a severity without records may be absent.
 *
 * @param least the smallest count: 1 if severities without records are always absent, otherwise 0
 */
export function someSeveritiesJson(least: number) {
  return z.partialRecord(z.enum(SEVERITIES), z.int().min(least));
}
