/** Places that are taken and given back: limits how much runs at once, first come, first served. */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  /** @param count places, or bytes */
  constructor(count: number) {
    this.#free = count;
  }

  /** Takes places if they are free now. */
  tryTake(count: number): boolean {
    if (count > this.#free) return false;
    this.#free -= count;
    return true;
  }

  /** Takes places even when fewer are free; the next ones wait until all of them are given back. */
  overdraw(count: number): void {
    this.#free -= count;
  }

  get free(): number {
    return this.#free;
  }

  /**
   * Waits for one place.
   *
   * @throws the signal's reason
   */
  async take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#waiting.length === 0 && this.tryTake(1)) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    this.#waiting.push(resolve);
    try {
      await promise;
    } catch (error) {
      const index = this.#waiting.indexOf(resolve);
      if (index === -1) this.give(1);
      else this.#waiting.splice(index, 1);
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** Gives places back. */
  give(count: number): void {
    this.#free += count;
    while (this.#free > 0) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#free -= 1;
      next();
    }
  }
}
