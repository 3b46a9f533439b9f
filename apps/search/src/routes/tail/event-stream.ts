import type { ServerResponse } from 'node:http';
import type { TailEventsJson } from '@logwarren/api';

/** Bytes that may wait for a slow client before live records are dropped for it. */
const MAX_WAITING_BYTES = 1024 * 1024;
/** Comments at this interval keep proxies, and our own server, from taking silence for the end, ms. */
const HEARTBEAT_MS = 10_000;

/** A record on its way to a client. */
export interface RecordEvent {
  id: string;
  /** The record, JSON in one line. */
  json: string;
  /** Called when the record is written: the id that the client should send when it reconnects. */
  goOnId: () => string;
}

/**
 * Server-sent events to one client. A live record that the client does not read in time is dropped and counted, never
 * kept. Records that it missed earlier are sent at its own pace; live records queue up behind them, within the same
 * bound.
 *
 *     id: <record id>          a record        event: status    {"live": true}
 *     data: {"id": …}                          event: dropped   {"count": 12}
 */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #heartbeat: NodeJS.Timeout;
  #dropped = 0;
  /** Live records that wait behind missed ones; undefined while no missed ones are being sent. */
  #behind: RecordEvent[] | undefined;
  #behindBytes = 0;

  /** Sends the headers, and the time after which browsers reconnect. */
  constructor(response: ServerResponse, headers: Record<string, number | string | string[] | undefined>) {
    this.#response = response;
    for (const [name, value] of Object.entries(headers)) if (value !== undefined) response.setHeader(name, value);
    response.setHeader('content-type', 'text/event-stream; charset=utf-8');
    response.setHeader('x-accel-buffering', 'no');
    response.writeHead(200);
    response.write('retry: 1000\n\n');
    this.#heartbeat = setInterval(() => {
      this.#tellDropped();
      if (!this.#isFull) this.#send(': still here\n\n');
    }, HEARTBEAT_MS);
    response.on('drain', () => this.#tellDropped());
    response.once('close', () => clearInterval(this.#heartbeat));
  }

  /** Sends a live record, if the client keeps up. */
  record(record: RecordEvent): void {
    if (this.#isFull) this.#dropped += 1;
    else if (this.#behind !== undefined) {
      this.#behind.push(record);
      this.#behindBytes += Buffer.byteLength(record.json);
    } else {
      this.#tellDropped();
      this.#write(record);
    }
  }

  /**
   * Sends records that the client missed, at the pace at which it reads.
   *
   * @throws the signal's reason; records not sent by then are missing
   */
  async missed(records: Iterable<RecordEvent>, signal: AbortSignal): Promise<void> {
    this.#behind ??= [];
    for (const record of records) {
      if (this.#response.writableNeedDrain) await this.#drained(signal);
      signal.throwIfAborted();
      this.#write(record);
    }
  }

  /** Sends the live records that arrived while missed ones were being sent. */
  goOnLive(): void {
    const behind = this.#behind ?? [];
    this.#behind = undefined;
    this.#behindBytes = 0;
    for (const record of behind) this.#write(record);
    this.#tellDropped();
  }

  /** Sends an event of another kind; these are rare and never dropped. */
  event<Name extends keyof TailEventsJson>(name: Name, data: TailEventsJson[Name]): void {
    this.#send(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** For a client, an id without data is not an event; it only remembers the id. */
  place(goOnId: string): void {
    this.#send(`id: ${goOnId}\n\n`);
  }

  /** Counts live records that are missing for a reason outside this stream. */
  dropped(count: number): void {
    this.#dropped += count;
    if (!this.#isFull) this.#tellDropped();
  }

  end(): void {
    this.#response.end();
  }

  get #isFull(): boolean {
    return this.#response.writableLength + this.#behindBytes > MAX_WAITING_BYTES;
  }

  #write({ id, json, goOnId }: RecordEvent): void {
    this.#send(`id: ${id}\ndata: ${json}\n\n`);
    const place = goOnId();
    if (place !== id) this.place(place);
  }

  #send(text: string): void {
    if (!this.#response.writableEnded) this.#response.write(text);
  }

  #drained(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onAbort = () => reject(signal.reason);
    const response = this.#response;
    if (signal.aborted || response.destroyed) return Promise.reject(signal.reason ?? new Error('the client has left'));
    signal.addEventListener('abort', onAbort, { once: true });
    response.once('drain', resolve).once('close', resolve);
    return promise.finally(() => {
      signal.removeEventListener('abort', onAbort);
      response.off('drain', resolve).off('close', resolve);
    });
  }

  #tellDropped(): void {
    if (this.#dropped === 0 || this.#behind !== undefined || this.#isFull) return;
    this.event('dropped', { count: this.#dropped });
    this.#dropped = 0;
  }
}
