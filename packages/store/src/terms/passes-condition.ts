import type { Document } from 'mongodb';
import { mix, setBits } from './bloom-bits.ts';
import { GramSet, gramBits } from './gram-filter.ts';

/** For tests: all possible sizes of terms filters. */
export const SIZES = Array.from({ length: 16 }, (_, i) => 2 ** (i + 6));

/** For tests: the part of a header that conditions test. */
interface Header {
  v?: number;
  words?: number;
  termBits?: number;
  terms?: { buffer: Uint8Array };
  grams?: { buffer: Uint8Array };
  service?: string;
  severityNumber?: number;
  from?: Date;
  to?: Date;
}

/** For tests: evaluates a condition on a header as mongod does. */
export function passes(condition: Document, header: Header): boolean {
  return Object.entries(condition).every(([key, asked]) => {
    if (key === '$or') return asked.some((each: Document) => passes(each, header));
    if (key === '$and') return asked.every((each: Document) => passes(each, header));
    if (key === '$nor') return !asked.some((each: Document) => passes(each, header));
    const held = header[key as keyof Header];
    if (typeof asked !== 'object') return held === asked;
    return Object.entries(asked).every(([operator, value]) => compares(held, operator, value));
  });
}

function compares(held: unknown, operator: string, asked: unknown): boolean {
  const [a, b] = [held, asked].map((value) => (value instanceof Date ? value.getTime() : value)) as [number, number];
  switch (operator) {
    case '$exists':
      return (held !== undefined) === asked;
    case '$eq':
      return a === b;
    case '$in':
      return (asked as unknown[]).includes(held);
    case '$gt':
      return a > b;
    case '$gte':
      return a >= b;
    case '$lt':
      return a < b;
    case '$lte':
      return a <= b;
    case '$bitsAllSet': {
      const bytes = (held as { buffer: Uint8Array }).buffer;
      return (asked as number[]).every((bit) => ((bytes[bit >> 3] as number) >> (bit & 7)) & 1);
    }
    default:
      throw new Error(`BUG: conditions on headers do not ask by ${operator}`);
  }
}

/**
 * For tests: a header filled as commit f523476 filled it. Its hash and sizes are frozen here and must never follow a
 * change of the current ones.
 */
export class FrozenHeader {
  readonly #bits = new Uint8Array(FROZEN_BITS / 8);
  readonly #grams = new GramSet();

  addTerm(term: string): void {
    let hash = 0x811c9dc5;
    for (let i = 0; i < term.length; i++) hash = Math.imul(hash ^ term.charCodeAt(i), 0x01000193);
    setBits(this.#bits, mix(hash), mix(hash ^ 0x9e3779b9) | 1, 6);
  }

  /** Adds the text that is searched for as a part, folded as in that commit. */
  addText(folded: string): void {
    this.#grams.addText(folded);
  }

  build(): Required<Pick<Header, 'termBits' | 'terms' | 'grams'>> {
    return {
      termBits: FROZEN_BITS,
      terms: { buffer: this.#bits },
      grams: { buffer: this.#grams.build(gramBits(FROZEN_BITS)) },
    };
  }
}

const FROZEN_BITS = 4096;
