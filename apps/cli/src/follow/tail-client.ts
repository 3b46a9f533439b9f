import { setTimeout as sleep } from 'node:timers/promises';
import type { TailEventsJson } from '@logwarren/api';
import { messageOf } from '@logwarren/common/tool';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { type ApiClient, queryOf } from '../api/api-client.ts';
import { ApiError } from '../api/api-error.ts';
import type { FilterParameters } from '../options/filter-options.ts';
import { PlaceReader } from './place-reader.ts';

/**
 * A client of the live tail that reconnects whenever the connection is lost.
 *
 *     open (Last-Event-ID) ──► events ──► lost ──► wait ──► open …
 *
 * The service does not wait for slow readers: it skips records, counts them, and says how many.
 */

/** The service sends something every ten seconds; after this much silence the connection counts as dead, ms. */
const SILENCE_MS = 30_000;
const FIRST_WAIT_MS = 1_000;
const MAX_WAIT_MS = 10_000;

/** The event of a record. */
export interface RecordEvent {
  id: string;
  /** The record, JSON in one line. */
  json: string;
}

/** Receives the events of the tail in the order of the stream. */
export interface TailListener {
  /** Records that came together; the next ones are read when the promise settles. */
  onRecords(records: readonly RecordEvent[]): Promise<void>;
  /** The service skipped this many records here. */
  onDropped(count: number): void;
  /** A sentence on how the service read an ambiguous query. */
  onNote(sentence: string): void;
  /** The service could not read all records missed after this id; called for each attempt that fails. */
  onGap(after: string): void;
  /** False when RabbitMQ is down: records published now come later. */
  onLive(isLive: boolean): void;
  /** The connection was lost; the client connects again. */
  onLost(reason: string): void;
  /** The service has answered; `isAgain` after a lost connection. */
  onConnected(isAgain: boolean): void;
}

interface TailOptions {
  api: ApiClient;
  filter: FilterParameters;
  /** Id of the record to start after; used until the service has named a place to continue from. */
  lastId: () => string | undefined;
  /** True when the service has answered before; otherwise the first attempt has to succeed. */
  wasReached: boolean;
  signal: AbortSignal;
  /** Time before the first attempt to connect again, ms; an argument so that tests need not wait. */
  firstWaitMs?: number;
}

/**
 * Follows the tail until the signal.
 *
 * @throws ApiError when the service refuses, or cannot be reached at first; the reason of the signal
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
      listener.onLost('the service closed it');
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
  const timer = setTimeout(() => silent.abort(new Error(`nothing arrived for ${SILENCE_MS / 1000} s`)), SILENCE_MS);
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
      // Only now, because records that were not shown must come again.
      places.read(text);
      timer.refresh();
    }
  } finally {
    clearTimeout(timer);
  }
}

async function dispatch(events: readonly EventSourceMessage[], listener: TailListener): Promise<void> {
  let records: RecordEvent[] = [];
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
