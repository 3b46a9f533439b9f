import { formatTimestamp, SEVERITIES } from '@logwarren/contract';
import { z } from 'zod';
import { patternsQuery, selectionOf } from '../log-query.ts';
import { asOfJson, atMoment } from '../moment.ts';
import { createNotes, notesJson } from '../reading-notes.ts';
import { recordJson, toRecordJson } from '../record-json.ts';
import { signalOf } from '../request-signal.ts';
import { DEFAULT_PATTERNS } from '../summary-parameters.ts';
import { countBudget, countJson, errorJson, mayMissJson, rangeJson, rangeOf, SAMPLE_RULE } from './count-json.ts';
import { type App, type RouteContext, searchErrors } from './route-context.ts';

const patternsJson = z
  .object({
    patterns: z
      .array(
        z.object({
          pattern: z
            .string()
            .describe(
              'The messages with `<n>`, `<uuid>`, `<ip>`, `<time>` and the like in place of what certainly varies, and `<*>` in ' +
                'place of names that were found to vary.',
            ),
          id: z
            .string()
            .optional()
            .describe(
              'Stays the same when the pattern becomes more general, and as long as its records are listed now and then: 5,000 ' +
                'are kept. Absent when it could not be noted.',
            ),
          firstSeen: z.string().optional().describe('When a pattern of this id was first listed, ISO 8601.'),
          ...countJson,
          counts: z
            .partialRecord(z.enum(SEVERITIES), z.int().min(0))
            .describe(
              'By severity, estimates where `count` is one; they add up to it. Those without any are left out.',
            ),
          trend: z
            .array(z.int().min(0))
            .describe(
              'Counts by time, oldest first, in the bins that a histogram of `stepMs` has; they add up to `count`.',
            ),
          example: recordJson.describe('One of the newest.'),
          exampleIsCut: z
            .literal(true)
            .optional()
            .describe(
              'The example is larger: it has 1,000 characters of its message and some attributes; its `id` finds all.',
            ),
        }),
      )
      .describe('Most frequent first.'),
    others: z.int().min(0).describe('Records whose pattern is not listed.'),
    othersError: errorJson,
    othersLow: rangeJson.low,
    othersHigh: rangeJson.high,
    from: z.string().describe('Start of the range, ISO 8601, included; the first step of the trends holds it.'),
    to: z.string().describe('End of the range, excluded.'),
    stepMs: z.int().min(1).describe('With `timeZone`, bins over an hour differ where clocks change.'),
    exact: z.boolean().describe('True when every count is the true one.'),
    mayMiss: mayMissJson,
    complete: z.boolean().describe('False when the time was up first.'),
    counted: z
      .boolean()
      .describe(
        'False when the time was up before all records (or those of the sample) were counted. True beside `complete: false`: all ' +
          'were counted, but the time was up before messages that differ in a name were grouped; a pattern may stand in several rows.',
      ),
    notes: notesJson,
    asOf: asOfJson,
  })
  .meta({ id: 'LogPatterns' });

/** `GET /logs/patterns`: what kinds of messages there are. */
export function getPatterns(app: App, { reader, gate, metrics, budgetMs, now }: RouteContext): void {
  const schema = {
    operationId: 'patterns',
    summary: 'Group messages by their patterns',
    description:
      'Takes the parameters of the search. Numbers, ids, addresses and times are masked, and so are names that vary among ' +
      `all messages that are counted; what is then the same is counted together. ${SAMPLE_RULE}`,
    tags: ['logs'],
    querystring: patternsQuery,
    response: { 200: patternsJson, ...searchErrors },
  };
  app.get('/logs/patterns', { schema }, async (request, reply) => {
    const { limit = DEFAULT_PATTERNS, exact = false, timeZone, asOf, ...values } = request.query;
    const query = { limit, exact, timeZone, budgetMs: countBudget(request, budgetMs, exact), signal: signalOf(reply) };
    const { patterns, others, fromMs, toMs, ...rest } = await gate.run(() =>
      atMoment({ reader, now }, asOf, query.signal, async ({ nowMs, asOf: readAt }) => {
        const selection = selectionOf(values, nowMs);
        const notes = createNotes(selection.filter, values.q, nowMs);
        const more = { nowMs, asOf: readAt, onMatch: notes.onMatch };
        const found = await reader.patterns({ ...selection, ...query, ...more });
        return { ...found, ...notes.json(found.patterns.length > 0 || !found.complete) };
      }),
    );
    if (!rest.complete) metrics.incomplete('/logs/patterns');
    return {
      patterns: patterns.map(({ firstSeen, ...each }) => ({
        ...each,
        ...(firstSeen === undefined ? {} : { firstSeen: formatTimestamp(firstSeen.getTime()) }),
        example: toRecordJson(each.example),
      })),
      others: others.count,
      othersError: others.error,
      ...rangeOf(others, 'othersLow', 'othersHigh'),
      from: formatTimestamp(fromMs),
      to: formatTimestamp(toMs),
      ...rest,
    };
  });
}
