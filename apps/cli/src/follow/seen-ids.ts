/** Ids that are remembered; what comes twice does so within half a minute. */
const MOST = 100_000;

/** Remembers the ids of the last records, and the highest of all. */
export class SeenIds {
  readonly #ids = new Set<string>();
  readonly #most: number;
  #highest: string | undefined;

  constructor(most = MOST) {
    this.#most = most;
  }

  /** Highest id so far, which is that of the record collected last; undefined before the first. */
  get highest(): string | undefined {
    return this.#highest;
  }

  /** @returns false when it was there already */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    if (this.#highest === undefined || id > this.#highest) this.#highest = id;
    const [oldest] = this.#ids;
    if (this.#ids.size > this.#most && oldest !== undefined) this.#ids.delete(oldest);
    return true;
  }
}
