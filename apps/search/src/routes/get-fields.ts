import { z } from 'zod';
import { fieldsQuery, selectionOf } from '../log-query.ts';
import { asOfJson, atMoment } from '../moment.ts';
import { createNotes, notesJson } from '../reading-notes.ts';
import { signalOf } from '../request-signal.ts';
import { countBudget, countJson, errorJson, mayMissJson, rangeJson, rangeOf, SAMPLE_RULE } from './count-json.ts';
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
    recordsError: errorJson.describe(
      'See `error`; 0 as well where the query asks for time, services and severities alone: then the number is always known.',
    ),
    recordsLow: rangeJson.low,
    recordsHigh: rangeJson.high,
    exact: z.boolean().describe('True when every count is the true one.'),
    mayMiss: mayMissJson,
    complete: z.boolean().describe('False when the time was up first.'),
    notes: notesJson,
    asOf: asOfJson,
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
    const { exact = false, asOf, ...values } = request.query;
    const query = { exact, budgetMs: countBudget(request, budgetMs, exact), signal: signalOf(reply) };
    const { records, ...rest } = await gate.run(() =>
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
