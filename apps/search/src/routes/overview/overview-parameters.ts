import { z } from 'zod';
import { binsParameter, timeZoneParameter } from '../../parameters/bins.ts';
import { filterParameters, momentParameter } from '../../parameters/filter.ts';
import { wholeNumber } from '../../parameters/kinds.ts';
import { rangeCheck, rangeIsNotEmpty } from '../../parameters/range-check.ts';

/** Services with records by default. */
export const DEFAULT_OVERVIEW_SERVICES = 30;
/** Services without records by default. */
export const DEFAULT_SILENT_SERVICES = 20;
const MAX_OVERVIEW_SERVICES = 1_000;
const MAX_OVERVIEW_BINS = 200;

function serviceLimit(which: string, byDefault: number) {
  return wholeNumber(MAX_OVERVIEW_SERVICES)
    .optional()
    .describe(`Most services that are listed ${which}, 1 to ${MAX_OVERVIEW_SERVICES}; ${byDefault} if not given.`)
    .meta({ type: 'integer', minimum: 1, maximum: MAX_OVERVIEW_SERVICES });
}

const overviewParameters = {
  services: serviceLimit('with records in the range', DEFAULT_OVERVIEW_SERVICES),
  silent: serviceLimit('without any', DEFAULT_SILENT_SERVICES),
  bins: binsParameter(MAX_OVERVIEW_BINS),
  ...timeZoneParameter,
};

const { from, to } = filterParameters;

/** Parameters of `GET /logs/overview`, which counts all records of a range. */
export const overviewQuery = z
  .strictObject({ from, to, ...momentParameter, ...overviewParameters })
  .refine(rangeIsNotEmpty, rangeCheck());
