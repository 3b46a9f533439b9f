/** Longer beginnings of lines are not kept, because they belong to records. */
const MAX_START = 100;

/**
 * Reads from an event stream the place to continue from after a break: the id of the last event. An event may have an id and no
 * data, which means that older records are still to come; the parser of events skips those.
 */
export class PlaceReader {
  #last: string | undefined;
  #pending: string | undefined;
  #start = '';

  /** The id of the last complete event; undefined until an event has one. */
  get last(): string | undefined {
    return this.#last;
  }

  /** Starts a new stream and forgets the unfinished event of the last one. */
  begin(): void {
    this.#pending = undefined;
    this.#start = '';
  }

  /** Reads the next piece of the stream. */
  read(text: string): void {
    const lines = (this.#start + text).split('\n');
    this.#start = (lines.pop() ?? '').slice(0, MAX_START);
    for (const line of lines) {
      if (line.startsWith('id:')) this.#pending = line.slice('id:'.length).trim();
      else if (line.trim() === '' && this.#pending !== undefined) this.#last = this.#pending;
    }
  }
}
