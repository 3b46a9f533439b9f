import { isPlainName } from '../fields/field-name.ts';
import { resolveField } from '../fields/fields.ts';
import { isMinus } from './negation.ts';
import { QueryProblem } from './query-problem.ts';

/**
 * Splits a query. The meaning of a character depends on its position, so the parser names what it expects next: `word`
 * at the start of a condition, `value` after `field:`, `bound` inside a range.
 *
 * A backslash makes the next character a plain one, also inside quotation marks. Before a letter or a digit it is a
 * plain backslash, as in C:\Program Files, unless it turns an operator into a word.
 */

/** A part of a text. */
export interface Place {
  start: number;
  end: number;
}

/** A text as it is written in a query. */
export interface Word {
  kind: 'word';
  /** Position of its first character, 0-based. */
  at: number;
  /** The texts between unescaped stars; one text if there is no star. */
  pieces: string[];
  /** True for a "text" in quotation marks, where no character has a special meaning. */
  isQuoted: boolean;
  /** True if a colon follows directly: the word is then the name of a field. */
  isField: boolean;
  /** True for a name and colon without a value directly after them, as in `Error: refused`; they are then a text. */
  lacksValue: boolean;
  /** False if the word contains a backslash: it is then not an operator. */
  isPlain: boolean;
  /** The part of a text before its first colon, if it may be the name of an attribute all the same: `3d:5`. */
  looseName?: string;
}

const WORD = { kind: 'word', isQuoted: false, isField: false, lacksValue: false, isPlain: true } as const;
const SPACE = /\s/;
/** A colon without a value after it. */
const ENDS_NO_NAME = /^:(?::|\/\/)/;
const LETTER = /[\p{L}\p{N}]/u;
const WORD_AHEAD = /^\s{1,9}((?!(?:AND|OR|NOT)\b)[\p{L}\p{N}_.-]{1,60})(?![^\s)])/u;
const OPERATOR = /^\\(?:AND|OR|NOT|TO)(?=[\s()"]|$)/;
/**
 * Characters that end a word at each place. A quotation mark or a parenthesis ends words, so that `say"so"` and `(a)`
 * are read.
 */
const WORD_ENDS = '()"';
const BOUND_ENDS = ']}"';

/** A query, and how far it has been read. */
export class Lexer {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** The next character that is not white space; undefined at the end. */
  peek(): string | undefined {
    while (this.at < this.text.length && SPACE.test(this.text.charAt(this.at))) this.at += 1;
    return this.text[this.at];
  }

  /** Takes the first of the given texts that comes next; undefined if none does. */
  take<T extends string>(...symbols: T[]): T | undefined {
    const found = symbols.find((symbol) => this.text.startsWith(symbol, this.at));
    if (found !== undefined) this.at += found.length;
    return found;
  }

  /**
   * Takes the operator that comes next. A word is an operator only if it stands alone: `ORDER` and `AND:x` begin with
   * no operator.
   */
  operator<T extends string>(...operators: T[]): T | undefined {
    this.peek();
    const before = this.at;
    const found = this.take(...operators);
    if (found === undefined || /\W/.test(found) || this.isAtEndOf('()"')) return found;
    this.at = before;
    return undefined;
  }

  /** Takes a `NOT`, or a minus that excludes what follows; true if there was one. */
  negation(): boolean {
    return this.operator('NOT') !== undefined || (isMinus(this.text, this.at) && this.take('-') !== undefined);
  }

  /** True when white space, the end or one of these characters comes next. */
  isAtEndOf(ends: string): boolean {
    const next = this.text[this.at];
    return next === undefined || SPACE.test(next) || ends.includes(next);
  }

  /** The next plain word after white space, for advice; empty if something else comes. */
  wordAhead(): string {
    return WORD_AHEAD.exec(this.text.slice(this.at))?.[1] ?? '';
  }

  /** Reads the start of a condition: a word, a "text" or the name of a field. */
  word(): Word {
    this.peek();
    if (this.text[this.at] === '"') {
      return this.#afterQuoted(this.#quoted());
    }
    return this.#bare(WORD_ENDS, true);
  }

  /** Reads the text after `field:`. */
  value(): Word {
    return this.text[this.at] === '"' ? this.#quoted() : this.#bare(WORD_ENDS, false);
  }

  /** Reads an end of a range. */
  bound(): Word {
    this.peek();
    return this.text[this.at] === '"' ? this.#quoted() : this.#bare(BOUND_ENDS, false);
  }

  /** The problem at a position, by default the current one. */
  problem(message: string, hint: string, at: number = this.at): QueryProblem {
    return new QueryProblem(this.text, at, message, hint);
  }

  #bare(ends: string, mayBeField: boolean): Word {
    const word: Word = { ...WORD, at: this.at, pieces: [] };
    let piece = '';
    // After its first colon a word is not a name.
    let hasColon = false;
    for (; !this.isAtEndOf(ends); this.at += 1) {
      const character = this.text.charAt(this.at);
      if (character === '\\') {
        word.isPlain = false;
        piece += this.#escaped(this.at === word.at && OPERATOR.test(this.text.slice(this.at, this.at + 5)));
      } else if (character === '*') {
        word.pieces.push(piece);
        piece = '';
      } else if (character === ':' && mayBeField && !hasColon) {
        hasColon = true;
        if (this.#endsName(word, piece)) {
          if (word.isPlain && isPlainName(piece)) return this.#fieldOrText(word, piece);
          word.looseName = piece;
        }
        piece += character;
      } else piece += character;
    }
    word.pieces.push(piece);
    return word;
  }

  /**
   * `http://host` is not a field `http`. Neither are `std::vector`, `fe80::1`, or a name without a value directly after
   * it.
   */
  #endsName(word: Word, piece: string): boolean {
    const isText = piece === '' || word.pieces.length > 0 || ENDS_NO_NAME.test(this.text.slice(this.at, this.at + 3));
    return !isText;
  }

  #fieldOrText(word: Word, name: string): Word {
    this.at += 1;
    // `level: error` is refused, as far as possible: hardly anybody means the text.
    const isOwn = resolveField(name).kind === 'record';
    if (isOwn || !this.isAtEndOf(')')) return { ...word, pieces: [name], isField: true };
    return { ...word, pieces: [`${name}:`], lacksValue: true };
  }

  /** `"name":value` is a field, `"name": value` a text. */
  #afterQuoted(quoted: Word): Word {
    if (this.take(':') === undefined) return quoted;
    if (!this.isAtEndOf(')')) return { ...quoted, isField: true };
    return { ...quoted, pieces: [this.text.slice(quoted.at, this.at)], lacksValue: true };
  }

  #quoted(): Word {
    const at = this.at;
    let piece = '';
    for (this.at += 1; this.text[this.at] !== '"'; this.at += 1) {
      if (this.at >= this.text.length) {
        throw this.problem(
          'a quotation mark is never closed',
          'close it with another ", or write \\" for the mark itself',
          at,
        );
      }
      piece += this.text[this.at] === '\\' ? this.#escaped() : this.text.charAt(this.at);
    }
    this.at += 1;
    return { ...WORD, at, pieces: [piece], isQuoted: true, isPlain: false };
  }

  /** @param isOperator a letter follows, and the backslash still escapes it */
  #escaped(isOperator = false): string {
    const next = this.text[this.at + 1];
    if (next === undefined) {
      throw this.problem('a backslash stands at the end', 'write two of them for a backslash itself');
    }
    if (!isOperator && LETTER.test(next)) return '\\';
    this.at += 1;
    return next;
  }
}
