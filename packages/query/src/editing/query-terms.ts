import { NONE } from '../filter/filter.ts';
import { MAX_DEPTH } from '../language/grammar.ts';
import { Lexer } from '../language/lexer.ts';
import { pastedJson } from '../language/pasted-text.ts';
import { MAX_QUERY_LENGTH } from '../language/places.ts';
import { QueryProblem } from '../language/query-problem.ts';

/**
 * The parts of a query as written, for editing it, even if it is unfinished and cannot be read yet. They have the same
 * places as the parser's conditions, because both use the same lexer; only the parser knows what a condition means.
 */

/** One part of a query. */
export interface QueryTerm {
  /** A group is parentheses, with or without a field before them; `or` is the operator between alternatives. */
  kind: 'word' | 'field' | 'group' | 'or';
  /** Position where it begins, its negation included. */
  start: number;
  end: number;
  negated: boolean;
  /** Position where it begins, after its negation. */
  bodyStart: number;
  /** The name before the colon, unquoted; in `field:( … )` each word has it as well. */
  field?: string;
  /** Position where the value begins, or the word itself. */
  valueStart: number;
  /** The value or the word, unquoted, with its stars; '' for parentheses, a range and a comparison. */
  value: string;
  isQuoted: boolean;
  /** True if a quotation mark, a parenthesis or a range is not closed; the part then extends to the end of the query. */
  isOpen: boolean;
  /** True for a comparison and a range. */
  isCompared: boolean;
  /** The parts in parentheses. */
  terms: readonly QueryTerm[];
}

const PART = { negated: false, value: '', isQuoted: false, isOpen: false, isCompared: false, terms: [] } as const;

/** The parts of a query in their order; `AND` is left out. It is empty for a query that is too long to be read. */
export function queryTerms(query: string): QueryTerm[] {
  return query.length > MAX_QUERY_LENGTH ? [] : new TermReader(query).all();
}

class TermReader {
  readonly #lexer: Lexer;
  #depth = 0;

  constructor(query: string) {
    this.#lexer = new Lexer(query);
  }

  all(): QueryTerm[] {
    const terms: QueryTerm[] = [];
    while (this.#lexer.peek() !== undefined) {
      terms.push(...this.#terms(undefined));
      // A closing parenthesis without an opening one.
      this.#lexer.take(')');
    }
    return terms;
  }

  /** @param field inside `field:( … )`: every word is a value of it */
  #terms(field: string | undefined): QueryTerm[] {
    const lexer = this.#lexer;
    const terms: QueryTerm[] = [];
    for (let next = lexer.peek(); next !== undefined && next !== ')'; next = lexer.peek()) {
      const start = lexer.at;
      if (lexer.operator('AND', '&&') !== undefined) continue;
      const isOr = lexer.operator('OR', '||') !== undefined;
      terms.push(
        isOr
          ? { ...PART, kind: 'or', start, bodyStart: start, valueStart: start, end: lexer.at }
          : this.#condition(start, field),
      );
    }
    return terms;
  }

  #condition(start: number, field: string | undefined): QueryTerm {
    const lexer = this.#lexer;
    let negated = false;
    while (lexer.negation()) negated = !negated;
    const next = lexer.peek();
    const { at } = lexer;
    const part: QueryTerm = { ...PART, kind: 'word', start, negated, bodyStart: at, valueStart: at, end: at };
    if (next === undefined || next === ')') return part;
    if (field !== undefined) return this.#value({ ...part, field });
    const isText = lexer.take('()') !== undefined || (next !== '(' && pastedJson(lexer, () => NONE) !== undefined);
    if (isText) return { ...part, value: lexer.text.slice(at, lexer.at), end: lexer.at };
    return next === '(' ? this.#group(part) : this.#word(part);
  }

  #word(part: QueryTerm): QueryTerm {
    const lexer = this.#lexer;
    const word = attempt(() => lexer.word());
    if (word === undefined) return this.#unfinished(part);
    if (word.isField) return this.#value({ ...part, kind: 'field', field: word.pieces[0] ?? '', valueStart: lexer.at });
    // The name of a field before its value: without a value it is not a field yet.
    if (word.lacksValue && lexer.at === lexer.text.length) {
      const [field = ''] = new Lexer(`${lexer.text.slice(word.at)}x`).word().pieces;
      return { ...part, kind: 'field', field, valueStart: lexer.at, end: lexer.at };
    }
    return { ...part, value: word.pieces.join('*'), isQuoted: word.isQuoted, end: lexer.at };
  }

  #value(part: QueryTerm): QueryTerm {
    const lexer = this.#lexer;
    if (lexer.text[lexer.at] === '(') return this.#group(part);
    if (lexer.take('>=', '<=', '>', '<') !== undefined) return this.#comparison({ ...part, isCompared: true });
    if (lexer.take('[', '{') !== undefined) return this.#range({ ...part, isCompared: true });
    const word = attempt(() => lexer.value());
    if (word === undefined) return this.#unfinished(part);
    return { ...part, value: word.pieces.join('*'), isQuoted: word.isQuoted, end: lexer.at };
  }

  #comparison(part: QueryTerm): QueryTerm {
    const lexer = this.#lexer;
    const { at } = lexer;
    lexer.peek();
    // In `status:>= level:x` the number has not been written yet.
    const isNext = lexer.at > at && attempt(() => new Lexer(lexer.text.slice(lexer.at)).word())?.isField === true;
    if (isNext) {
      lexer.at = at;
      return { ...part, end: at };
    }
    const word = attempt(() => lexer.value());
    return word === undefined ? this.#unfinished(part) : { ...part, end: lexer.at };
  }

  #range(part: QueryTerm): QueryTerm {
    const lexer = this.#lexer;
    const end = attempt(() => {
      lexer.bound();
      lexer.peek();
      lexer.take('TO');
      return lexer.bound();
    });
    lexer.peek();
    if (end === undefined || lexer.take(']', '}') === undefined) return this.#unfinished(part);
    return { ...part, end: lexer.at };
  }

  #group(part: QueryTerm): QueryTerm {
    const lexer = this.#lexer;
    if (this.#depth > MAX_DEPTH) return this.#unfinished(part);
    lexer.take('(');
    this.#depth += 1;
    const terms = this.#terms(part.field);
    this.#depth -= 1;
    const isOpen = lexer.take(')') === undefined;
    return { ...part, kind: 'group', terms, isOpen, end: lexer.at };
  }

  /** An unfinished "text" has a value; other parts that cannot be read do not. */
  #unfinished(part: QueryTerm): QueryTerm {
    const lexer = this.#lexer;
    const written = lexer.text.slice(part.valueStart);
    const isQuoted = written.startsWith('"');
    const value = isQuoted ? attempt(() => new Lexer(`${written}"`).value().pieces.join('*')) : undefined;
    lexer.at = lexer.text.length;
    return { ...part, value: value ?? '', isQuoted, isOpen: true, end: lexer.at };
  }
}

/** Undefined where the lexer finds a problem. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof QueryProblem) return undefined;
    throw error;
  }
}
