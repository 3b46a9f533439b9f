import { fieldsJson } from '@logwarren/api';
import { selectionOf } from '../../parameters/selection.ts';
import { atMoment } from '../../queries/moment.ts';
import { signalOf } from '../../queries/query-limits.ts';
import { createNotes } from '../../queries/reading-notes.ts';
import { type App, type RouteContext, searchErrors } from '../route-context.ts';
import { countBudget, rangeOf, SAMPLE_RULE } from './count-budget.ts';
import { fieldsQuery } from './count-parameters.ts';

/** `GET /logs/fields`: which fields the records have. */
export function getFields(app: App, { reader, queryLimit, metrics, budgetMs, now }: RouteContext): void {
  const schema = {
    operationId: 'listFields',
    summary: 'List the fields that records have',
    description: `Takes the parameters of the search. ${SAMPLE_RULE}`,
    tags: ['logs'],
    querystring: fieldsQuery,
    response: { 200: fieldsJson, ...searchErrors },
  };
  app.get('/logs/fields', { schema }, async (request, reply) => {
    const { exact = false, asOf, ...values } = request.query;
    const query = { exact, budgetMs: countBudget(request, budgetMs, exact), signal: signalOf(reply) };
    const { records, ...rest } = await queryLimit.run(() =>
      atMoment({ reader, now }, asOf, query.signal, async (moment) => {
        const selection = selectionOf(values, moment.nowMs);
        const notes = createNotes(selection.filter, values.q, moment.nowMs);
        const found = await reader.fields({ ...selection, ...query, asOf: moment.asOf, onMatch: notes.onMatch });
        return { ...found, ...notes.json(found.records.count > 0 || !found.complete) };
      }),
    );
    if (!rest.complete) metrics.incomplete('/logs/fields');
    const range = rangeOf(records, 'recordsLow', 'recordsHigh');
    return { ...rest, records: records.count, recordsError: records.error, ...range };
  });
}
