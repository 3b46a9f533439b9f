import { formatTimestamp, SEVERITIES } from '@logwarren/contract';
import { z } from 'zod';
import { countFuture, futureJson } from '../count-future.ts';
import { histogramQuery, selectionOf } from '../log-query.ts';
import { asOfJson, atMoment, type Moment } from '../moment.ts';
import { createNotes, notesJson } from '../reading-notes.ts';
import { signalOf } from '../request-signal.ts';
import { DEFAULT_BINS } from '../summary-parameters.ts';
import { type App, type RouteContext, searchErrors } from './route-context.ts';

const histogramJson = z
  .object({
    from: z.string().describe('Start of what was counted, ISO 8601, included.'),
    to: z.string().describe('End of what was counted, excluded.'),
    stepMs: z
      .int()
      .min(1)
      .describe('Width of a bin in milliseconds; with `timeZone`, bins over an hour differ where clocks change.'),
    end: z.string().describe('End of the last bin, ISO 8601; each of the others ends where the next one begins.'),
    bins: z
      .array(
        z.object({
          time: z
            .string()
            .describe('Start of the bin, ISO 8601: what clocks of the zone show is a multiple of the step since 1970.'),
          counts: z
            .partialRecord(z.enum(SEVERITIES), z.int().min(1))
            .describe('Number of records by severity; a severity without any is left out.'),
        }),
      )
      .describe('Oldest first, without gaps. The first and the last one may reach beyond `from` and `to`.'),
    future: futureJson,
    complete: z.boolean().describe('False when the time was up first: the numbers are then lower bounds.'),
    notes: notesJson,
    asOf: asOfJson,
  })
  .meta({ id: 'LogHistogram' });

/** `GET /logs/histogram`: how many records there are, by time and severity. */
export function getHistogram(app: App, { reader, gate, metrics, budgetMs, now }: RouteContext): void {
  const schema = {
    operationId: 'histogram',
    summary: 'Count records by time and severity',
    description:
      'Takes the parameters of the search. Without `from` it begins at the oldest record; a range that has no end, such ' +
      'as `from=now`, ends with the newest.',
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
    const { result, later, notes, asOf } = await gate.run(() => atMoment({ reader, now }, given, signal, read));
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
