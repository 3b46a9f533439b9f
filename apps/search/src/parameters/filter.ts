import { SEVERITY_FORMS, TIME_FORMS } from '@logwarren/query';
import { list, once, wholeNumber } from './kinds.ts';
import {
  checkQuery,
  readCursor,
  readMoment,
  readOrder,
  readRecordId,
  readService,
  readSeverity,
  readShortText,
  readText,
  readTraceId,
  time,
} from './read.ts';

/** Query parameters that choose records and pages; the description of each is what `/docs` shows. */

const MAX_LIMIT = 1_000;
export const DEFAULT_LIMIT = 100;

/**
 * Parameters that choose records, of every route that searches. The reference page puts every example into its curl line,
 * so only those have one that make sense together.
 */
export const filterParameters = {
  severity: list(readSeverity)
    .optional()
    .describe(`Records of these severities; repeat it or separate with commas. ${SEVERITY_FORMS}, in any case.`)
    .meta({ example: 'ERROR' }),
  minSeverity: once(readSeverity).optional().describe('Records at least this severe.'),
  service: list(readService)
    .optional()
    .describe(
      'Records of these services, exactly as they are spelt; repeat it or separate with commas. A name with a comma stands in "quotation marks".',
    ),
  from: time('from').optional().describe(`Start of the time range, included: ${TIME_FORMS}.`).meta({ example: '15m' }),
  to: time('to')
    .optional()
    .describe(
      'End of the time range, excluded; the same forms as `from`. Without it the range ends now, in every view, so that ' +
        'records dated in the future are in none. A range that begins now or later has no end: `from=now` finds those.',
    ),
  q: once(checkQuery)
    .optional()
    .describe(
      'A query: words, "phrases", `field:value`, `status:>=500`, `duration:[100 TO 200]`, `pay*`, `*needle*`, ' +
        '`traceId:*`, `pattern:"took <n> ms"`, AND, OR, NOT or `-`, parentheses. The page docs/query-language.md explains it.',
    ),
  text: once(readText)
    .optional()
    .describe(
      'Words that must all occur in the message or in an attribute, in any case and order; "quoted" words must stand ' +
        'next to each other.',
    ),
  pattern: once(readShortText, true)
    .optional()
    .describe(
      'Records whose message has exactly this pattern, a `pattern` of GET /logs/patterns unchanged; messages without a word ' +
        'have an empty one. `pattern:"…"` in `q` is the same.',
    ),
  traceId: once(readTraceId).optional().describe('Records of this trace: 32 hex digits.'),
};

/** The parameter that makes answers fit together. */
export const momentParameter = {
  asOf: once(readMoment)
    .optional()
    .describe(
      '`asOf` of another answer: what is asked with the same one fits together, whatever arrives meanwhile, and relative ' +
        'times count from it. Kept for five minutes; then 410 `as-of-expired`.',
    ),
};

/** Parameters of a page. */
export const pageParameters = {
  limit: wholeNumber(MAX_LIMIT)
    .optional()
    .describe(
      `Most records on a page, 1 to ${MAX_LIMIT}; ${DEFAULT_LIMIT} if not given. A page of long records ends after about 8 MiB; ` +
        '`next` goes on.',
    )
    .meta({ example: 100, type: 'integer', minimum: 1, maximum: MAX_LIMIT }),
  order: once(readOrder)
    .optional()
    .describe('`desc` (newest first, the default) or `asc` (oldest first).')
    .meta({ enum: ['desc', 'asc'] }),
  cursor: once(readCursor)
    .optional()
    .describe(
      '`next` of the page before, to go on behind its last record. It belongs to the other parameters: with another filter, ' +
        'range or order it is refused. `limit` and `asOf` may differ.',
    ),
  around: once(readRecordId)
    .optional()
    .describe(
      'Id of a record: the page has the matches around its place, half of them newer. It is among them when it matches. ' +
        '`previous` goes on to the newer ones, `next` to the older ones. Without `cursor` and `order`.',
    ),
};
