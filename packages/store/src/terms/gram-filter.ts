import { bitPositions, mix, setBits } from './bloom-bits.ts';
import { HashSet } from './hash-set.ts';

/**
 * Filter of the three-character sequences (grams) in the texts of a bucket: a second Bloom filter beside that of the
 * terms, for parts of words (`*imeout*`, `pay*`). It has three hashes; its size follows from the size of the terms
 * filter.
 *
 * Texts are folded. In ASCII, the three codes are the id of a gram; everything else is hashed into the numbers above.
 */

const HASHES = 3;
/** An ASCII gram has three times seven bits. */
const ASCII_GRAMS = 2 ** 21;
/** Texts hold a few thousand different grams, however few words they have. */
const USUAL_GRAMS = 2 ** 11;
const USUAL_BITS = USUAL_GRAMS * 8;

/** Size of the gram filter beside a terms filter, in bits; a power of two that grows with the number of terms. */
export function gramBits(termBits: number): number {
  return Math.max(termBits / 4, Math.min(termBits * 4, USUAL_BITS));
}

/**
 * Bitmaps of sets that have been built, empty again. A new bitmap for each bucket would take most of the time of a
 * small bucket.
 */
const spare: Uint32Array[] = [];

/** Gathers the grams of one bucket, until it is built. */
export class GramSet {
  /** A bit for each ASCII gram: a gram that was seen before costs only one check. */
  readonly #seen: Uint32Array = spare.pop() ?? new Uint32Array(ASCII_GRAMS / 32);
  readonly #ascii: number[] = [];
  #others: HashSet | undefined;

  /** @param gram three codes below 128, seven bits each, the first one highest */
  addAscii(gram: number): void {
    const word = gram >>> 5;
    const bit = 1 << (gram & 31);
    const seen = this.#seen[word] as number;
    if ((seen & bit) !== 0) return;
    this.#seen[word] = seen | bit;
    this.#ascii.push(gram);
  }

  /** Adds the grams of a folded text of any script. */
  addText(folded: string): void {
    let [a, b] = [folded.charCodeAt(0), folded.charCodeAt(1)];
    for (let i = 2; i < folded.length; i++) {
      const c = folded.charCodeAt(i);
      const gram = gramOf(a, b, c);
      if (gram < ASCII_GRAMS) this.addAscii(gram);
      else {
        this.#others ??= new HashSet(USUAL_GRAMS);
        this.#others.add(gram);
      }
      a = b;
      b = c;
    }
  }

  /** The filter over everything added. Make no call after this one: another set may have the bitmap. */
  build(bits: number): Uint8Array {
    const bytes = new Uint8Array(bits / 8);
    for (const grams of [this.#ascii, this.#others?.values() ?? []]) {
      for (const gram of grams) setBits(bytes, firstOf(gram), stepOf(gram), HASHES);
    }
    for (const gram of this.#ascii) this.#seen[gram >>> 5] = 0;
    spare.push(this.#seen);
    return bytes;
  }
}

function firstOf(gram: number): number {
  return mix(gram ^ 0x5bd1e995);
}

/** Distance between the bits of a gram. */
function stepOf(gram: number): number {
  return mix(gram) | 1;
}

/**
 * Positions that must be set in a filter of `bits` bits if each of the folded texts is part of a text in the bucket.
 */
export function gramPositions(texts: readonly string[], bits: number): number[] {
  const grams = texts.flatMap(gramsOf);
  return [...new Set(grams.flatMap((gram) => bitPositions(firstOf(gram), stepOf(gram), HASHES, bits)))];
}

/** Grams of a folded text; empty if it is shorter than three characters (UTF-16 code units). */
function gramsOf(folded: string): number[] {
  const grams: number[] = [];
  for (let i = 2; i < folded.length; i++) {
    grams.push(gramOf(folded.charCodeAt(i - 2), folded.charCodeAt(i - 1), folded.charCodeAt(i)));
  }
  return grams;
}

function gramOf(a: number, b: number, c: number): number {
  if ((a | b | c) < 128) return (a << 14) | (b << 7) | c;
  return ASCII_GRAMS + (mix(Math.imul(Math.imul(a, 0x01000193) ^ b, 0x01000193) ^ c) >>> 2);
}
