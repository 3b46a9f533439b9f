import { overviewJson } from '@logwarren/api';
import { atMoment, type Moment } from '../../queries/moment.ts';
import { signalOf } from '../../queries/query-limits.ts';
import { type App, type RouteContext, searchErrors } from '../route-context.ts';
import { overviewQuery } from './overview-parameters.ts';
import { readOverview } from './read-overview.ts';

/** `GET /logs/overview`: the state of every service, in one answer. */
export function getOverview(app: App, { reader, queryLimit, metrics, budgetMs, now }: RouteContext): void {
  const schema = {
    operationId: 'overview',
    summary: 'See how every service is doing',
    description:
      'Services with their counts by severity and by time and their last error, and the services that have fallen ' +
      'silent. All counts come from headers, however many records there are; `services` and `silent` limit what else ' +
      'is read.',
    tags: ['logs'],
    querystring: overviewQuery,
    response: { 200: overviewJson, ...searchErrors },
  };
  app.get('/logs/overview', { schema }, async (request, reply) => {
    const { asOf: given, ...values } = request.query;
    const signal = signalOf(reply);
    const read = (moment: Moment) => readOverview(reader, { values, moment, signal, budgetMs });
    const overview = await queryLimit.run(() => atMoment({ reader, now }, given, signal, read));
    if (!overview.complete) metrics.incomplete('/logs/overview');
    return overview;
  });
}
