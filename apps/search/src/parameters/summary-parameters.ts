import { MAX_BINS } from '@logwarren/store';
import { list, once, oneOf, readFlag, wholeNumber } from './kinds.ts';
import { readField, readOrder, readShortText, readStep, readTimeZone } from './read.ts';

/** Query parameters of counts, contexts and exports, in addition to those that choose records. */

export const DEFAULT_BINS = 60;
export const DEFAULT_FACET_VALUES = 20;
const MAX_FACET_VALUES = 1_000;
const MAX_FACETS = 20;
const MAX_COLUMNS = 100;

/** The parameter that bins of time have. */
const timeZoneParameter = {
  timeZone: once(readTimeZone)
    .optional()
    .describe(
      'Zone whose clocks the bins follow, by its IANA name; UTC if not given. A bin of a day is then a day there, of 23 ' +
        'or 25 hours when its clocks change.',
    )
    .meta({ example: 'Europe/Berlin' }),
};

/** Parameters of a histogram. */
export const histogramParameters = {
  bins: wholeNumber(MAX_BINS)
    .optional()
    .describe(`Most bins, 1 to ${MAX_BINS}, of the smallest readable step; ${DEFAULT_BINS} if not given.`)
    .meta({ type: 'integer', minimum: 1, maximum: MAX_BINS }),
  step: once(readStep)
    .optional()
    .describe(
      `Width of a bin instead: 500ms, 30s, 1m, 1h, 1d. A step that would make over ${MAX_BINS} bins is widened.`,
    ),
  ...timeZoneParameter,
};

export const DEFAULT_OVERVIEW_SERVICES = 30;
export const DEFAULT_SILENT_SERVICES = 20;
const MAX_OVERVIEW_SERVICES = 1_000;
const MAX_OVERVIEW_BINS = 200;

function serviceLimit(which: string, byDefault: number) {
  return wholeNumber(MAX_OVERVIEW_SERVICES)
    .optional()
    .describe(`Most services that are listed ${which}, 1 to ${MAX_OVERVIEW_SERVICES}; ${byDefault} if not given.`)
    .meta({ type: 'integer', minimum: 1, maximum: MAX_OVERVIEW_SERVICES });
}

/** Parameters of the overview. */
export const overviewParameters = {
  services: serviceLimit('with records in the range', DEFAULT_OVERVIEW_SERVICES),
  silent: serviceLimit('without any', DEFAULT_SILENT_SERVICES),
  bins: wholeNumber(MAX_OVERVIEW_BINS)
    .optional()
    .describe(`Most bins, 1 to ${MAX_OVERVIEW_BINS}, of the smallest readable step; ${DEFAULT_BINS} if not given.`)
    .meta({ type: 'integer', minimum: 1, maximum: MAX_OVERVIEW_BINS }),
  ...timeZoneParameter,
};

const exactParameter = once(readFlag)
  .optional()
  .describe('`true` counts every record where otherwise a sample would do, and may take twelve times as long.')
  .meta({ enum: ['true', 'false'] });

/** Parameters of facets. */
export const facetParameters = {
  fields: list(readField)
    .refine((fields) => fields.length <= MAX_FACETS, `has too many fields; at most ${MAX_FACETS} are allowed`)
    .optional()
    .describe(
      'Fields whose values are counted, `service,severity` if not given; attributes by their names. Repeat it or separate with ' +
        'commas; a name with a comma stands in quotation marks: `"a,b"`. An array counts once for each of its elements.',
    )
    .meta({ example: 'service,severity' }),
  limit: wholeNumber(MAX_FACET_VALUES)
    .optional()
    .describe(`Most values of a field, 1 to ${MAX_FACET_VALUES}; ${DEFAULT_FACET_VALUES} if not given.`)
    .meta({ type: 'integer', minimum: 1, maximum: MAX_FACET_VALUES }),
  prefix: once(readShortText)
    .optional()
    .describe('Counts only the values that begin with this text, in any case, as completion needs them.'),
  ignoreOwn: once(readFlag)
    .optional()
    .describe(
      '`true` counts each field without the conditions that the query itself sets on it, so that the other values stay in ' +
        'sight beside those that were chosen or excluded. The values that those conditions name are listed in any case, behind ' +
        'the others and with 0 where no record has them. Such conditions hold for the whole query (none beside an OR with another ' +
        'field) and ask the field alone: `severity=`, `minSeverity=`, `service=`, `traceId=`, `pattern=`, `field:value`, groups, ' +
        'comparisons, ranges, and their negations.',
    )
    .meta({ enum: ['true', 'false'] }),
  exact: exactParameter,
};

export const DEFAULT_PATTERNS = 50;
const MAX_PATTERNS = 500;
export const DEFAULT_CONTEXT = 20;
const MAX_CONTEXT = 1_000;

/** Parameters of the list of fields. */
export const fieldsParameters = { exact: exactParameter };

/** Parameters of patterns. */
export const patternParameters = {
  limit: wholeNumber(MAX_PATTERNS)
    .optional()
    .describe(`Most patterns, 1 to ${MAX_PATTERNS}; ${DEFAULT_PATTERNS} if not given.`)
    .meta({ type: 'integer', minimum: 1, maximum: MAX_PATTERNS }),
  ...timeZoneParameter,
  exact: exactParameter,
};

/** Parameters of a record's context. */
export const contextParameters = {
  before: wholeNumber(MAX_CONTEXT, 0)
    .optional()
    .describe(`Most older records, 0 to ${MAX_CONTEXT}; ${DEFAULT_CONTEXT} if not given.`)
    .meta({ type: 'integer', minimum: 0, maximum: MAX_CONTEXT }),
  after: wholeNumber(MAX_CONTEXT, 0)
    .optional()
    .describe(`Most newer records, 0 to ${MAX_CONTEXT}; ${DEFAULT_CONTEXT} if not given.`)
    .meta({ type: 'integer', minimum: 0, maximum: MAX_CONTEXT }),
  of: oneOf(['service', 'trace'])
    .optional()
    .describe('`service` (the default): what the same service said; `trace`: what happened in the same trace.')
    .meta({ enum: ['service', 'trace'] }),
};

/** Parameters of an export. */
export const exportParameters = {
  format: oneOf(['ndjson', 'csv'])
    .optional()
    .describe('`ndjson` (the default): one JSON object a line; `csv`: one row a record, with a header.')
    .meta({ enum: ['ndjson', 'csv'] }),
  compression: oneOf(['gzip', 'none'])
    .optional()
    .describe('`gzip` makes a .gz file. `Accept-Encoding: gzip` compresses the transfer alone.')
    .meta({ enum: ['gzip', 'none'] }),
  columns: list(readField)
    .refine((columns) => columns.length <= MAX_COLUMNS, `has too many columns; at most ${MAX_COLUMNS} are allowed`)
    .optional()
    .describe(
      'Columns of a CSV, record fields and attributes by their names, one with a comma in quotation marks; all record fields if not given. ' +
        '`pattern` is that of the message alone, without the `<*>` of GET /logs/patterns.',
    ),
  order: once(readOrder)
    .optional()
    .describe('`desc` (newest first, the default) or `asc` (oldest first).')
    .meta({ enum: ['desc', 'asc'] }),
};
