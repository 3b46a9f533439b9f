import { z } from 'zod';
import { facetsQuery, selectionOf } from '../log-query.ts';
import { DEFAULT_FACET_VALUES } from '../parameters.ts';
import { signalOf } from '../request-signal.ts';
import { type App, type RouteContext, searchErrors } from './route-context.ts';

const DEFAULT_FIELDS = ['service', 'severity'];

const facetsJson = z
  .object({
    facets: z
      .array(
        z.object({
          field: z.string().describe('As it was asked for.'),
          values: z
            .array(z.object({ value: z.string(), count: z.int().min(0) }))
            .describe('Most frequent first; numbers and truth values as text.'),
          others: z.int().min(0).describe('Records that have the field with a value that is not listed.'),
          exact: z.boolean().describe('False when the counts are estimates from a sample, or of a part.'),
        }),
      )
      .describe('In the order of `fields`.'),
    complete: z.boolean().describe('False when the time was up first: the numbers are then of a part.'),
  })
  .meta({ id: 'LogFacets' });

/** `GET /logs/facets`: the most frequent values of fields. */
export function getFacets(app: App, { reader, gate, metrics, budgetMs, now }: RouteContext): void {
  const schema = {
    operationId: 'facets',
    summary: 'Count the values of fields',
    description:
      'Takes the parameters of the search. Service and severity cost next to nothing as long as only they and the time ' +
      'are searched for; for everything else a sample of at most 100 buckets is read, unless `exact=true`.',
    tags: ['logs'],
    querystring: facetsQuery,
    response: { 200: facetsJson, ...searchErrors },
  };
  app.get('/logs/facets', { schema }, async (request, reply) => {
    const { fields = DEFAULT_FIELDS, limit = DEFAULT_FACET_VALUES, exact = false, ...values } = request.query;
    const query = { ...selectionOf(values, now()), fields, limit, exact, budgetMs, signal: signalOf(reply) };
    const result = await gate.run(() => reader.facets(query));
    if (!result.complete) metrics.incomplete('/logs/facets');
    return result;
  });
}
