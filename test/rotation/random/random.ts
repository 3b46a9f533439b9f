import { createRandom as createNumbers } from '../../../bench/src/random.ts';

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

/** The choices of a seed. */
export function createRandom(seed: number): Random {
  const next = createNumbers(seed);
  const integer = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    chance: (probability) => next() < probability,
    integer,
    oneOf: (choices) => choices[integer(0, choices.length - 1)] as (typeof choices)[number],
  };
}
