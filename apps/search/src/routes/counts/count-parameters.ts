import { MAX_BINS } from '@logwarren/store';
import { z } from 'zod';
import { binsParameter, timeZoneParameter } from '../../parameters/bins.ts';
import { filterParameters, momentParameter } from '../../parameters/filter.ts';
import { list, once, readFlag, wholeNumber } from '../../parameters/kinds.ts';
import { rangeCheck, rangeIsNotEmpty } from '../../parameters/range-check.ts';
import { readField, readShortText, readStep } from '../../parameters/read.ts';

/** Query parameters of counts, in addition to those that choose records. */

/** Values of a field by default. */
export const DEFAULT_FACET_VALUES = 20;
const MAX_FACET_VALUES = 1_000;
const MAX_FACETS = 20;
/** Patterns by default. */
export const DEFAULT_PATTERNS = 50;
const MAX_PATTERNS = 500;

const exactParameter = once(readFlag)
  .optional()
  .describe('`true` counts every record instead of a sample, and may take twelve times as long.')
  .meta({ enum: ['true', 'false'] });

/** Parameters of `GET /logs/stats`. */
export const statsParameters = z
  .strictObject({ ...filterParameters, ...momentParameter })
  .refine(rangeIsNotEmpty, rangeCheck());

const histogramParameters = {
  bins: binsParameter(MAX_BINS),
  step: once(readStep)
    .optional()
    .describe(
      `Width of a bin instead: 500ms, 30s, 1m, 1h, 1d. A step that would make over ${MAX_BINS} bins is widened.`,
    ),
  ...timeZoneParameter,
};

/** Parameters of `GET /logs/histogram`. */
export const histogramQuery = z
  .strictObject({ ...filterParameters, ...momentParameter, ...histogramParameters })
  .refine(rangeIsNotEmpty, rangeCheck())
  .refine(({ bins, step }) => bins === undefined || step === undefined, {
    path: ['step'],
    error: 'stands beside `bins`; give one of them',
  });

const facetParameters = {
  fields: list(readField)
    .refine((fields) => fields.length <= MAX_FACETS, `has too many fields; at most ${MAX_FACETS} are allowed`)
    .optional()
    .describe(
      'Fields whose values are counted, `service,severity` if not given; attributes by their names. Repeat it or ' +
        'separate with commas. Put a name that contains a comma in quotation marks: `"a,b"`. An array counts once for each of its elements.',
    )
    .meta({ example: 'service,severity' }),
  limit: wholeNumber(MAX_FACET_VALUES)
    .optional()
    .describe(`Most values of a field, 1 to ${MAX_FACET_VALUES}; ${DEFAULT_FACET_VALUES} if not given.`)
    .meta({ type: 'integer', minimum: 1, maximum: MAX_FACET_VALUES }),
  prefix: once(readShortText)
    .optional()
    .describe('Counts only the values that begin with this text, in any case. Meant for completion.'),
  ignoreOwn: once(readFlag)
    .optional()
    .describe(
      '`true` counts each field without the conditions that the query sets on it, so the list also shows the values ' +
        'that were not chosen or were excluded. The values named in those conditions are always listed, after the ' +
        'others, with 0 if no record has them. This applies to conditions that hold for the whole query (not next to an ' +
        'OR with another field) and concern this field alone: `severity=`, `minSeverity=`, `service=`, `traceId=`, `pattern=`, `field:value`, groups, ' +
        'comparisons, ranges, and their negations.',
    )
    .meta({ enum: ['true', 'false'] }),
  exact: exactParameter,
};

/** Parameters of `GET /logs/facets`. */
export const facetsQuery = z
  .strictObject({ ...filterParameters, ...momentParameter, ...facetParameters })
  .refine(rangeIsNotEmpty, rangeCheck());

/** Parameters of `GET /logs/fields`. */
export const fieldsQuery = z
  .strictObject({ ...filterParameters, ...momentParameter, exact: exactParameter })
  .refine(rangeIsNotEmpty, rangeCheck());

const patternParameters = {
  limit: wholeNumber(MAX_PATTERNS)
    .optional()
    .describe(`Most patterns, 1 to ${MAX_PATTERNS}; ${DEFAULT_PATTERNS} if not given.`)
    .meta({ type: 'integer', minimum: 1, maximum: MAX_PATTERNS }),
  ...timeZoneParameter,
  exact: exactParameter,
};

/** Parameters of `GET /logs/patterns`. */
export const patternsQuery = z
  .strictObject({ ...filterParameters, ...momentParameter, ...patternParameters })
  .refine(rangeIsNotEmpty, rangeCheck());
