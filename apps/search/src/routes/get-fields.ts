import { z } from 'zod';
import { fieldsQuery, selectionOf } from '../log-query.ts';
import { signalOf } from '../request-signal.ts';
import { countBudget, countJson, errorJson, SAMPLE_RULE } from './count-json.ts';
import { type App, type RouteContext, searchErrors } from './route-context.ts';

const fieldsJson = z
  .object({
    fields: z
      .array(
        z.object({
          name: z.string(),
          kind: z.enum(['record', 'attribute']).describe('A field of the record itself, or one of its attributes.'),
          types: z.array(z.enum(['string', 'number', 'boolean', 'null', 'time'])).describe('Most frequent first.'),
          ...countJson,
        }),
      )
      .describe('Those of the record first, then attributes, most frequent first.'),
    records: z.int().min(0).describe('Records that match.'),
    recordsError: errorJson,
    exact: z.boolean().describe('True when every count is the true one.'),
    complete: z.boolean().describe('False when the time was up first.'),
  })
  .meta({ id: 'LogFields' });

/** `GET /logs/fields`: which fields the records have. */
export function getFields(app: App, { reader, gate, metrics, budgetMs, now }: RouteContext): void {
  const schema = {
    operationId: 'listFields',
    summary: 'List the fields that records have',
    description: `Takes the parameters of the search. ${SAMPLE_RULE}`,
    tags: ['logs'],
    querystring: fieldsQuery,
    response: { 200: fieldsJson, ...searchErrors },
  };
  app.get('/logs/fields', { schema }, async (request, reply) => {
    const { exact = false, ...values } = request.query;
    const query = {
      ...selectionOf(values, now()),
      exact,
      signal: signalOf(reply),
      budgetMs: countBudget(request, budgetMs, exact),
    };
    const result = await gate.run(() => reader.fields(query));
    if (!result.complete) metrics.incomplete('/logs/fields');
    return { ...result, records: result.records.count, recordsError: result.records.error };
  });
}
