import { LOOK_AHEAD } from '../layouts/layout-learner.ts';

/** Holds back records that arrive one by one until the ones after them are known; see `LayoutLearner.follow`. */
export class TextsAhead<T> {
  readonly #held: T[] = [];

  /** Takes the next record; returns the one that it completes, if any. */
  push(item: T): T | undefined {
    this.#held.push(item);
    return this.#held.length > LOOK_AHEAD ? this.#held.shift() : undefined;
  }

  /** Returns the remaining records, each without those returned before. */
  *end(): Generator<T, void, void> {
    for (let item = this.#held.shift(); item !== undefined; item = this.#held.shift()) yield item;
  }

  /** Records after the one returned last. */
  get ahead(): readonly T[] {
    return this.#held;
  }
}
