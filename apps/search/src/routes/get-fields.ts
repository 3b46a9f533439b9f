import { z } from 'zod';
import { fieldsQuery, selectionOf } from '../log-query.ts';
import { signalOf } from '../request-signal.ts';
import { type App, type RouteContext, searchErrors } from './route-context.ts';

const fieldsJson = z
  .object({
    fields: z
      .array(
        z.object({
          name: z.string(),
          kind: z.enum(['record', 'attribute']).describe('A field of the record itself, or one of its attributes.'),
          types: z.array(z.enum(['string', 'number', 'boolean', 'null', 'time'])).describe('Most frequent first.'),
          count: z.int().min(0).describe('Records that have it.'),
        }),
      )
      .describe('Those of the record first, then attributes, most frequent first.'),
    records: z.int().min(0).describe('Records that match.'),
    exact: z.boolean().describe('False when the counts are estimates from a sample, or of a part.'),
    complete: z.boolean().describe('False when the time was up first.'),
  })
  .meta({ id: 'LogFields' });

/** `GET /logs/fields`: which fields the records have. */
export function getFields(app: App, { reader, gate, metrics, budgetMs, now }: RouteContext): void {
  const schema = {
    operationId: 'listFields',
    summary: 'List the fields that records have',
    description: 'Takes the parameters of the search. Reads a sample of at most 100 buckets, unless `exact=true`.',
    tags: ['logs'],
    querystring: fieldsQuery,
    response: { 200: fieldsJson, ...searchErrors },
  };
  app.get('/logs/fields', { schema }, async (request, reply) => {
    const { exact = false, ...values } = request.query;
    const query = { ...selectionOf(values, now()), exact, budgetMs, signal: signalOf(reply) };
    const result = await gate.run(() => reader.fields(query));
    if (!result.complete) metrics.incomplete('/logs/fields');
    return result;
  });
}
