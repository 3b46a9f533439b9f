import { type Filter, foldCase, isWordCode, pairTerm, requiredTerms, type WireRecord } from '@logwarren/contract';
import { Binary, type Document } from 'mongodb';

/**
 * A Bloom filter over the terms of a bucket, stored in its header, that mongod itself evaluates:
 *
 *     { termBits: 65536, terms: { $bitsAllSet: [positions] } }
 *
 * Terms are the lower-cased words of messages and attribute values and the pairs `name=value`, trace ids included. Ten
 * bits a distinct term, rounded up to a power of two, and four hashes: at most 1.2 % of the buckets without a term are
 * opened in vain. Positions of a size are the hash modulo the size, so a query needs one branch per size.
 */

const BITS_PER_TERM = 10;
const HASHES = 4;
const MIN_LOG2 = 6;
/** 2^21 bits = 256 KiB, enough for 200,000 distinct terms; beyond that the filter gets less sharp, never wrong. */
const MAX_LOG2 = 21;

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** The filter as it stands in a header. */
export interface TermsFilter {
  /** Size in bits, a power of two. */
  termBits: number;
  terms: Binary;
}

/** FNV-1a over UTF-16 code units; a start other than the offset continues a hash. */
function hashText(text: string, start: number): number {
  let hash = start;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME);
  return hash;
}

/** Murmur3's finaliser: FNV alone spreads its low bits badly. */
function mix(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** Calls back with each bit position of a term in a filter of 2^log2 bits. */
function setPositions(hash: number, mask: number, bits: Uint8Array): void {
  const first = mix(hash);
  const step = mix(hash ^ 0x9e3779b9) | 1;
  for (let i = 0; i < HASHES; i++) {
    const position = (first + Math.imul(i, step)) & mask;
    bits[position >>> 3] = (bits[position >>> 3] as number) | (1 << (position & 7));
  }
}

function positionsOf(term: string, termBits: number): number[] {
  const hash = hashText(term, FNV_OFFSET);
  const first = mix(hash);
  const step = mix(hash ^ 0x9e3779b9) | 1;
  return Array.from({ length: HASHES }, (_, i) => (first + Math.imul(i, step)) & (termBits - 1));
}

/**
 * Gathers the terms of one bucket.
 *
 * A value that came before in the same field is skipped after one look-up: user agents, paths and addresses repeat, and
 * taking them apart again was three quarters of the cost on access logs (bench/terms.ts).
 */
export class TermsBuilder {
  readonly #hashes = new HashSet();
  readonly #seen = new Map<string, Set<unknown>>();
  readonly #pairStarts = new Map<string, number>();

  /** Adds the terms of a record. */
  add(record: WireRecord): void {
    if (this.#isNew('', record.message)) this.#addWords(record.message);
    if (record.traceId !== undefined) this.#addPair('traceId', record.traceId);
    const { attributes } = record;
    for (const name in attributes) {
      const value = attributes[name];
      if (value === null || value === undefined || !this.#isNew(name, value)) continue;
      const text = String(value);
      this.#addPair(name, text);
      this.#addWords(text);
    }
  }

  /** The filter over everything added. */
  build(): TermsFilter {
    const wanted = Math.ceil(Math.log2(Math.max(1, this.#hashes.size * BITS_PER_TERM)));
    const termBits = 2 ** Math.min(MAX_LOG2, Math.max(MIN_LOG2, wanted));
    const bits = new Uint8Array(termBits / 8);
    for (const hash of this.#hashes.values()) setPositions(hash, termBits - 1, bits);
    return { termBits, terms: new Binary(bits) };
  }

  #isNew(field: string, value: unknown): boolean {
    let values = this.#seen.get(field);
    if (values === undefined) {
      values = new Set();
      this.#seen.set(field, values);
    }
    const before = values.size;
    return values.add(value).size > before;
  }

  #addPair(name: string, value: string): void {
    let start = this.#pairStarts.get(name);
    if (start === undefined) {
      start = hashText(pairTerm(name, ''), FNV_OFFSET);
      this.#pairStarts.set(name, start);
    }
    this.#hashes.add(hashText(foldCase(value), start));
  }

  /** `wordsOf` without the strings: one pass, a hash per word. */
  #addWords(text: string): void {
    const folded = foldCase(text);
    let hash = FNV_OFFSET;
    let inWord = false;
    for (let i = 0; i < folded.length; i++) {
      const code = folded.charCodeAt(i);
      if (isWordCode(code)) {
        hash = Math.imul(hash ^ code, FNV_PRIME);
        inWord = true;
      } else if (inWord) {
        this.#hashes.add(hash);
        hash = FNV_OFFSET;
        inWord = false;
      }
    }
    if (inWord) this.#hashes.add(hash);
  }
}

/** Distinct 32-bit numbers by open addressing: three times as fast as a Set for what a bucket holds. */
class HashSet {
  #slots = new Int32Array(4096);
  #size = 0;
  /** 0 marks an empty slot, so the hash 0 is kept apart. */
  #hasZero = false;

  get size(): number {
    return this.#size + (this.#hasZero ? 1 : 0);
  }

  add(hash: number): void {
    const value = hash | 0;
    if (value === 0) {
      this.#hasZero = true;
      return;
    }
    if (insert(this.#slots, value) && ++this.#size * 2 > this.#slots.length) this.#grow();
  }

  /** The hashes, in no order; an array, because a generator costs as much again as setting the bits. */
  values(): Int32Array {
    const values = new Int32Array(this.size);
    let next = this.#hasZero ? 1 : 0;
    for (const value of this.#slots) if (value !== 0) values[next++] = value;
    return values;
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    for (const value of this.#slots) if (value !== 0) insert(slots, value);
    this.#slots = slots;
  }
}

function insert(slots: Int32Array, value: number): boolean {
  const mask = slots.length - 1;
  let slot = mix(value) & mask;
  for (let held = slots[slot]; held !== 0; held = slots[slot]) {
    if (held === value) return false;
    slot = (slot + 1) & mask;
  }
  slots[slot] = value;
  return true;
}

/**
 * Condition on headers that excludes buckets which cannot hold a match; `{}` when every bucket may.
 *
 * @see requiredTerms for what is required
 */
export function termsCondition(filter: Filter): Document {
  const alternatives = requiredTerms(filter);
  if (alternatives.length === 0) return { $nor: [{}] };
  if (alternatives.some((terms) => terms.length === 0)) return {};
  const branches: Document[] = [];
  for (let log2 = MIN_LOG2; log2 <= MAX_LOG2; log2++) {
    const termBits = 2 ** log2;
    for (const terms of alternatives) {
      const positions = [...new Set(terms.flatMap((term) => positionsOf(term, termBits)))];
      branches.push({ termBits, terms: { $bitsAllSet: positions } });
    }
  }
  return { $or: branches };
}
