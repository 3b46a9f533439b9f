import { type Severity, severityRange } from '@logwarren/contract/severity';
import type { FieldRef } from '../fields/fields.ts';
import { respelledNumber } from '../text/number-text.ts';
import { foldPhrase } from '../text/words.ts';

/**
 * A search condition as data. It compiles to three things that agree: the terms a bucket must hold
 * (`required-terms.ts`), the conditions on bucket headers (packages/store), and a predicate (`match-record.ts`).
 *
 * Texts are kept as written and compared after `foldText`. `pieces` are the texts between the stars of a pattern, so
 * `pay*` is `['pay', '']`; there are at least two; pieces of the kinds that search in a text hold no white space.
 */
export type Filter =
  | { kind: 'all' }
  | { kind: 'and'; filters: readonly Filter[] }
  | { kind: 'or'; filters: readonly Filter[] }
  | { kind: 'not'; filter: Filter }
  /** Severity number from `min` to `max`, both included. */
  | { kind: 'severity'; min: number; max: number }
  | TimeFilter
  /** Exactly as it is spelt. */
  | { kind: 'service'; service: string }
  /** A word or phrase in the message or in the value of an attribute, in any case, on word boundaries. */
  | { kind: 'phrase'; phrase: string }
  /** A pattern in the message or in the value of an attribute; a star is any text without white space. */
  | { kind: 'glob'; pieces: readonly string[] }
  /** 32 hex digits, lower case. */
  | { kind: 'trace'; traceId: string }
  /** A test of one field; a record that has no such field does not pass. */
  | { kind: 'field'; field: FieldRef; test: FieldTest }
  /** The template of the message is exactly this text, as `messagePattern` makes it. */
  | { kind: 'pattern'; pattern: string }
  | PastedFilter;

/**
 * Timestamp from `min` to `max` in ms, both included; infinite if open. With nanoseconds, the range begins at
 * `minNanos` within its first millisecond, and ends at `maxNanos` within its last one.
 */
export interface TimeFilter {
  kind: 'time';
  min: number;
  max: number;
  /** 1 to 999,999. */
  minNanos?: number;
  /** 0 to 999,998. */
  maxNanos?: number;
}

/**
 * A condition that may be pasted text (`localhost:8080`, `{"code":42}`): its condition on fields, or the text itself in
 * the message or in the value of an attribute (docs/decisions/0019-pasted-text.md).
 */
export interface PastedFilter {
  kind: 'pasted';
  /** The condition on fields; `NONE` if it can only be a text. */
  asked: Filter;
  /** As it was written, for people. */
  text: string;
  /**
   * The text to search for: one piece is a phrase, several are a pattern. The first piece holds a colon or a bracket.
   */
  pieces: readonly string[];
  /** A query that asks for the fields alone, for people. */
  fieldsOnly?: string;
}

/**
 * A test of the value of a field, or of any element of an array. Null does not count as a value, but equals the text
 * `null`.
 */
export type FieldTest =
  | { kind: 'exists' }
  | EqualsTest
  /** A word or phrase in it, on word boundaries. */
  | { kind: 'phrase'; phrase: string }
  /** The whole value; in a message anywhere, as with the filter of the same kind. */
  | { kind: 'glob'; pieces: readonly string[] }
  | RangeTest;

/** The whole value as text. */
export interface EqualsTest {
  kind: 'equals';
  text: string;
  /** The text is compared as written. Without this, `5e2` also finds the number 500, but not the text `500`. */
  isExact?: true;
}

/**
 * A number, or a text that spells one, or a moment if `isTime` is set; infinite ends are open. A whole number that a
 * number cannot hold is a bigint, so that every digit counts.
 */
export interface RangeTest {
  kind: 'range';
  min: number | bigint;
  max: number | bigint;
  includesMin: boolean;
  includesMax: boolean;
  isTime: boolean;
  /** Nanoseconds of a moment within its millisecond; absent for 0. */
  minNanos?: number;
  maxNanos?: number;
}

/** True for the text that a null attribute equals. */
export function isNull(text: string): boolean {
  return text.toLowerCase() === 'null';
}

/** Matches everything. */
export const ALL: Filter = Object.freeze({ kind: 'all' });
/** Matches nothing. */
export const NONE: Filter = Object.freeze({ kind: 'or', filters: [] });

/** Matches records that match all of the filters. One filter is returned as it is; without any, everything matches. */
export function and(filters: readonly Filter[]): Filter {
  const [first, ...others] = filters;
  if (first === undefined) return ALL;
  return others.length === 0 ? first : { kind: 'and', filters };
}

/** Conditions that must all hold; none of them is an `and`. */
export function conjunctsOf(filter: Filter): Filter[] {
  if (filter.kind === 'all') return [];
  return filter.kind === 'and' ? filter.filters.flatMap(conjunctsOf) : [filter];
}

/** Matches records that match any of the filters. One filter is returned as it is. */
export function or(filters: readonly [Filter, ...Filter[]]): Filter {
  return filters.length === 1 ? filters[0] : { kind: 'or', filters };
}

/** Matches every record that the filter does not match. */
export function not(filter: Filter): Filter {
  return filter.kind === 'not' ? filter.filter : { kind: 'not', filter };
}

/** Matches the severities of one named range. */
export function severityFilter(severity: Severity): Filter {
  return { kind: 'severity', ...severityRange(severity) };
}

/**
 * The test for a value as it is written. In quotation marks, `5e2` is a text; without them it is also the number 500.
 */
export function exactTest(text: string): EqualsTest {
  return { kind: 'equals', text, ...(respelledNumber(text) === undefined ? {} : { isExact: true }) };
}

/**
 * Reads the `text` parameter: all words must occur, and "quoted" words next to each other.
 *
 * @returns a reason instead if a quotation mark is left open
 */
export function parseText(text: string): { filter: Filter } | { problem: string } {
  const phrases: Filter[] = [];
  const piece = /"([^"]*)("?)|[^\s"]+/g;
  for (const match of text.matchAll(piece)) {
    if (match[1] !== undefined && match[2] === '') {
      return { problem: `quotation mark at position ${match.index + 1} is never closed` };
    }
    const phrase = (match[1] ?? match[0]).trim();
    if (foldPhrase(phrase) !== '') phrases.push({ kind: 'phrase', phrase });
  }
  return { filter: and(phrases) };
}
