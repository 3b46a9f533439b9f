import { setTimeout as sleep } from 'node:timers/promises';
import type { TailEventsJson } from '@logwarren/api';
import { messageOf } from '@logwarren/common/tool';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { type ApiClient, queryOf } from '../api/api-client.ts';
import { ApiError } from '../api/api-error.ts';
import type { FilterParameters } from '../options/filter-options.ts';
import { PlaceReader } from './place-reader.ts';

/**
 * The live tail, connected again whenever the connection is lost.
 *
 *     open (Last-Event-ID) ──► events ──► lost ──► wait ──► open …
 *
 * The service does not wait for slow readers: it counts the records that it leaves out, and says so.
 */

/** The service says something every ten seconds; after this much silence the connection is taken for dead, ms. */
const SILENCE_MS = 30_000;
const FIRST_WAIT_MS = 1_000;
const MAX_WAIT_MS = 10_000;

/** A record of the tail. */
export interface TailRecord {
  id: string;
  /** The record, JSON in one line. */
  json: string;
}

/** Events of the tail, called in the order of the stream. */
export interface TailListener {
  /** Records that came together; the next ones are read when it is settled. */
  onRecords(records: readonly TailRecord[]): Promise<void>;
  /** So many records are missing here. */
  onDropped(count: number): void;
  /** How the service read the query where it can be read in two ways. */
  onNote(sentence: string): void;
  /** The service could not read all records that were missed after this one; called at each look that fails. */
  onGap(after: string): void;
  /** False: RabbitMQ is away, and what is published now comes later. */
  onLive(isLive: boolean): void;
  onLost(reason: string): void;
  onConnected(isAgain: boolean): void;
}

interface TailOptions {
  api: ApiClient;
  filter: FilterParameters;
  /** Begins with what came after this record; asked for as long as the service has not named a place to go on from. */
  lastId: () => string | undefined;
  /** The service has answered before; else it has to at the first time. */
  wasReached: boolean;
  signal: AbortSignal;
  /** Time before the first attempt to connect again, ms; an argument so that tests need not wait. */
  firstWaitMs?: number;
}

/**
 * Follows the tail until the signal, with whose reason it throws.
 *
 * @throws ApiError when the service refuses, or cannot be reached at the first time
 */
export async function followTail(options: TailOptions, listener: TailListener): Promise<never> {
  const { api, filter, firstWaitMs = FIRST_WAIT_MS, lastId, signal } = options;
  const { from: _from, to: _to, ...parameters } = filter;
  const path = `/logs/tail${queryOf(parameters)}`;
  let waitMs = firstWaitMs;
  let { wasReached } = options;
  const places = new PlaceReader();
  for (let isAgain = false; ; isAgain = true) {
    try {
      const after = places.last ?? lastId();
      const headers = { accept: 'text/event-stream', ...(after === undefined ? {} : { 'last-event-id': after }) };
      const onOpen = () => {
        listener.onConnected(isAgain);
        wasReached = true;
        waitMs = firstWaitMs;
      };
      places.begin();
      await readStream(api, path, headers, { listener, onOpen, places });
      listener.onLost('the service has ended it');
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ApiError && (!wasReached || !error.isUnavailable)) throw error;
      listener.onLost(messageOf(error));
    }
    await sleep(waitMs, undefined, { signal });
    waitMs = Math.min(MAX_WAIT_MS, waitMs * 2);
  }
}

async function readStream(
  api: ApiClient,
  path: string,
  headers: Record<string, string>,
  { listener, onOpen, places }: { listener: TailListener; onOpen: () => void; places: PlaceReader },
): Promise<void> {
  const silent = new AbortController();
  const timer = setTimeout(() => silent.abort(new Error(`nothing came for ${SILENCE_MS / 1000} s`)), SILENCE_MS);
  try {
    const response = await api.open(path, headers, silent.signal);
    onOpen();
    const events: EventSourceMessage[] = [];
    const parser = createParser({ onEvent: (event) => void events.push(event) });
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      timer.refresh();
      const text = decoder.decode(chunk, { stream: true });
      parser.feed(text);
      await dispatch(events.splice(0), listener);
      // Only now: what is not shown yet must come again.
      places.read(text);
      timer.refresh();
    }
  } finally {
    clearTimeout(timer);
  }
}

async function dispatch(events: readonly EventSourceMessage[], listener: TailListener): Promise<void> {
  let records: TailRecord[] = [];
  const flush = async () => {
    if (records.length > 0) await listener.onRecords(records);
    records = [];
  };
  for (const { data, event, id } of events) {
    if (event === undefined && id !== undefined) {
      records.push({ id, json: data });
      continue;
    }
    await flush();
    if (event === 'dropped') listener.onDropped(said<'dropped'>(data).count);
    if (event === 'note') listener.onNote(said<'note'>(data).text);
    if (event === 'gap') listener.onGap(said<'gap'>(data).after);
    if (event === 'status') listener.onLive(said<'status'>(data).live);
  }
  await flush();
}

function said<Name extends keyof TailEventsJson>(data: string): TailEventsJson[Name] {
  return JSON.parse(data);
}
