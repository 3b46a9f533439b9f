import { get, type IncomingMessage } from 'node:http';
import type { App } from '../harness/apps/start-app.ts';
import { waitFor } from '../harness/wait-for.ts';

interface Event {
  id?: string;
  name: string;
  data: Record<string, unknown>;
  /** ms since the epoch. */
  at: number;
}

/** A client of the tail that notes every event. */
export class Tail implements Disposable {
  readonly events: Event[] = [];
  /** The id that a browser would send when it comes back. */
  lastEventId: string | undefined;
  response: IncomingMessage | undefined;
  readonly #request: ReturnType<typeof get>;
  #rest = '';

  constructor(app: App, query = '', headers: Record<string, string> = {}, isReading = true) {
    this.#request = get(`${app.url}/logs/tail?${query}`, { headers }, (response) => {
      this.response = response;
      response.setEncoding('utf8');
      if (isReading) this.read();
    });
    this.#request.on('error', () => {});
  }

  read(): void {
    this.response?.on('data', (chunk: string) => this.#take(chunk));
    this.response?.on('error', () => {});
  }

  get records(): Event[] {
    return this.events.filter(({ name }) => name === 'message');
  }

  get messages(): unknown[] {
    return this.records.map(({ data }) => data.message);
  }

  async waitLive(): Promise<this> {
    await waitFor('the tail is live', () =>
      this.events.some(({ name, data }) => name === 'status' && data.live === true),
    );
    return this;
  }

  async waitFor(count: number): Promise<void> {
    await waitFor(`${count} records have come`, () => this.records.length >= count, {
      detail: () => JSON.stringify(this.events.slice(-5)),
    });
  }

  [Symbol.dispose](): void {
    this.#request.destroy();
  }

  #take(chunk: string): void {
    const parts = (this.#rest + chunk).split('\n\n');
    this.#rest = parts.pop() ?? '';
    for (const part of parts) {
      const fields = new Map(
        part.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      );
      this.lastEventId = fields.get('id') ?? this.lastEventId;
      const data = fields.get('data');
      if (data === undefined) continue;
      const id = fields.get('id');
      this.events.push({
        ...(id === undefined ? {} : { id }),
        name: fields.get('event') ?? 'message',
        data: JSON.parse(data),
        at: Date.now(),
      });
    }
  }
}
