import { type Severity, severityRange } from './severity.ts';

/**
 * What is searched for, as data. It compiles to three things that agree: the terms a bucket must hold
 * (`required-terms.ts`), the conditions on bucket headers (packages/store), and a predicate (`match-record.ts`).
 */
export type Filter =
  | { kind: 'all' }
  | { kind: 'and'; filters: readonly Filter[] }
  | { kind: 'or'; filters: readonly Filter[] }
  /** Severity number from `min` to `max`, both included. */
  | { kind: 'severity'; min: number; max: number }
  | { kind: 'service'; service: string }
  /** A word or phrase in the message or in the value of an attribute, in any case, on word boundaries. */
  | { kind: 'phrase'; phrase: string }
  /** 32 hex digits, lower case. */
  | { kind: 'trace'; traceId: string };

/** Matches everything. */
export const ALL: Filter = Object.freeze({ kind: 'all' });

/** All of the filters; one is itself, none is everything. */
export function and(filters: readonly Filter[]): Filter {
  const [first, ...others] = filters;
  if (first === undefined) return ALL;
  return others.length === 0 ? first : { kind: 'and', filters };
}

/** Any of the filters; one is itself. */
export function or(filters: readonly [Filter, ...Filter[]]): Filter {
  return filters.length === 1 ? filters[0] : { kind: 'or', filters };
}

/** Records of one of the named ranges. */
export function severityFilter(severity: Severity): Filter {
  return { kind: 'severity', ...severityRange(severity) };
}

/**
 * Reads the `text` parameter: all words must occur, "quoted" ones next to each other.
 *
 * @returns a reason instead when a quotation mark is left open
 */
export function parseText(text: string): { filter: Filter } | { problem: string } {
  const phrases: Filter[] = [];
  const piece = /"([^"]*)("?)|[^\s"]+/g;
  for (const match of text.matchAll(piece)) {
    if (match[1] !== undefined && match[2] === '') {
      return { problem: `quotation mark at position ${match.index + 1} is never closed` };
    }
    const phrase = (match[1] ?? match[0]).trim();
    if (phrase !== '') phrases.push({ kind: 'phrase', phrase });
  }
  return { filter: and(phrases) };
}
