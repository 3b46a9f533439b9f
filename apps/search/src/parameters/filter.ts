import { SEVERITY_FORMS, TIME_FORMS } from '@logwarren/query';
import { list, once } from './kinds.ts';
import {
  checkQuery,
  readMoment,
  readService,
  readSeverity,
  readShortText,
  readText,
  readTraceId,
  time,
} from './read.ts';

/** Query parameters that choose records, for all routes; `/docs` shows the description of each. */

/**
 * The parameters that choose records, for every route that searches. The reference page puts every example into its
 * curl line, so only parameters that make sense together have one.
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
      'Records of these services, exactly as they are spelt; repeat it or separate with commas. Put a name that contains a comma in "quotation marks".',
    ),
  from: time('from').optional().describe(`Start of the time range, included: ${TIME_FORMS}.`).meta({ example: '15m' }),
  to: time('to')
    .optional()
    .describe(
      'End of the time range, excluded; the same forms as `from`. ' +
        'Without it the range ends now in every view, which leaves out records dated in the future. A range that begins ' +
        'now or later has no end: `from=now` finds those records.',
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
      'Words that must all occur in the message or in an attribute, in any case and order; "quoted" words must be ' +
        'adjacent.',
    ),
  pattern: once(readShortText, true)
    .optional()
    .describe(
      'Records whose message has exactly this pattern. Use a `pattern` of GET /logs/patterns unchanged. Messages ' +
        'without a word have an empty pattern. `pattern:"…"` in `q` is the same.',
    ),
  traceId: once(readTraceId).optional().describe('Records of this trace: 32 hex digits.'),
};

/** The parameter that makes answers consistent with each other. */
export const momentParameter = {
  asOf: once(readMoment)
    .optional()
    .describe(
      '`asOf` of another answer. Answers with the same `asOf` are consistent with each other, whatever arrives in ' +
        'between, and relative times count from it. It is valid for five minutes; then the answer is 410 ' +
        '`as-of-expired`.',
    ),
};
