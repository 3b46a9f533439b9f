import { ALL, and, type Filter, NONE, not, or } from '../filter.ts';
import { quoted } from './field-name.ts';
import { type FieldRef, resolveField } from './fields.ts';
import { notesOfForeign } from './foreign/foreign-query.ts';
import { Lexer, type Word } from './lexer.ts';
import { isMinus, notesOfCondition, notesOfQuery, type QueryNote } from './negation.ts';
import { orLooseField, orPasted, pastedJson } from './pasted-text.ts';
import { QueryProblem } from './query-problem.ts';
import { comparisonFilter, rangeFilter, type ValueContext, valueFilter } from './value-filter.ts';
import { orAsWritten, wordFilter } from './word-filter.ts';

/**
 * The query language; docs/query-language.md explains it to people.
 *
 *     or      = and { ("OR" | "||") and }
 *     and     = not { ["AND" | "&&"] not }
 *     not     = ("NOT" | "-") not | primary
 *     primary = "(" or ")" | field ":" value | word | "text"
 *     value   = "(" or of values ")" | (">=" | "<=" | ">" | "<") bound | ("[" | "{") bound "TO" bound ("]" | "}")
 *             | word | "text"
 */

/** Longest query, in characters. */
export const MAX_QUERY_LENGTH = 2_000;
/** Conditions and negations of one query, and depth of its parentheses; both bound the work for one record. */
const MAX_CONDITIONS = 64;
const MAX_DEPTH = 20;

/**
 * Reads a query.
 *
 * @param nowMs moment that `now-15m` and the like count from, ms since the epoch
 * @throws QueryProblem the first thing that is wrong
 */
export function parseQuery(text: string, nowMs: number): Filter {
  return read(text, nowMs).filter;
}

/** A query with the places of its conditions. */
export interface PlacedQuery {
  filter: Filter;
  /** Each condition outside of `field:( … )`, with its negation and its own parentheses. */
  places: ReadonlyMap<Filter, Place>;
  /** True for an OR that stands in no parentheses. */
  hasAlternatives: boolean;
}

/** A part of a text. */
export interface Place {
  start: number;
  end: number;
}

/**
 * Reads a query for those who edit it.
 *
 * @param nowMs as `parseQuery` takes it
 * @throws QueryProblem as `parseQuery` does
 */
export function placedQuery(text: string, nowMs: number): PlacedQuery {
  const { filter, places, hasAlternatives } = read(text, nowMs);
  return { filter, places, hasAlternatives };
}

/** More are left out. */
const MAX_NOTES = 4;

/**
 * Says, as sentences for people, how a query was read where a text that was pasted can mean something else.
 *
 * @param nowMs as `parseQuery` takes it
 * @param hasFound false when the query found nothing: then more may be the reason
 * @throws QueryProblem as `parseQuery` does
 */
export function queryNotes(text: string, nowMs: number, hasFound: boolean): string[] {
  const ofConditions = read(text, nowMs).notes;
  const ofQuery = notesOfQuery(text);
  const ofForeign = hasFound || ofQuery.length > 0 ? [] : notesOfForeign(text, (query) => canRead(query, nowMs));
  const notes = [...ofQuery, ...ofForeign, ...ofConditions].filter(({ isForNothing }) => !isForNothing || !hasFound);
  return [...new Set(notes.map((note) => note.text))].slice(0, MAX_NOTES);
}

/**
 * Says, as `queryNotes` does, what a query has of another language, for views that cannot know yet whether it finds anything.
 *
 * @throws QueryProblem as `parseQuery` does
 */
export function foreignNotes(text: string, nowMs: number): string[] {
  read(text, nowMs);
  const notes = notesOfForeign(text, (query) => canRead(query, nowMs));
  return notes.map((note) => note.text).slice(0, MAX_NOTES);
}

function canRead(text: string, nowMs: number): boolean {
  try {
    read(text, nowMs);
    return true;
  } catch {
    return false;
  }
}

function read(text: string, nowMs: number): PlacedQuery & { notes: readonly QueryNote[] } {
  if (text.length > MAX_QUERY_LENGTH) {
    const message = `the query has ${text.length} characters; at most ${MAX_QUERY_LENGTH} are allowed`;
    throw new QueryProblem(text.slice(0, 60), 0, message, 'search for less at once');
  }
  try {
    const parser = new Parser(text, nowMs);
    const filter = parser.query();
    const { notes, places, hasAlternatives } = parser;
    return { filter, notes, places, hasAlternatives };
  } catch (error) {
    throw error instanceof QueryProblem ? withText(error, text) : error;
  }
}

/** Longer texts are not repeated. */
const MAX_REPEATED = 200;

/** A text that cannot be read may have been pasted. */
function withText(problem: QueryProblem, text: string): QueryProblem {
  const how = text.length > MAX_REPEATED ? ' with a \\ before each " and \\ in it' : `: ${quoted(text.trim())}`;
  const hint = `${problem.hint}; to search for it as a text, put all of it into quotation marks${how}`;
  return new QueryProblem(text, problem.position - 1, problem.message, hint);
}

class Parser {
  readonly notes: QueryNote[] = [];
  readonly places = new Map<Filter, Place>();
  hasAlternatives = false;
  readonly #lexer: Lexer;
  readonly #nowMs: number;
  #conditions = 0;
  #depth = 0;

  constructor(text: string, nowMs: number) {
    this.#lexer = new Lexer(text);
    this.#nowMs = nowMs;
  }

  query(): Filter {
    if (this.#lexer.peek() === undefined) return ALL;
    const filter = this.#or(undefined);
    if (this.#lexer.peek() === ')') {
      throw this.#lexer.problem(
        'a parenthesis is closed that was not opened',
        'remove it, or put it into "quotation marks"',
      );
    }
    return filter;
  }

  /** @param field inside `field:( … )`: every word is a value of it */
  #or(field: FieldRef | undefined): Filter {
    const filters: [Filter, ...Filter[]] = [this.#and(field)];
    while (this.#operator('OR', '||') !== undefined) filters.push(this.#and(field));
    if (this.#depth === 0 && filters.length > 1) this.hasAlternatives = true;
    return or(filters);
  }

  #and(field: FieldRef | undefined): Filter {
    const filters = [this.#not(field)];
    for (;;) {
      const next = this.#lexer.peek();
      if (next === undefined || next === ')' || this.#seesOr()) return and(filters);
      this.#operator('AND', '&&');
      filters.push(this.#not(field));
    }
  }

  #not(field: FieldRef | undefined): Filter {
    const lexer = this.#lexer;
    lexer.peek();
    const at = lexer.at;
    const isNegated = this.#operator('NOT') !== undefined || (isMinus(lexer.text, at) && lexer.take('-') !== undefined);
    if (isNegated) this.#count(at);
    const filter = isNegated ? not(this.#deeper(at, () => this.#not(field))) : this.#primary(field);
    if (field !== undefined) return filter;
    this.notes.push(...notesOfCondition(lexer.text, at, lexer.at));
    this.places.set(filter, { start: at, end: lexer.at });
    return filter;
  }

  #primary(field: FieldRef | undefined): Filter {
    const lexer = this.#lexer;
    const next = lexer.peek();
    this.#expectOperand(next);
    // The parentheses of a call, as in `main()`.
    const isEmptyPair = field === undefined && lexer.take('()') !== undefined;
    if (next === '(' && !isEmptyPair) return this.#group(() => this.#or(field));
    this.#count(lexer.at);
    if (isEmptyPair) return { kind: 'phrase', phrase: '()' };
    if (field !== undefined) return this.#value(field, 'the group');
    const json = pastedJson(lexer);
    if (json !== undefined) return json;
    const word = lexer.word();
    if (word.isField) return this.#field(word);
    const written = lexer.text.slice(word.at, lexer.at);
    if (word.lacksValue) return { kind: 'pasted', asked: NONE, text: written, pieces: word.pieces };
    return orLooseField(wordFilter(word, written), word);
  }

  #field(name: Word): Filter {
    const [text = ''] = name.pieces;
    if (text === '') throw this.#lexer.problem('a field has no name', 'write it before the colon', name.at);
    const start = this.#lexer.at;
    const asked = this.#value(resolveField(text), text);
    const written = this.#lexer.text.slice(name.at, this.#lexer.at);
    const read = orPasted(asked, {
      name: text,
      isQuoted: name.isQuoted,
      value: written.slice(start - name.at),
      written,
    });
    return read.kind === 'pasted' ? orAsWritten(read, read.pieces, written) : read;
  }

  #value(field: FieldRef, name: string): Filter {
    const lexer = this.#lexer;
    const context: ValueContext = { lexer, field, name, nowMs: this.#nowMs };
    if (lexer.isAtEndOf(')')) {
      throw lexer.problem(`a value is missing behind ${name}:`, `write ${name}:value`);
    }
    if (lexer.text[lexer.at] === '(') return this.#group(() => this.#or(field));
    const operator = lexer.take('>=', '<=', '>', '<');
    if (operator !== undefined) return comparisonFilter(context, operator);
    const open = lexer.take('[', '{');
    if (open !== undefined) return rangeFilter(context, open);
    return valueFilter(context, lexer.value());
  }

  #group(read: () => Filter): Filter {
    const lexer = this.#lexer;
    const at = lexer.at;
    lexer.take('(');
    const filter = this.#deeper(at, read);
    if (lexer.peek() !== ')') throw lexer.problem('a parenthesis is never closed', 'close it with )', at);
    lexer.take(')');
    return filter;
  }

  #expectOperand(next: string | undefined): void {
    const lexer = this.#lexer;
    if (next === undefined)
      throw lexer.problem('the query ends where a condition is expected', 'write a word or field:value');
    if (next === ')') {
      throw lexer.problem(
        'a condition is expected before the parenthesis',
        'write a word or field:value, or put ) into "quotation marks"',
      );
    }
    const at = lexer.at;
    const operator = this.#operator('AND', 'OR', '&&', '||');
    if (operator === undefined) return;
    throw lexer.problem(
      `${operator} has nothing before it`,
      `write a condition before it, or "${operator}" to search for the word`,
      at,
    );
  }

  /** An operator stands alone: `ORDER` and `AND:x` begin with none. */
  #operator<T extends string>(...operators: T[]): T | undefined {
    const lexer = this.#lexer;
    lexer.peek();
    const before = lexer.at;
    const found = lexer.take(...operators);
    if (found === undefined || /\W/.test(found) || lexer.isAtEndOf('()"')) return found;
    lexer.at = before;
    return undefined;
  }

  #seesOr(): boolean {
    const before = this.#lexer.at;
    const found = this.#operator('OR', '||');
    this.#lexer.at = before;
    return found !== undefined;
  }

  #deeper(at: number, read: () => Filter): Filter {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) {
      throw this.#lexer.problem(`parentheses and negations are deeper than ${MAX_DEPTH}`, 'write it with fewer', at);
    }
    const filter = read();
    this.#depth -= 1;
    return filter;
  }

  #count(at: number): void {
    this.#conditions += 1;
    if (this.#conditions <= MAX_CONDITIONS) return;
    throw this.#lexer.problem(`the query has more than ${MAX_CONDITIONS} conditions`, 'search for less at once', at);
  }
}
