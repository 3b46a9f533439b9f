import { LOOK_AHEAD } from '../layouts/layout-learner.ts';

/** Holds records that come one by one back until those behind them are known; see `LayoutLearner.follow`. */
export class TextsAhead<T> {
  readonly #held: T[] = [];

  /** Takes the next one; returns the one that is complete with it, if any. */
  push(item: T): T | undefined {
    this.#held.push(item);
    return this.#held.length > LOOK_AHEAD ? this.#held.shift() : undefined;
  }

  /** Returns those that are left, each without what was returned before. */
  *end(): Generator<T, void, void> {
    for (let item = this.#held.shift(); item !== undefined; item = this.#held.shift()) yield item;
  }

  /** Those behind the one that was returned last. */
  get ahead(): readonly T[] {
    return this.#held;
  }
}
