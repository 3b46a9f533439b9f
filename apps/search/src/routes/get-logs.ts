import { createAssumptions, formatTimestamp, queryNotes } from '@logwarren/contract';
import { encodeCursor } from '@logwarren/store';
import { z } from 'zod';
import { digestOf, logsParameters, selectionOf } from '../log-query.ts';
import { asOfJson, atMoment } from '../moment.ts';
import { DEFAULT_LIMIT } from '../parameters.ts';
import { checkCursor } from '../query-digest.ts';
import { notesJson } from '../reading-notes.ts';
import { recordJson, toRecordJson } from '../record-json.ts';
import { signalOf } from '../request-signal.ts';
import { type App, type RouteContext, searchErrors } from './route-context.ts';

const pageJson = z
  .object({
    records: z.array(recordJson).describe('In the order asked for.'),
    next: z.string().nullable().describe('`cursor` of the next page; null when there is none.'),
    complete: z
      .boolean()
      .describe('False when the time was up first: more may match, and `next` goes on with the search.'),
    searchedTo: z
      .string()
      .optional()
      .describe('How far the search got in time, ISO 8601; only when it is not complete.'),
    asOf: asOfJson,
    notes: notesJson,
  })
  .meta({ id: 'LogPage' });

/** `GET /logs`: one page of records. */
export function getLogs(app: App, { reader, gate, metrics, budgetMs, now }: RouteContext): void {
  const schema = {
    operationId: 'findLogs',
    summary: 'Search records',
    description:
      'Newest first unless `order=asc`. Parameters narrow the search together; without any, it is everything.',
    tags: ['logs'],
    querystring: logsParameters,
    response: { 200: pageJson, ...searchErrors },
  };
  app.get('/logs', { schema }, async (request, reply) => {
    const { limit = DEFAULT_LIMIT, cursor, order = cursor?.order ?? 'desc', asOf, ...values } = request.query;
    const digest = digestOf(request.given.query);
    checkCursor(cursor, digest);
    const query = { limit, cursor, order, budgetMs, signal: signalOf(reply) };
    const page = await gate.run(() =>
      atMoment({ reader, now }, asOf, query.signal, async (moment) => {
        const selection = selectionOf(values, moment.nowMs);
        const found = await reader.find({ ...selection, ...query, asOf: moment.asOf });
        // A page that goes on may be empty although something was found.
        const hasFound = found.records.length > 0 || cursor !== undefined || !found.complete;
        const notes = [
          ...queryNotes(values.q ?? '', moment.nowMs, hasFound),
          ...createAssumptions(selection.filter).of(found.records),
        ];
        return { ...found, notes };
      }),
    );
    if (!page.complete) metrics.incomplete('/logs');
    return {
      records: page.records.map(toRecordJson),
      next: page.next === null ? null : encodeCursor({ ...page.next, query: digest }),
      complete: page.complete,
      ...(page.notes.length === 0 ? {} : { notes: page.notes }),
      ...(page.searchedTo === undefined ? {} : { searchedTo: formatTimestamp(page.searchedTo) }),
      asOf: page.asOf,
    };
  });
}
