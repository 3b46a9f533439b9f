import { patternsJson } from '@logwarren/api';
import { formatTimestamp } from '@logwarren/contract';
import { selectionOf } from '../../parameters/selection.ts';
import { atMoment } from '../../queries/moment.ts';
import { signalOf } from '../../queries/query-limits.ts';
import { createNotes } from '../../queries/reading-notes.ts';
import { toRecordJson } from '../../queries/record-json.ts';
import { type App, type RouteContext, searchErrors } from '../route-context.ts';
import { countBudget, rangeOf, SAMPLE_RULE } from './count-budget.ts';
import { DEFAULT_PATTERNS, patternsQuery } from './count-parameters.ts';

/** `GET /logs/patterns`: what kinds of messages there are. */
export function getPatterns(app: App, { reader, queryLimit, metrics, budgetMs, now }: RouteContext): void {
  const schema = {
    operationId: 'patterns',
    summary: 'Group messages by their patterns',
    description:
      'Takes the parameters of the search. ' +
      'Numbers, ids, addresses and times are masked, and so are names that vary among the counted messages. Messages ' +
      `that are then equal are counted together. ${SAMPLE_RULE}`,
    tags: ['logs'],
    querystring: patternsQuery,
    response: { 200: patternsJson, ...searchErrors },
  };
  app.get('/logs/patterns', { schema }, async (request, reply) => {
    const { limit = DEFAULT_PATTERNS, exact = false, timeZone, asOf, ...values } = request.query;
    const query = { limit, exact, timeZone, budgetMs: countBudget(request, budgetMs, exact), signal: signalOf(reply) };
    const { patterns, others, fromMs, toMs, ...rest } = await queryLimit.run(() =>
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
