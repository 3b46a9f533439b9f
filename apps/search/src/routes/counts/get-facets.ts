import { facetsJson } from '@logwarren/api';
import { foreignNotes } from '@logwarren/query';
import { selectionOf } from '../../parameters/selection.ts';
import { atMoment } from '../../queries/moment.ts';
import { signalOf } from '../../queries/query-limits.ts';
import { createNotes } from '../../queries/reading-notes.ts';
import { type App, type RouteContext, searchErrors } from '../route-context.ts';
import { countBudget, rangeOf, SAMPLE_RULE } from './count-budget.ts';
import { DEFAULT_FACET_VALUES, facetsQuery } from './count-parameters.ts';

const DEFAULT_FIELDS = ['service', 'severity'];

/** `GET /logs/facets`: the most frequent values of fields. */
export function getFacets(app: App, { reader, queryLimit, metrics, budgetMs, now }: RouteContext): void {
  const schema = {
    operationId: 'facets',
    summary: 'Count the values of fields',
    description:
      'Takes the parameters of the search. ' +
      'Service and severity are always counted exactly, which costs almost nothing if the search has conditions only ' +
      `on them and on the time. ${SAMPLE_RULE} ` +
      'If all fields together have more than 200,000 different values, the rarest are dropped while counting; the ' +
      'counts then say how much they may lack, also with `exact=true`. ' +
      'The field `pattern` is the pattern of each message by itself, without the `<*>` of GET /logs/patterns.',
    tags: ['logs'],
    querystring: facetsQuery,
    response: { 200: facetsJson, ...searchErrors },
  };
  app.get('/logs/facets', { schema }, async (request, reply) => {
    const { fields = DEFAULT_FIELDS, limit = DEFAULT_FACET_VALUES, ...rest } = request.query;
    const { exact = false, ignoreOwn, prefix, asOf, ...values } = rest;
    const query = {
      fields,
      limit,
      exact,
      ignoreOwn,
      prefix,
      budgetMs: countBudget(request, budgetMs, exact),
      signal: signalOf(reply),
    };
    const { facets, ...answer } = await queryLimit.run(() =>
      atMoment({ reader, now }, asOf, query.signal, async (moment) => {
        const selection = selectionOf(values, moment.nowMs);
        const notes = createNotes(selection.filter, values.q, moment.nowMs);
        const found = await reader.facets({ ...selection, ...query, asOf: moment.asOf, onMatch: notes.onMatch });
        // If no record has the fields, that says nothing about the query, unless it looks like another query language.
        const isForeign = foreignNotes(values.q ?? '', moment.nowMs).length > 0;
        return { ...found, ...notes.json(!isForeign || found.facets.some((facet) => facet.values.length > 0)) };
      }),
    );
    if (!answer.complete) metrics.incomplete('/logs/facets');
    const flat = facets.map(({ others, ...facet }) => ({
      ...facet,
      others: others.count,
      othersError: others.error,
      ...rangeOf(others, 'othersLow', 'othersHigh'),
    }));
    return { ...answer, facets: flat };
  });
}
