import { pipeline, Readable } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { accepts } from '../../compression/accepted-encodings.ts';
import { HttpError } from '../../errors/http-error.ts';
import { selectionOf } from '../../parameters/selection.ts';
import { signalOf } from '../../queries/query-limits.ts';
import { createNotes, notesTrailer } from '../../queries/reading-notes.ts';
import { type App, type RouteContext, searchErrors } from '../route-context.ts';
import { DEFAULT_COLUMNS } from './csv.ts';
import { type LogExport, startExport } from './export-logs.ts';
import { exportQuery } from './export-parameters.ts';

/** Exports that may run at once; each keeps a core busy. */
const MAX_EXPORTS = 4;
/** A search for something rare may write nothing for a while, ms. */
const SILENCE_MS = 600_000;
const { Z_SYNC_FLUSH } = constants;
const COUNT_TRAILER = 'x-logwarren-records';
const NOTES_TRAILER = 'x-logwarren-notes';
const TYPES = { ndjson: 'application/x-ndjson; charset=utf-8', csv: 'text/csv; charset=utf-8; header=present' };

/** `GET /logs/export`: every match as a file. */
export function getExport(app: App, { reader, budgetMs, now }: RouteContext): void {
  let running = 0;
  const schema = {
    operationId: 'exportLogs',
    summary: 'Export records as a file',
    description:
      'Every matching record, without a limit, as fast as the client reads. NDJSON ends with the line ' +
      '`{"export":{"complete":true,"records":1234}}`; both formats have the number in the HTTP trailer ' +
      `\`${COUNT_TRAILER}\`, and in \`${NOTES_TRAILER}\` how an ambiguous query was read: a list of sentences as JSON, ` +
      'percent-encoded. An export without its end was cut off. Cells of a CSV that a spreadsheet would take for a ' +
      "formula begin with `'`.",
    tags: ['logs'],
    querystring: exportQuery,
    response: { 200: z.any().describe('`application/x-ndjson`, `text/csv` or `application/gzip`.'), ...searchErrors },
  };
  app.get(
    '/logs/export',
    { schema, exposeHeadRoute: false, compress: false, config: { isLong: true } },
    async (request, reply) => {
      const {
        format = 'ndjson',
        compression = 'none',
        columns = DEFAULT_COLUMNS,
        order = 'desc',
        ...values
      } = request.query;
      if (running >= MAX_EXPORTS) {
        throw new HttpError(429, 'too-many-exports', `${MAX_EXPORTS} exports are running; try again`, {
          retryAfterS: 10,
        });
      }
      running += 1;
      reply.raw.once('close', () => (running -= 1));
      const nowMs = now();
      const selection = selectionOf(values, nowMs);
      const query = { ...selection, order, budgetMs, signal: signalOf(reply) };
      const { json, onMatch: onRecord } = createNotes(selection.filter, values.q, nowMs);
      const started = await startExport({ query, find: reader.find, format, columns, onRecord });
      const notes = () => json(started.count > 0).notes;
      const body = bodyOf(request, reply, started.text, { format, isFile: compression === 'gzip' });
      if (request.raw.httpVersion !== '1.0') endWithTrailers(reply, body, { count: () => started.count, notes });
      return reply.send(body);
    },
  );
}

/** The file as it is sent, with its headers. */
function bodyOf(
  request: FastifyRequest,
  reply: FastifyReply,
  pieces: LogExport['text'],
  { format, isFile }: { format: 'ndjson' | 'csv'; isFile: boolean },
): Readable {
  request.socket.setTimeout(SILENCE_MS);
  const name = `logs.${format}${isFile ? '.gz' : ''}`;
  reply.header('content-disposition', `attachment; filename="${name}"`).header('vary', 'accept-encoding');
  reply.type(isFile ? 'application/gzip' : TYPES[format]);
  const text = Readable.from(pieces);
  const isPackedOnTheWay = !isFile && accepts(request.headers['accept-encoding'], 'gzip');
  if (isPackedOnTheWay) reply.header('content-encoding', 'gzip');
  if (!isFile && !isPackedOnTheWay) return text;
  // Each piece is sent as soon as it is written: the next one may need a long search. Errors reach the reply through
  // the stream that it reads.
  return pipeline(text, createGzip({ level: 5, flush: Z_SYNC_FLUSH }), () => {});
}

/**
 * Sends the trailers if the body ends as it should. Fastify's own `trailer` separates the announced names with spaces,
 * which strict clients refuse: the header is a comma-separated list.
 */
function endWithTrailers(
  reply: FastifyReply,
  body: Readable,
  { count, notes }: { count: () => number; notes: () => string[] | undefined },
): void {
  reply.header('trailer', `${COUNT_TRAILER}, ${NOTES_TRAILER}`);
  body.once('end', () => {
    reply.raw.addTrailers({ [COUNT_TRAILER]: String(count()) });
    const found = notes() ?? [];
    if (found.length > 0) reply.raw.addTrailers({ [NOTES_TRAILER]: notesTrailer(found) });
  });
}
