import {
  type AttributeValue,
  type Filter,
  foldCase,
  isWordCode,
  pairTerm,
  requiredTerms,
  TRACE_NAMES,
  valuesOf,
} from '@logwarren/contract';
import { Binary, type Document } from 'mongodb';
import { bitPositions, setBits } from './bloom-bits.ts';
import { GramSet, gramBits, gramPositions } from './gram-filter.ts';
import { HashSet, mix } from './hash-set.ts';
import { requiredTexts } from './required-texts.ts';
import type { StoredColumns } from './shared-texts.ts';

/**
 * A Bloom filter over the terms of a bucket, stored in its header, that mongod itself evaluates:
 *
 *     { termBits: 65536, terms: { $bitsAllSet: [positions] } }
 *
 * Terms are the lower-cased words of messages and attribute values and the pairs `name=value`, trace ids included. Ten
 * bits a distinct term, rounded up to a power of two, and six hashes: at most 0.9 % of the buckets without a term are
 * opened in vain. Positions of a size are the hash modulo the size, so a query needs one branch per size. Each branch costs
 * mongod 2 ms in 10,000 headers, so small filters have one size.
 */

const BITS_PER_TERM = 10;
const HASHES = 6;
const MIN_LOG2 = 12;
/** 2^21 bits = 256 KiB, enough for 200,000 distinct terms; beyond that the filter gets less sharp, never wrong. */
const MAX_LOG2 = 21;

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** The filter as it stands in a header. */
export interface TermsFilter {
  /** Size in bits, a power of two. */
  termBits: number;
  terms: Binary;
  /** See gram-filter.ts. */
  grams: Binary;
}

/** FNV-1a over UTF-16 code units; a start other than the offset continues a hash. */
function hashText(text: string, start: number): number {
  let hash = start;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME);
  return hash;
}

/** Hashes of the names of trace ids, from which those of the pairs go on. */
const TRACE_STARTS = TRACE_NAMES.map((name) => hashText(pairTerm(name, ''), FNV_OFFSET));

/** Distance between the bits of a term. */
function stepOf(hash: number): number {
  return mix(hash ^ 0x9e3779b9) | 1;
}

function positionsOf(term: string, termBits: number): number[] {
  const hash = hashText(term, FNV_OFFSET);
  return bitPositions(mix(hash), stepOf(hash), HASHES, termBits);
}

/** Three codes of seven bits. */
const LAST_THREE = 2 ** 21 - 1;
/** Shorter texts have no gram. */
const MIN_GRAM_TEXT = 3;
/** Set on a character's entry of ASCII_FOLD when it belongs to a word. */
const WORD = 0x80;
/** The lower-case code of each ASCII character, with the mark of words. */
const ASCII_FOLD = Uint8Array.from({ length: 128 }, (_, code) => {
  const folded = foldCase(String.fromCharCode(code)).charCodeAt(0);
  return isWordCode(folded) ? folded | WORD : folded;
});

/**
 * The filter over the terms of a bucket.
 *
 * A value that records share stands once in its column and is taken apart once: user agents, paths and addresses repeat,
 * and taking them apart for each record was three quarters of the cost on access logs.
 */
export function termsFilter({ columns, attributes }: StoredColumns): TermsFilter {
  const values = attributes.reduce((sum, column) => sum + valuesOf(column).length, 0);
  // About one new term for each value, that of its pair: the words are mostly known.
  const builder = new TermsBuilder(values);
  if (columns.message !== undefined) builder.addMessages(valuesOf(columns.message));
  if (columns.traceId !== undefined) builder.addTraces(valuesOf(columns.traceId));
  for (const { name, ...column } of attributes) builder.addAttribute(name, valuesOf(column));
  return builder.build();
}

class TermsBuilder {
  readonly #hashes: HashSet;
  readonly #grams = new GramSet();

  constructor(expected: number) {
    this.#hashes = new HashSet(expected);
  }

  addMessages(messages: readonly AttributeValue[]): void {
    for (const message of messages) this.#addTerms(message as string, undefined, true);
  }

  addTraces(traceIds: readonly AttributeValue[]): void {
    for (const traceId of traceIds) {
      for (const start of TRACE_STARTS) this.#addTerms(traceId as string, start, false);
    }
  }

  addAttribute(name: string, values: readonly AttributeValue[]): void {
    const pairStart = hashText(pairTerm(name, ''), FNV_OFFSET);
    // Texts that repeat stand in their column once; numbers do not.
    const seen = new Set<AttributeValue>();
    for (const value of values) {
      if (value === null) continue;
      if (typeof value === 'string') this.#addTerms(value, pairStart, true);
      else if (!seen.has(value)) {
        seen.add(value);
        this.#addTerms(String(value), pairStart, true);
      }
    }
  }

  /** The filter over everything added; the last call. */
  build(): TermsFilter {
    const wanted = Math.ceil(Math.log2(Math.max(1, this.#hashes.size * BITS_PER_TERM)));
    const termBits = 2 ** Math.min(MAX_LOG2, Math.max(MIN_LOG2, wanted));
    const bits = new Uint8Array(termBits / 8);
    for (const hash of this.#hashes.values()) setBits(bits, mix(hash), stepOf(hash), HASHES);
    return { termBits, terms: new Binary(bits), grams: new Binary(this.#grams.build(gramBits(termBits))) };
  }

  /** One pass over the text: a hash of the pair; with `withWords` its grams and its words, as `wordsOf` would cut them. */
  #addTerms(text: string, pairStart: number | undefined, withWords: boolean): void {
    let pair = pairStart ?? 0;
    let gram = 0;
    let word = FNV_OFFSET;
    let inWord = false;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127) {
        // Folding can change the number of characters; what this pass has added are terms of the text all the same.
        this.#addFolded(foldCase(text), pairStart, withWords);
        return;
      }
      const folded = ASCII_FOLD[code] as number;
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

  /** The same for a text of any script that has been folded. */
  #addFolded(folded: string, pairStart: number | undefined, withWords: boolean): void {
    if (withWords) this.#grams.addText(folded);
    if (pairStart !== undefined) this.#hashes.add(hashText(folded, pairStart));
    let word = FNV_OFFSET;
    let inWord = false;
    for (let i = 0; withWords && i < folded.length; i++) {
      const code = folded.charCodeAt(i);
      if (isWordCode(code)) {
        word = Math.imul(word ^ code, FNV_PRIME);
        inWord = true;
      } else if (inWord) {
        this.#hashes.add(word);
        word = FNV_OFFSET;
        inWord = false;
      }
    }
    if (withWords && inWord) this.#hashes.add(word);
  }
}

/**
 * Condition on headers that excludes buckets which cannot hold a match; `{}` when every bucket may.
 *
 * @param sizes of the filters that there are, `termBits`: mongod looks at each in turn, and each costs as much as the rest
 * @see requiredTerms for what is required
 */
export function termsCondition(filter: Filter, sizes: readonly number[]): Document {
  const alternatives = requiredTerms(filter);
  if (alternatives.length === 0) return { $nor: [{}] };
  // An alternative that tells nothing makes the others worthless.
  const useful = alternatives.some((terms) => terms.length === 0) ? [[]] : alternatives;
  const texts = requiredTexts(filter).filter((text) => text.length >= MIN_GRAM_TEXT);
  if (useful.every((terms) => terms.length === 0) && texts.length === 0) return {};
  const branches: Document[] = [];
  for (const termBits of sizes) {
    const grams = texts.length === 0 ? {} : { grams: { $bitsAllSet: gramPositions(texts, gramBits(termBits)) } };
    for (const terms of useful) {
      const positions = [...new Set(terms.flatMap((term) => positionsOf(term, termBits)))];
      branches.push({ termBits, ...(positions.length > 0 ? { terms: { $bitsAllSet: positions } } : {}), ...grams });
    }
  }
  return branches.length === 0 ? { $nor: [{}] } : { $or: branches };
}
