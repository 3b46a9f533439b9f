import type { Document } from 'mongodb';

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
