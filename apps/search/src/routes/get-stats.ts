import { formatTimestamp, SEVERITIES } from '@logwarren/contract';
import { z } from 'zod';
import { selectionOf, statsParameters } from '../log-query.ts';
import { summarise } from '../log-stats.ts';
import { signalOf } from '../request-signal.ts';
import { type App, type RouteContext, searchErrors } from './route-context.ts';

const countsJson = z.record(z.enum(SEVERITIES), z.int().min(0)).describe('Number of records by severity.');
const statsJson = z
  .object({
    total: z.int().min(0).describe('Number of records that match.'),
    from: z.string().nullable().describe('Start of the range, included; null when it has none.'),
    to: z.string().nullable().describe('End of the range, excluded; null when it has none.'),
    bySeverity: countsJson,
    byService: z
      .array(z.object({ service: z.string(), total: z.int().min(0), bySeverity: countsJson }))
      .describe('Most records first.'),
    complete: z.boolean().describe('False when the time was up first: the numbers are then lower bounds.'),
  })
  .meta({ id: 'LogStats' });

/** `GET /logs/stats`: how many records there are, by severity and service. */
export function getStats(app: App, { reader, gate, metrics, budgetMs, now }: RouteContext): void {
  const schema = {
    operationId: 'countLogs',
    summary: 'Count records by severity and service',
    description: 'Takes the parameters of the search. Without `text` and `traceId` it costs next to nothing.',
    tags: ['logs'],
    querystring: statsParameters,
    response: { 200: statsJson, ...searchErrors },
  };
  app.get('/logs/stats', { schema }, async (request, reply) => {
    const selection = selectionOf(request.query, now());
    const query = { ...selection, budgetMs, signal: signalOf(reply) };
    const { counts, complete } = await gate.run(() => reader.count(query));
    if (!complete) metrics.incomplete('/logs/stats');
    const { total, bySeverity, byService } = summarise(counts);
    return { total, from: isoOrNull(selection.fromMs), to: isoOrNull(selection.toMs), bySeverity, byService, complete };
  });
}

function isoOrNull(ms: number | undefined): string | null {
  return ms === undefined ? null : formatTimestamp(ms);
}
