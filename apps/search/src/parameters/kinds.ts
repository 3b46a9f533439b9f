import { z } from 'zod';
import type { ProblemPlace } from './problems.ts';

/**
 * Kinds of query parameters. A problem is a sentence whose subject is the parameter; it shows the given value and the
 * allowed ones.
 */

const MAX_LIST = 100;

/** The meaning of a parameter's text, or its fault. */
export type Parsed<T> = { value: T } | { problem: string; place?: ProblemPlace };

/**
 * A parameter that is given once.
 *
 * @param mayBeBlank accepts an empty text, or one of only spaces, as it is
 */
export function once<T>(parse: (text: string) => Parsed<T>, mayBeBlank = false) {
  return z
    .string({
      error: (issue) => (Array.isArray(issue.input) ? 'is given more than once; give it once' : 'is not a text'),
    })
    .transform((text, context) => {
      const isMissing = !mayBeBlank && text.trim() === '';
      const parsed = isMissing ? { problem: 'is empty; give a value or leave it out' } : parse(text);
      if ('value' in parsed) return parsed.value;
      const { problem, place } = parsed;
      context.addIssue({
        code: 'custom',
        message: problem,
        input: text,
        ...(place === undefined ? {} : { params: place }),
      });
      return z.NEVER;
    });
}

/**
 * A parameter that may be repeated and holds a comma-separated list. An entry with a comma is in quotation marks. Every
 * faulty entry is a problem of its own.
 */
export function list<T>(parse: (entry: string) => Parsed<T>) {
  return z.union([z.string(), z.array(z.string())]).transform((given, context) => {
    const entries = [given].flat().flatMap(entriesOf);
    if (entries.length > MAX_LIST) {
      context.addIssue(`has ${entries.length} values; at most ${MAX_LIST} are allowed`);
      return z.NEVER;
    }
    return entries.flatMap((entry) => {
      const parsed = entry === '' ? { problem: 'has an empty value; give a value or leave it out' } : parse(entry);
      if ('value' in parsed) return [parsed.value];
      context.addIssue(parsed.problem);
      return [];
    });
  });
}

const ENTRY = /\s*"((?:[^"\\]|\\.)*)"\s*(?=,|$)|[^,]*/y;

/** Entries of a comma-separated list. In quotation marks, commas are text, and each `"` and `\` follows a backslash. */
function entriesOf(text: string): string[] {
  const entries: string[] = [];
  for (let at = 0; at <= text.length; at += 1) {
    ENTRY.lastIndex = at;
    const [written = '', quoted] = ENTRY.exec(text) ?? [];
    entries.push(quoted?.replace(/\\(["\\])/g, '$1') ?? written.trim());
    at += written.length;
  }
  return entries;
}

/** A whole number. */
export function wholeNumber(most: number, least = 1) {
  return once((text): Parsed<number> => {
    const value = /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : Number.NaN;
    const problem = `${quote(text)} is not allowed; use a whole number from ${least} to ${most}`;
    return value >= least && value <= most ? { value } : { problem };
  });
}

/** Reads `true` or `false`. */
export function readFlag(text: string): Parsed<boolean> {
  const word = text.trim().toLowerCase();
  if (word === 'true') return { value: true };
  if (word === 'false') return { value: false };
  return { problem: `${quote(text)} is not allowed; use true or false` };
}

/** One of several words, in any case. */
export function oneOf<T extends string>(words: readonly T[]) {
  return once((text): Parsed<T> => {
    const value = words.find((word) => word === text.trim().toLowerCase());
    return value === undefined ? { problem: `${quote(text)} is not allowed; use ${words.join(' or ')}` } : { value };
  });
}

/** A text as a problem quotes it. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
