import { histogramJson } from '@logwarren/api';
import { formatTimestamp } from '@logwarren/contract';
import { DEFAULT_BINS } from '../../parameters/bins.ts';
import { selectionOf } from '../../parameters/selection.ts';
import { atMoment, type Moment } from '../../queries/moment.ts';
import { signalOf } from '../../queries/query-limits.ts';
import { createNotes } from '../../queries/reading-notes.ts';
import { type App, type RouteContext, searchErrors } from '../route-context.ts';
import { histogramQuery } from './count-parameters.ts';
import { countFuture } from './sum-counts.ts';

/** `GET /logs/histogram`: how many records there are, by time and severity. */
export function getHistogram(app: App, { reader, queryLimit, metrics, budgetMs, now }: RouteContext): void {
  const schema = {
    operationId: 'histogram',
    summary: 'Count records by time and severity',
    description:
      'Takes the parameters of the search. ' +
      'Without `from` it begins at the oldest record. A range without an end, such as `from=now`, ends with the ' +
      'newest.',
    tags: ['logs'],
    querystring: histogramQuery,
    response: { 200: histogramJson, ...searchErrors },
  };
  app.get('/logs/histogram', { schema }, async (request, reply) => {
    const { bins = DEFAULT_BINS, step: stepMs, timeZone, asOf: given, ...values } = request.query;
    const signal = signalOf(reply);
    const read = async ({ nowMs, asOf }: Moment) => {
      const selection = selectionOf(values, nowMs);
      const notes = createNotes(selection.filter, values.q, nowMs);
      const more = { budgetMs, signal, asOf };
      const [result, later] = await Promise.all([
        reader.histogram({ ...selection, ...more, onMatch: notes.onMatch, nowMs, bins, stepMs, timeZone }),
        countFuture(reader.count, selection, more),
      ]);
      const hasFound = !result.complete || result.bins.some(({ counts }) => Object.keys(counts).length > 0);
      return { result, later, notes: notes.json(hasFound) };
    };
    const { result, later, notes, asOf } = await queryLimit.run(() => atMoment({ reader, now }, given, signal, read));
    const complete = result.complete && later.complete;
    if (!complete) metrics.incomplete('/logs/histogram');
    return {
      from: formatTimestamp(result.fromMs),
      to: formatTimestamp(result.toMs),
      stepMs: result.stepMs,
      end: formatTimestamp(result.endMs),
      bins: result.bins.map(({ fromMs, counts }) => ({ time: formatTimestamp(fromMs), counts })),
      future: later.future,
      complete,
      ...notes,
      asOf,
    };
  });
}
