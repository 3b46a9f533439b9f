import type { Document } from 'mongodb';
import { setBits } from './bloom-bits.ts';
import { GramSet, gramBits } from './gram-filter.ts';
import { mix } from './hash-set.ts';

/** For tests: all sizes of terms filters that there can be. */
export const SIZES = Array.from({ length: 16 }, (_, i) => 2 ** (i + 6));

/** For tests: what is looked at in a header. */
interface Header {
  v?: number;
  words?: number;
  termBits: number;
  terms: { buffer: Uint8Array };
  grams: { buffer: Uint8Array };
}

/** For tests: what mongod says of a header by a condition of `termsCondition`. */
export function passes(condition: Document, header: Header): boolean {
  return Object.entries(condition).every(([key, asked]) => {
    if (key === '$or') return asked.some((each: Document) => passes(each, header));
    if (key === '$and') return asked.every((each: Document) => passes(each, header));
    if (key === '$nor') return !asked.some((each: Document) => passes(each, header));
    if (key === 'termBits') return header.termBits === asked;
    if (key === 'v' || key === 'words') {
      return asked.$exists === false ? header[key] === undefined : (header[key] ?? 0) > asked.$gt;
    }
    const bytes = header[key as 'terms' | 'grams'].buffer;
    return asked.$bitsAllSet.every((bit: number) => ((bytes[bit >> 3] as number) >> (bit & 7)) & 1);
  });
}

/**
 * For tests: a header filled as commit f523476 did; its hash and sizes are frozen here and must never follow a change of
 * today's.
 */
export class FrozenHeader {
  readonly #bits = new Uint8Array(FROZEN_BITS / 8);
  readonly #grams = new GramSet();

  addTerm(term: string): void {
    let hash = 0x811c9dc5;
    for (let i = 0; i < term.length; i++) hash = Math.imul(hash ^ term.charCodeAt(i), 0x01000193);
    setBits(this.#bits, mix(hash), mix(hash ^ 0x9e3779b9) | 1, 6);
  }

  /** Adds the text that is looked for as a part, folded as it was then. */
  addText(folded: string): void {
    this.#grams.addText(folded);
  }

  build(): Header {
    return {
      termBits: FROZEN_BITS,
      terms: { buffer: this.#bits },
      grams: { buffer: this.#grams.build(gramBits(FROZEN_BITS)) },
    };
  }
}

const FROZEN_BITS = 4096;
