import { statsJson } from '@logwarren/api';
import { selectionOf } from '../../parameters/selection.ts';
import { atMoment, type Moment } from '../../queries/moment.ts';
import { signalOf } from '../../queries/query-limits.ts';
import { createNotes } from '../../queries/reading-notes.ts';
import { type App, type RouteContext, searchErrors } from '../route-context.ts';
import { statsParameters } from './count-parameters.ts';
import { countFuture, endsOf, summarise } from './sum-counts.ts';

/** `GET /logs/stats`: how many records there are, by severity and service. */
export function getStats(app: App, { reader, queryLimit, metrics, budgetMs, now }: RouteContext): void {
  const schema = {
    operationId: 'countLogs',
    summary: 'Count records by severity and service',
    description: 'Takes the parameters of the search. It costs almost nothing without `text` and `traceId`.',
    tags: ['logs'],
    querystring: statsParameters,
    response: { 200: statsJson, ...searchErrors },
  };
  app.get('/logs/stats', { schema }, async (request, reply) => {
    const { asOf: given, ...values } = request.query;
    const signal = signalOf(reply);
    const read = async ({ nowMs, asOf }: Moment) => {
      const selection = selectionOf(values, nowMs);
      const notes = createNotes(selection.filter, values.q, nowMs);
      const more = { budgetMs, signal, asOf };
      const counting = [
        reader.count({ ...selection, ...more, onMatch: notes.onMatch }),
        countFuture(reader.count, selection, more),
      ] as const;
      const [counted, later] = await Promise.all(counting);
      return { selection, counted, later, notes: notes.json(counted.counts.length > 0 || !counted.complete) };
    };
    const found = await queryLimit.run(() => atMoment({ reader, now }, given, signal, read));
    const { selection, counted, later, notes, asOf } = found;
    const complete = counted.complete && later.complete;
    if (!complete) metrics.incomplete('/logs/stats');
    const { total, bySeverity, ...sums } = summarise(counted.counts);
    const byService = sums.byService.map(({ lastMs: _, ...stats }) => stats);
    return { total, ...endsOf(selection), bySeverity, byService, future: later.future, complete, ...notes, asOf };
  });
}
