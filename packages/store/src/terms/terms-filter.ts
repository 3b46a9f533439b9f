import { type AttributeValue, type RecordColumns, valuesOf } from '@logwarren/contract';
import {
  eachElement,
  eachWord,
  eachWordOfFormat0,
  foldOfFormat0,
  foldOfFormat1,
  foldText,
  isAsciiWordCode,
  pairTerm,
  searchedText,
  TRACE_NAMES,
} from '@logwarren/query';
import { Binary } from 'mongodb';
import { mix, setBits } from './bloom-bits.ts';
import { GramSet, gramBits } from './gram-filter.ts';
import { HashSet } from './hash-set.ts';
import { FNV_OFFSET, FNV_PRIME, HASHES, hashText, MIN_LOG2, stepOf } from './term-hash.ts';

/**
 * A Bloom filter over the terms of a bucket, stored in its header, that mongod itself evaluates:
 *
 *     { termBits: 65536, terms: { $bitsAllSet: [positions] } }
 *
 * Terms are the words of messages and attribute values and the pairs `name=value`, folded, trace ids included. The
 * filter has ten bits for each distinct term, rounded up to a power of two, and six hashes: at most 0.9 % of the
 * buckets without a term are opened in vain. The position in a filter is the hash modulo its size, so a query needs one
 * branch for each size. Each branch costs mongod 2 ms in 10,000 headers, so small filters all have the same size.
 */

const BITS_PER_TERM = 10;
/** 2^21 bits = 256 KiB, enough for 200,000 distinct terms. Beyond that the filter is less sharp, but never wrong. */
const MAX_LOG2 = 21;

/** The filter as stored in a header. */
export interface TermsFilter {
  /** Size in bits, a power of two. */
  termBits: number;
  terms: Binary;
  /** See gram-filter.ts. */
  grams: Binary;
  /** Version of how the words were cut and folded; absent in headers of format 0 and in the first ones of format 1. */
  words?: 2;
}

/** A filter, and a fact about the texts that it was made from. */
interface TermsOfTexts {
  filter: TermsFilter;
  /** True if some text does not hold, in any case, what it is folded to: `ＥＲＲＯＲ`, `ER\u001b[1mROR`. See `quickTest`. */
  refolds: boolean;
}

/** Hashes of the names of trace ids, with which the hashes of the pairs begin. */
const TRACE_STARTS = TRACE_NAMES.map((name) => hashText(pairTerm(name, ''), FNV_OFFSET));

/** Three codes of seven bits. */
const LAST_THREE = 2 ** 21 - 1;
/** Marks a character's entry in ASCII_FOLD as part of a word. */
const WORD = 0x80;
const ESCAPE = 0x1b;
/**
 * The lower-case code of each ASCII character, with the mark of words. It is 0 for an escape and for every other
 * character, which fold in another way; also for NUL, which is rare. One table holds it all, so that the loop needs
 * only one look-up.
 */
const ASCII_FOLD = Uint8Array.from({ length: 65_536 }, (_, code) => {
  if (code > 127 || code === ESCAPE) return 0;
  const folded = String.fromCharCode(code).toLowerCase().charCodeAt(0);
  return isAsciiWordCode(folded) ? folded | WORD : folded;
});

/**
 * The filter over the terms of a bucket, of format 1.
 *
 * A shared value is in its column once and is split into words once. User agents, paths and addresses repeat, and
 * splitting them for each record was three quarters of the cost on access logs.
 */
export function termsFilter({ columns, attributes }: Pick<RecordColumns, 'columns' | 'attributes'>): TermsOfTexts {
  const values = attributes.reduce((sum, column) => sum + valuesOf(column).length, 0);
  // Each value adds about one new term, its pair: most of its words are known.
  const builder = new TermsBuilder(values);
  if (columns.message !== undefined) builder.addMessages(valuesOf(columns.message));
  if (columns.traceId !== undefined) builder.addTraces(valuesOf(columns.traceId));
  for (const { name, ...column } of attributes) builder.addAttribute(name, valuesOf(column));
  return builder.build();
}

class TermsBuilder {
  readonly #hashes: HashSet;
  readonly #grams = new GramSet();
  #refolds = false;

  constructor(expected: number) {
    this.#hashes = new HashSet(expected);
  }

  addMessages(messages: readonly AttributeValue[]): void {
    for (const message of messages) this.#addText(message as string, undefined);
  }

  addTraces(traceIds: readonly AttributeValue[]): void {
    for (const traceId of traceIds) {
      for (const start of TRACE_STARTS) this.#addTerms(traceId as string, start, false);
    }
  }

  addAttribute(name: string, values: readonly AttributeValue[]): void {
    const pairStart = hashText(pairTerm(name, ''), FNV_OFFSET);
    // Texts that repeat are in their column once; numbers are not.
    const seen = new Set<AttributeValue>();
    for (const value of values) {
      if (typeof value === 'string') {
        this.#addText(value, pairStart);
        if (value.startsWith('[')) this.#addElements(name, value);
      } else if (!seen.has(value)) {
        seen.add(value);
        // A null attribute has a value, but no text.
        this.#addTerms(String(value), pairStart, value !== null);
      }
    }
  }

  /** Adds a text as it is, and as it is searched for if that differs. */
  #addText(text: string, pairStart: number | undefined): void {
    this.#addTerms(text, pairStart, true);
    const searched = searchedText(text);
    if (searched === text) return;
    this.#refolds = true;
    this.#addTerms(searched, undefined, true);
  }

  /**
   * Adds the values that `fieldElements` finds in an array: pairs by their names, and the words of numbers that JSON
   * writes in another way.
   */
  #addElements(attribute: string, array: string): void {
    let last = '';
    let pairStart = 0;
    eachElement(attribute, array, (name, element) => {
      if (name !== last) pairStart = hashText(pairTerm(name, ''), FNV_OFFSET);
      last = name;
      this.#addTerms(String(element), pairStart, element !== null);
    });
    this.#refolds ||= array.includes('\\');
  }

  /** The filter over everything added; make no call after this one. */
  build(): TermsOfTexts {
    const wanted = Math.ceil(Math.log2(Math.max(1, this.#hashes.size * BITS_PER_TERM)));
    const termBits = 2 ** Math.min(MAX_LOG2, Math.max(MIN_LOG2, wanted));
    const bits = new Uint8Array(termBits / 8);
    for (const hash of this.#hashes.values()) setBits(bits, mix(hash), stepOf(hash), HASHES);
    const grams = new Binary(this.#grams.build(gramBits(termBits)));
    return { filter: { termBits, terms: new Binary(bits), grams, words: 2 }, refolds: this.#refolds };
  }

  /**
   * One pass over the text: a hash of the pair and, if `withWords` is true, its grams and words, as `wordsOf` would cut
   * them.
   */
  #addTerms(text: string, pairStart: number | undefined, withWords: boolean): void {
    let pair = pairStart ?? 0;
    let gram = 0;
    let word = FNV_OFFSET;
    let inWord = false;
    for (let i = 0; i < text.length; i++) {
      const folded = ASCII_FOLD[text.charCodeAt(i)] as number;
      if (folded === 0) {
        // Folding can also change what comes before; the words that this pass has added are words of the text all the
        // same.
        this.#addAny(text, pairStart, withWords);
        return;
      }
      pair = Math.imul(pair ^ (folded & 0x7f), FNV_PRIME);
      gram = ((gram << 7) | (folded & 0x7f)) & LAST_THREE;
      if (withWords && i >= 2) this.#grams.addAscii(gram);
      if (folded >= WORD) {
        word = Math.imul(word ^ (folded & 0x7f), FNV_PRIME);
        inWord = true;
      } else if (inWord) {
        if (withWords) this.#hashes.add(word);
        word = FNV_OFFSET;
        inWord = false;
      }
    }
    if (inWord && withWords) this.#hashes.add(word);
    if (pairStart !== undefined) this.#hashes.add(pair);
  }

  /** The same for a text of any characters. */
  #addAny(text: string, pairStart: number | undefined, withWords: boolean): void {
    const folded = foldText(text);
    const isPlain = this.#addFolded(folded, pairStart, withWords);
    const first = foldOfFormat1(text);
    if (first !== folded) {
      this.#refolds = true;
      this.#addFolded(first, pairStart, withWords);
    }
    // Adds terms that a search from before there were versions asks for: such a build may run beside this one, or
    // return after it.
    const then = foldOfFormat0(text);
    if (then !== folded) {
      this.#refolds = true;
      this.#addAll(then, pairStart, withWords);
    } else if (isPlain) return;
    if (withWords) eachWordOfFormat0(then, (from, to) => this.#addWord(then, from, to));
  }

  #addFolded(folded: string, pairStart: number | undefined, withWords: boolean): boolean {
    this.#addAll(folded, pairStart, withWords);
    return !withWords || eachWord(folded, (from, to) => this.#addWord(folded, from, to));
  }

  #addWord(text: string, from: number, to: number): void {
    this.#hashes.add(hashText(text, FNV_OFFSET, from, to));
  }

  /** Adds a whole text and its grams. */
  #addAll(folded: string, pairStart: number | undefined, withGrams: boolean): void {
    if (pairStart !== undefined) this.#hashes.add(hashText(folded, pairStart));
    if (withGrams) this.#grams.addText(folded);
  }
}
