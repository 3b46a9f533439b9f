/** Random choices that a seed repeats. */
export interface Random {
  /** From 0 to below 1. */
  next: () => number;
  /** True with this probability. */
  chance: (probability: number) => boolean;
  /** From `least` to `most`, both included. */
  integer: (least: number, most: number) => number;
  oneOf: <T>(choices: readonly T[]) => T;
}

/** Mulberry32: 32 bits of state are enough to tell sequences apart. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    chance: (probability) => next() < probability,
    integer,
    oneOf: (choices) => choices[integer(0, choices.length - 1)] as (typeof choices)[number],
  };
}
