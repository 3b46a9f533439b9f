import { expect, it } from 'vitest';
import { runSequence } from './random/random-sequence.ts';
import type { Rotation } from './random/written-log.ts';

/**
 * Random writes, rotations, stops and kills: each line arrives once, or its bytes are said to be lost. `npm run test:rotation` runs
 * as many sequences as one likes; these are some of them.
 */

const SEQUENCES = 4;

const WAYS: Record<string, Rotation[]> = {
  'numbered names': ['chain'],
  'numbered names, and compressed later': ['chain', 'pack-old'],
  'days in names': ['date'],
  'copies that are compressed at once': ['copy-pack'],
  'copies that are compressed later': ['copy-pack-old'],
};

it.each(Object.keys(WAYS))('no line is lost or repeated without a word by rotation with %s', async (way) => {
  const seeds = Array.from({ length: SEQUENCES }, (_, index) => index + 1);
  const sequences = await Promise.all(seeds.map((seed) => runSequence(seed, WAYS[way])));
  expect(sequences.filter(({ faults }) => faults.length > 0)).toEqual([]);
});

/** Seeds that lost lines without a word, repeated them or reported false losses before copies, compressed files and lives with one header were told apart. */
const LOST: [way: Rotation[], seeds: number[]][] = [
  [['chain'], [281, 285]],
  [
    ['chain', 'pack-old'],
    [136, 160, 381],
  ],
  [['copy'], [200]],
  [
    ['copy', 'chain'],
    [83, 100, 141],
  ],
  [['pack'], [112]],
  [
    ['copy', 'pack'],
    [11, 47, 67, 93, 112],
  ],
  [
    ['copy', 'chain', 'pack-old'],
    [16, 47, 76, 100],
  ],
];

it.each(LOST)('orders of %s that lost or repeated lines keep each once: %s', async (way, seeds) => {
  const sequences = await Promise.all(seeds.map((seed) => runSequence(seed, way)));
  expect(sequences.filter(({ faults }) => faults.length > 0)).toEqual([]);
});
