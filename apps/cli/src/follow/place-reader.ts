/** Longer beginnings of lines are not kept: they are records. */
const MAX_START = 100;

/**
 * Reads the place to go on from out of an event stream: the id of the last event, also of one without data, by which the service
 * says that records before the one it just sent are still to come. The parser of events leaves those out.
 */
export class PlaceReader {
  #last: string | undefined;
  #pending: string | undefined;
  #start = '';

  /** Undefined as long as no event had an id. */
  get last(): string | undefined {
    return this.#last;
  }

  /** Another stream begins; half an event of the one before is forgotten. */
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
