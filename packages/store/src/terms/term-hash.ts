import { bitPositions, mix } from './bloom-bits.ts';

/** Positions of a term's bits in a terms filter. */

/** Bits that a term sets. */
export const HASHES = 6;
/** Smallest size of a terms filter, as a power of two. */
export const MIN_LOG2 = 12;

/** Where the hash of a text begins. */
export const FNV_OFFSET = 0x811c9dc5;
/** Multiplies the hash after each UTF-16 code unit. */
export const FNV_PRIME = 0x01000193;

/** FNV-1a over UTF-16 code units. A start other than the offset continues a hash. */
export function hashText(text: string, start: number, from = 0, to = text.length): number {
  let hash = start;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME);
  return hash;
}

/** Distance between the bits of a term. */
export function stepOf(hash: number): number {
  return mix(hash ^ 0x9e3779b9) | 1;
}

/** Positions of a folded term in a filter of `termBits` bits. */
export function positionsOf(term: string, termBits: number): number[] {
  const hash = hashText(term, FNV_OFFSET);
  return bitPositions(mix(hash), stepOf(hash), HASHES, termBits);
}
