import { Slots } from '@logwarren/common';
import { createBatchIds, isRecordId, type LogRecord } from '@logwarren/contract';
import { compilePredicate, createAssumptions, queryNotes } from '@logwarren/query';
import type { RecordsSince, SinceQuery } from '@logwarren/store';
import { z } from 'zod';
import { HttpError, invalidParameters } from '../../errors/http-error.ts';
import { filterParameters } from '../../parameters/filter.ts';
import { type Selection, selectionOf } from '../../parameters/selection.ts';
import { signalOf } from '../../queries/query-limits.ts';
import { type App, type RouteContext, searchErrors } from '../route-context.ts';
import { EventStream } from './event-stream.ts';
import { GapFiller, type Look } from './gap-filler.ts';
import { RecordSender } from './record-sender.ts';

/** Clients that may listen at once; each may hold a megabyte. */
const MAX_CLIENTS = 100;
/** Most missed records that one client gets. */
const MAX_MISSED = 5_000;
/** Clients that are sent missed records at the same time; each may hold as much as a page. The others wait in line. */
const MAX_FILLING = 8;
/** Time that a client has to read missed records, ms; after it the client gets a `gap`, and its turn goes to others. */
const MISSED_MS = 60_000;
/** Sources' clocks may differ by this much before a missed record is not found again, ms. */
const OVERLAP_MS = 2_000;
/** Later readings cover the records stored since the first one; collectors' clocks may be slow by this much, ms. */
const CLOCK_DIFFERENCE_MS = 5 * 60_000;

const newId = createBatchIds();

const { from: _from, to: _to, ...filterWithoutTime } = filterParameters;
const parameters = z.strictObject(filterWithoutTime);

/** `GET /logs/tail`: records as they are published, as server-sent events. */
export function getTail(app: App, { reader, feed, queryLimit, budgetMs, log, now }: RouteContext): void {
  const since = (query: SinceQuery) => queryLimit.run(() => reader.since(query));
  const streams = new Set<EventStream>();
  const filling = new Slots(MAX_FILLING);
  app.addHook('preClose', async () => {
    for (const stream of streams) stream.end();
  });
  const schema = {
    operationId: 'tailLogs',
    summary: 'Follow records as they are published',
    description:
      'Server-sent events straight from RabbitMQ; works while MongoDB is away. A record is an event with its id and JSON. ' +
      '`event: status` says with `live` whether records arrive. `event: dropped` says how many records (`count`) were ' +
      'left out because the client was too slow. `event: gap` says that missed records could not be read, or not all of ' +
      'them: at most the last 5,000 records, or 8 MiB of them, are sent again. If it is known how many are left out, the ' +
      'event comes before them, with `count`. A client has a minute to read them; live records wait until then. ' +
      '`event: note` says how the query was read (`text`). With `Last-Event-ID` the stream begins with the records ' +
      'collected since that record; records of the two seconds around it may come again. `idIsProvisional` marks a record ' +
      'from a message of another program without a message identity. It is stored under another id, so `/logs/{id}` does ' +
      'not find this one, and after a gap the record may come again under the other id.',
    tags: ['logs'],
    querystring: parameters,
    response: { 200: z.any().describe('`text/event-stream`, without an end.'), ...searchErrors },
  };
  app.get('/logs/tail', { schema, exposeHeadRoute: false, config: { isLong: true } }, async (request, reply) => {
    const lastId = lastEventId(request.headers['last-event-id']);
    if (streams.size >= MAX_CLIENTS) {
      throw new HttpError(429, 'too-many-tails', `${MAX_CLIENTS} clients follow already`, { retryAfterS: 5 });
    }
    const selection = selectionOf(request.query, now());
    const signal = signalOf(reply);
    reply.hijack();
    const stream = new EventStream(reply.raw, reply.getHeaders());
    streams.add(stream);
    for (const text of notesBefore(request.query.q ?? '', now())) stream.event('note', { text });
    const stop = follow(stream, { feed, filling, since, budgetMs, log, now, selection, lastId, signal });
    reply.raw.once('close', () => {
      stop();
      streams.delete(stream);
    });
  });
}

/** Nobody should have to wait for records to learn that a query in another system's syntax finds nothing. */
function notesBefore(query: string, nowMs: number): string[] {
  return queryNotes(query, nowMs, 'unknown');
}

function lastEventId(header: string | string[] | undefined): string | undefined {
  if (typeof header !== 'string' || header.trim() === '') return undefined;
  const id = header.trim().toLowerCase();
  if (isRecordId(id)) return id;
  throw invalidParameters([{ parameter: 'Last-Event-ID', problem: 'is not a record id' }]);
}

interface Follow extends Pick<RouteContext, 'feed' | 'budgetMs' | 'log' | 'now'> {
  /** Reads missed records; throws when MongoDB is away. */
  since: (query: SinceQuery) => Promise<RecordsSince>;
  selection: Selection;
  lastId: string | undefined;
  filling: Slots;
  signal: AbortSignal;
}

/** Sends matching records until the returned function is called; after each gap, missed records come first. */
function follow(stream: EventStream, context: Follow): () => void {
  const { feed, filling, since, budgetMs, log, now, selection, lastId } = context;
  const ended = new AbortController();
  const signal = AbortSignal.any([context.signal, ended.signal]);
  // The tail follows records from now on, so only an end named in the query counts.
  const { endsNow, filter, fromMs = Number.NEGATIVE_INFINITY } = selection;
  const toMs = endsNow ? Number.POSITIVE_INFINITY : (selection.toMs ?? Number.POSITIVE_INFINITY);
  const matches = compilePredicate(filter);
  const assumptions = createAssumptions(filter);
  const isWanted = (record: LogRecord) => record.timestamp >= fromMs && record.timestamp < toMs && matches(record);
  const notesOf = (records: readonly LogRecord[]) => assumptions.of(records);
  const sender = new RecordSender({ stream, lastId, notesOf, missedMs: MISSED_MS, signal });
  const tellGap = (afterId: string, count?: number) => stream.event('gap', { after: afterId, count });
  const look = async ({ afterId, isFirst, sinceMs }: Look, tellLeftOut: (records: number) => void) => {
    const storedSinceMs = isFirst ? undefined : sinceMs - CLOCK_DIFFERENCE_MS;
    const query = { filter, afterId, overlapMs: OVERLAP_MS, limit: MAX_MISSED, budgetMs, storedSinceMs, signal };
    await filling.take(signal);
    try {
      const missed = await since(query);
      // Before the records: a client that is cut off among them reconnects behind the gap.
      if (isFirst && !missed.complete) tellGap(afterId);
      tellLeftOut(missed.leftOut);
      const unread = await sender.missed(missed.records.filter((record) => isWanted(record) && gaps.isNew(record.id)));
      if (unread > 0) tellGap(afterId, unread);
    } finally {
      filling.give(1);
    }
  };
  const gaps = new GapFiller({
    look,
    signal,
    onLeftOut: ({ afterId }, records) => tellGap(afterId, records),
    onFailure({ afterId }, error) {
      log.debug({ err: error }, 'A gap of a tail could not be filled.');
      tellGap(afterId);
    },
    onRead: () => sender.place.closeGap(),
  });
  const stop = feed.listen({
    onRecords: (records) => {
      for (const record of records) if (isWanted(record) && gaps.isNew(record.id)) sender.live(record);
    },
    onDropped: (records) => stream.dropped(records),
    onLive(isLive) {
      stream.event('status', { live: isLive });
      if (!isLive) return;
      const { id } = sender.place;
      // From here on records can be missed, even if none has arrived yet.
      if (id === undefined) return sender.place.sent(newId());
      sender.place.openGap();
      gaps.fill(id, now());
    },
  });
  return () => {
    ended.abort(new Error('the tail has ended'));
    stop();
  };
}
