import { contextJson, errorJson } from '@logwarren/api';
import { z } from 'zod';
import { invalidParameters, recordNotFound } from '../../errors/http-error.ts';
import { momentParameter } from '../../parameters/filter.ts';
import { oneOf, wholeNumber } from '../../parameters/kinds.ts';
import { atMoment } from '../../queries/moment.ts';
import { signalOf } from '../../queries/query-limits.ts';
import { toRecordJson } from '../../queries/record-json.ts';
import { type App, type RouteContext, searchErrors } from '../route-context.ts';
import { idParameters } from './get-log-by-id.ts';

const DEFAULT_CONTEXT = 20;
const MAX_CONTEXT = 1_000;

const parameters = z.strictObject({
  before: wholeNumber(MAX_CONTEXT, 0)
    .optional()
    .describe(`Most older records, 0 to ${MAX_CONTEXT}; ${DEFAULT_CONTEXT} if not given.`)
    .meta({ type: 'integer', minimum: 0, maximum: MAX_CONTEXT }),
  after: wholeNumber(MAX_CONTEXT, 0)
    .optional()
    .describe(`Most newer records, 0 to ${MAX_CONTEXT}; ${DEFAULT_CONTEXT} if not given.`)
    .meta({ type: 'integer', minimum: 0, maximum: MAX_CONTEXT }),
  of: oneOf(['service', 'trace'])
    .optional()
    .describe('`service` (the default): records of the same service; `trace`: records of the same trace.')
    .meta({ enum: ['service', 'trace'] }),
  ...momentParameter,
});

/** `GET /logs/:id/context`: the records around a record. */
export function getContext(app: App, { reader, queryLimit, metrics, budgetMs, now }: RouteContext): void {
  const schema = {
    operationId: 'logContext',
    summary: 'Get the records around a record',
    description:
      'Records of the same service, or with `of=trace` of the same trace, in order of time. They end now: records ' +
      'dated in the future are shown only around a record that is itself dated in the future.',
    tags: ['logs'],
    params: idParameters,
    querystring: parameters,
    response: { 200: contextJson, 404: errorJson.describe('There is no such record.'), ...searchErrors },
  };
  app.get('/logs/:id/context', { schema }, async (request, reply) => {
    const { before = DEFAULT_CONTEXT, after = DEFAULT_CONTEXT, of = 'service', asOf: given } = request.query;
    const query = { id: request.params.id, of, before, after, budgetMs, signal: signalOf(reply) };
    const { context, asOf } = await queryLimit.run(() =>
      atMoment({ reader, now }, given, query.signal, async (moment) => ({
        context: await reader.context({ ...query, ...moment }),
      })),
    );
    if (context === undefined) throw recordNotFound(query.id);
    if (context === 'no-trace') {
      throw invalidParameters([{ parameter: 'of', problem: 'is trace, but the record belongs to none; use service' }]);
    }
    if (!context.complete) metrics.incomplete('/logs/:id/context');
    return {
      before: context.before.map(toRecordJson),
      record: toRecordJson(context.record),
      after: context.after.map(toRecordJson),
      complete: context.complete,
      asOf,
    };
  });
}
