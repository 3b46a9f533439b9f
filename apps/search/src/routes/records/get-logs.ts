import { errorJson, pageJson } from '@logwarren/api';
import { formatTimestamp, type LogRecord } from '@logwarren/contract';
import { createAssumptions, queryNotes } from '@logwarren/query';
import { type Cursor, encodeCursor, type LogPage } from '@logwarren/store';
import { recordNotFound } from '../../errors/http-error.ts';
import { checkCursor } from '../../parameters/query-digest.ts';
import { selectionOf } from '../../parameters/selection.ts';
import { atMoment } from '../../queries/moment.ts';
import { signalOf } from '../../queries/query-limits.ts';
import { toRecordJson } from '../../queries/record-json.ts';
import type { LogReader } from '../../queries/store-functions.ts';
import { type App, type RouteContext, searchErrors } from '../route-context.ts';
import { findAround } from './find-around.ts';
import { DEFAULT_LIMIT, digestOf, logsParameters } from './logs-parameters.ts';

/** `GET /logs`: one page of records. */
export function getLogs(app: App, { reader, queryLimit, metrics, budgetMs, now }: RouteContext): void {
  const schema = {
    operationId: 'findLogs',
    summary: 'Search records',
    description:
      'Newest first unless `order=asc`. All parameters together narrow the search; without any, it finds everything.',
    tags: ['logs'],
    querystring: logsParameters,
    response: {
      200: pageJson,
      404: errorJson.describe('There is no such record as `around` names.'),
      ...searchErrors,
    },
  };
  app.get('/logs', { schema }, async (request, reply) => {
    const { limit = DEFAULT_LIMIT, cursor, order = cursor?.order ?? 'desc', around, asOf, ...values } = request.query;
    const digest = digestOf(request.given.query);
    checkCursor(cursor, digest);
    const query = { limit, cursor, order, budgetMs, signal: signalOf(reply) };
    const page = await queryLimit.run(() =>
      atMoment({ reader, now }, asOf, query.signal, async (moment) => {
        const selection = selectionOf(values, moment.nowMs);
        const asked = { ...selection, ...query, asOf: moment.asOf };
        const found =
          around === undefined
            ? { ...(await reader.find(asked)), previous: undefined }
            : await findAround(reader, asked, await recordOf(reader, around, query.signal));
        // A page that continues may be empty although something was found.
        const hasFound = found.records.length > 0 || cursor !== undefined || !found.complete;
        const notes = [
          ...queryNotes(values.q ?? '', moment.nowMs, hasFound),
          ...createAssumptions(selection.filter).of(found.records),
        ];
        return { ...found, notes };
      }),
    );
    if (!page.complete) metrics.incomplete('/logs');
    return toPageJson(page, digest);
  });
}

interface Page extends LogPage {
  previous?: Cursor | null | undefined;
  notes: readonly string[];
  asOf: string;
}

function toPageJson({ records, next, previous, complete, notes, searchedTo, asOf }: Page, digest: string) {
  return {
    records: records.map(toRecordJson),
    next: cursorText(next, digest),
    ...(previous === undefined ? {} : { previous: cursorText(previous, digest) }),
    complete,
    ...(notes.length === 0 ? {} : { notes: [...notes] }),
    ...(searchedTo === undefined ? {} : { searchedTo: formatTimestamp(searchedTo) }),
    asOf,
  };
}

async function recordOf(reader: LogReader, id: string, signal: AbortSignal): Promise<LogRecord> {
  const record = await reader.get(id, { signal });
  if (record === undefined) throw recordNotFound(id);
  return record;
}

function cursorText(cursor: Cursor | null, query: string): string | null {
  return cursor === null ? null : encodeCursor({ ...cursor, query });
}
