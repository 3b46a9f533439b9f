import type { ServerResponse } from 'node:http';

/** Bytes that wait for a slow client before records are dropped for it. */
const MAX_WAITING_BYTES = 1024 * 1024;
/** A comment this often keeps proxies, and our own server, from taking the silence for the end, ms. */
const HEARTBEAT_MS = 10_000;

/**
 * Server-sent events to one client. What the client does not read in time is dropped and counted, never kept.
 *
 *     id: <record id>          a record        event: status    {"live": true}
 *     data: {"id": …}                          event: dropped   {"count": 12}
 */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #heartbeat: NodeJS.Timeout;
  #dropped = 0;

  /** Sends the headers, and the time after which browsers connect again. */
  constructor(response: ServerResponse, headers: Record<string, number | string | string[] | undefined>) {
    this.#response = response;
    for (const [name, value] of Object.entries(headers)) if (value !== undefined) response.setHeader(name, value);
    response.setHeader('content-type', 'text/event-stream; charset=utf-8');
    response.setHeader('x-accel-buffering', 'no');
    response.writeHead(200);
    response.write('retry: 1000\n\n');
    this.#heartbeat = setInterval(() => {
      this.#tellDropped();
      if (!this.#isFull) response.write(': still here\n\n');
    }, HEARTBEAT_MS);
    response.on('drain', () => this.#tellDropped());
    response.once('close', () => clearInterval(this.#heartbeat));
  }

  /**
   * Sends a record, if the client keeps up.
   *
   * @param goOnId what the client is to name when it comes back
   */
  record(id: string, json: string, goOnId: string): void {
    if (this.#isFull) this.#dropped += 1;
    else {
      this.#tellDropped();
      this.#response.write(`id: ${id}\ndata: ${json}\n\n`);
      // An id without data is no event to a client, it only remembers it.
      if (goOnId !== id) this.#response.write(`id: ${goOnId}\n\n`);
    }
  }

  /** Sends an event of another kind; these are few and never dropped. */
  event(name: string, data: object): void {
    this.#response.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Records that are missing from the stream for a reason that lies before it. */
  dropped(count: number): void {
    this.#dropped += count;
    if (!this.#isFull) this.#tellDropped();
  }

  end(): void {
    this.#response.end();
  }

  get #isFull(): boolean {
    return this.#response.writableLength > MAX_WAITING_BYTES;
  }

  #tellDropped(): void {
    if (this.#dropped === 0 || this.#isFull) return;
    this.event('dropped', { count: this.#dropped });
    this.#dropped = 0;
  }
}
