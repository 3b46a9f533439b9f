import { type FieldRef, resolveField } from '../fields/fields.ts';
import { ALL, and, type Filter, NONE, not, or } from '../filter/filter.ts';
import { Lexer, type Place, type Word } from './lexer.ts';
import { type FieldsOfJson, orLooseField, orPasted, pastedJson } from './pasted-text.ts';
import { comparisonFilter, rangeFilter } from './values/interval-filter.ts';
import type { ValueContext } from './values/read-value.ts';
import { valueFilter } from './values/value-filter.ts';
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

/** Most conditions and negations of a query: they bound the work for one record, as the depth below does. */
const MAX_CONDITIONS = 64;
/** Greatest depth of parentheses in a query. */
export const MAX_DEPTH = 20;

/** Reads a query once; throws a QueryProblem for the first fault. */
export class QueryParser {
  readonly places = new Map<Filter, Place>();
  /** All places, also those of equal conditions. */
  readonly conditions: Place[] = [];
  hasAlternatives = false;
  readonly #lexer: Lexer;
  readonly #nowMs: number;
  readonly #fieldsOfJson: FieldsOfJson;
  #count = 0;
  #depth = 0;

  /** @param nowMs the moment from which `now-15m` and the like count, ms since the epoch */
  constructor(text: string, nowMs: number, fieldsOfJson: FieldsOfJson) {
    this.#lexer = new Lexer(text);
    this.#nowMs = nowMs;
    this.#fieldsOfJson = fieldsOfJson;
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
    while (this.#lexer.operator('OR', '||') !== undefined) filters.push(this.#and(field));
    if (this.#depth === 0 && filters.length > 1) this.hasAlternatives = true;
    return or(filters);
  }

  #and(field: FieldRef | undefined): Filter {
    const filters = [this.#not(field)];
    for (;;) {
      const next = this.#lexer.peek();
      if (next === undefined || next === ')' || this.#seesOr()) return and(filters);
      this.#lexer.operator('AND', '&&');
      filters.push(this.#not(field));
    }
  }

  #not(field: FieldRef | undefined): Filter {
    const lexer = this.#lexer;
    lexer.peek();
    const at = lexer.at;
    const isNegated = lexer.negation();
    if (isNegated) this.#countOne(at);
    const filter = isNegated ? not(this.#deeper(at, () => this.#not(field))) : this.#primary(field);
    if (field !== undefined) return filter;
    const place = { start: at, end: lexer.at };
    this.conditions.push(place);
    this.places.set(filter, place);
    return filter;
  }

  #primary(field: FieldRef | undefined): Filter {
    const lexer = this.#lexer;
    const next = lexer.peek();
    this.#expectOperand(next);
    // The parentheses of a call, as in `main()`.
    const isEmptyPair = field === undefined && lexer.take('()') !== undefined;
    if (next === '(' && !isEmptyPair) return this.#group(() => this.#or(field));
    this.#countOne(lexer.at);
    if (isEmptyPair) return { kind: 'phrase', phrase: '()' };
    if (field !== undefined) return this.#value(field, 'the group');
    const json = pastedJson(lexer, this.#fieldsOfJson);
    if (json !== undefined) return json;
    const word = lexer.word();
    if (word.isField) return this.#field(word);
    const written = lexer.text.slice(word.at, lexer.at);
    // In Lucene, all fields with any value.
    if (written === '*:*') return ALL;
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
      const next = lexer.wordAhead();
      const hint = next === '' ? `write ${name}:value` : `write ${name}:${next} without a space`;
      throw lexer.problem(`a value is missing behind ${name}:`, hint);
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
    const operator = this.#lexer.operator('AND', 'OR', '&&', '||');
    if (operator === undefined) return;
    throw lexer.problem(
      `${operator} has nothing before it`,
      `write a condition before it, or "${operator}" to search for the word`,
      at,
    );
  }

  #seesOr(): boolean {
    const before = this.#lexer.at;
    const found = this.#lexer.operator('OR', '||');
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

  #countOne(at: number): void {
    this.#count += 1;
    if (this.#count <= MAX_CONDITIONS) return;
    throw this.#lexer.problem(`the query has more than ${MAX_CONDITIONS} conditions`, 'search for less at once', at);
  }
}
