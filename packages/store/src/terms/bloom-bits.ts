/**
 * The bits of a Bloom filter. The bits of a member begin at `first` and continue in steps of `step`, modulo the size, a
 * power of two.
 */

/** Sets the bits of a member. An odd step reaches every position. */
export function setBits(filter: Uint8Array, first: number, step: number, hashes: number): void {
  const mask = filter.length * 8 - 1;
  for (let i = 0; i < hashes; i++) {
    const position = (first + Math.imul(i, step)) & mask;
    filter[position >>> 3] = (filter[position >>> 3] as number) | (1 << (position & 7));
  }
}

/** Positions of the same bits in a filter of `size` bits. */
export function bitPositions(first: number, step: number, hashes: number, size: number): number[] {
  return Array.from({ length: hashes }, (_, i) => (first + Math.imul(i, step)) & (size - 1));
}

/** Murmur3's finaliser: FNV alone spreads its low bits badly. */
export function mix(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
