import { foreignNotes } from '@logwarren/contract';
import { z } from 'zod';
import { facetsQuery, selectionOf } from '../log-query.ts';
import { asOfJson, atMoment } from '../moment.ts';
import { createNotes, notesJson } from '../reading-notes.ts';
import { signalOf } from '../request-signal.ts';
import { DEFAULT_FACET_VALUES } from '../summary-parameters.ts';
import { countBudget, countJson, errorJson, mayMissJson, rangeJson, rangeOf, SAMPLE_RULE } from './count-json.ts';
import { type App, type RouteContext, searchErrors } from './route-context.ts';

const DEFAULT_FIELDS = ['service', 'severity'];

const facetsJson = z
  .object({
    facets: z
      .array(
        z.object({
          field: z.string().describe('As it was asked for.'),
          values: z
            .array(z.object({ value: z.string(), ...countJson }))
            .describe(
              'Most frequent first; numbers and truth values as text. Spellings that a condition does not tell apart ' +
                '(`checkout`, `Checkout`) are one value, under the one that most records have: asking for it finds that many.',
            ),
          others: z.int().min(0).describe('Records that have the field with a value that is not listed.'),
          othersError: errorJson,
          othersLow: rangeJson.low,
          othersHigh: rangeJson.high,
          exact: z.boolean().describe('True when every count is the true one.'),
          mayMiss: mayMissJson,
          ownIgnored: z
            .literal(true)
            .optional()
            .describe(
              'Counted without the conditions of the query on this field; only with `ignoreOwn`, where there are some.',
            ),
        }),
      )
      .describe('In the order of `fields`.'),
    complete: z.boolean().describe('False when the time was up first: the numbers are then of a part.'),
    notes: notesJson,
    asOf: asOfJson,
  })
  .meta({ id: 'LogFacets' });

/** `GET /logs/facets`: the most frequent values of fields. */
export function getFacets(app: App, { reader, gate, metrics, budgetMs, now }: RouteContext): void {
  const schema = {
    operationId: 'facets',
    summary: 'Count the values of fields',
    description:
      'Takes the parameters of the search. Service and severity are always counted, which costs next to nothing as long ' +
      `as only they and the time are searched for. ${SAMPLE_RULE} Of more than 200,000 different values, of all fields asked for ` +
      'together, the rarest are forgotten meanwhile; counts then say what they may lack, with `exact=true` as well. The field ' +
      '`pattern` is that of each message alone, without the `<*>` of GET /logs/patterns.',
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
    const { facets, ...answer } = await gate.run(() =>
      atMoment({ reader, now }, asOf, query.signal, async (moment) => {
        const selection = selectionOf(values, moment.nowMs);
        const notes = createNotes(selection.filter, values.q, moment.nowMs);
        const found = await reader.facets({ ...selection, ...query, asOf: moment.asOf, onMatch: notes.onMatch });
        // That no record has the fields says nothing of the query, unless it has the form of another language.
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
