import { once, wholeNumber } from './kinds.ts';
import { readTimeZone } from './read.ts';

/** Query parameters of answers that count by time. */

/** Bins by default. */
export const DEFAULT_BINS = 60;

/** The parameter for the number of bins. */
export function binsParameter(most: number) {
  return wholeNumber(most)
    .optional()
    .describe(`Most bins, 1 to ${most}, of the smallest readable step; ${DEFAULT_BINS} if not given.`)
    .meta({ type: 'integer', minimum: 1, maximum: most });
}

/** The parameter for the zone of the bins. */
export const timeZoneParameter = {
  timeZone: once(readTimeZone)
    .optional()
    .describe(
      'IANA name of the time zone that the bins follow; UTC if not given. A bin of a day is a day in that zone: 23 or ' +
        '25 hours long when its clocks change.',
    )
    .meta({ example: 'Europe/Berlin' }),
};
