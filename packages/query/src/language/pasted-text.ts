import { parseJson } from '@logwarren/contract/exact-json';
import { quoted, quotedUnlessPlain } from '../fields/field-name.ts';
import { ATTRIBUTE_PREFIX, resolveField } from '../fields/fields.ts';
import { type FieldTest, type Filter, or } from '../filter/filter.ts';
import { respelledNumber } from '../text/number-text.ts';
import type { Lexer, Word } from './lexer.ts';

/** Conditions that may be texts copied from a log (docs/decisions/0019-pasted-text.md). */

interface WrittenField {
  name: string;
  /** True for `"name":value`. */
  isQuoted: boolean;
  /** The text after the colon. */
  value: string;
  /** The whole condition as written. */
  written: string;
}

/** Comparisons, ranges and groups. A single word in parentheses may be a text: `err:(nil)`. */
const OWN_SYNTAX = /^(?:[<>[{]|\(\s*")/;

/**
 * A condition on a field, or the same text. `attributes.name:value`, `name:("value")`, comparisons, ranges and unquoted
 * names of the record's own fields can only be conditions.
 */
export function orPasted(asked: Filter, field: WrittenField): Filter {
  const { name, isQuoted, value, written } = field;
  const isOwn = resolveField(name).kind !== 'attribute';
  if (name.startsWith(ATTRIBUTE_PREFIX) || OWN_SYNTAX.test(value) || (isOwn && !isQuoted)) return asked;
  if (isOwn) return { kind: 'pasted', asked, text: written, pieces: [written] };
  if (asked.kind !== 'field' || asked.field.kind !== 'attribute') return asked;
  const pieces = piecesOf(asked.test, field);
  if (pieces === undefined) return asked;
  return { kind: 'pasted', asked, text: written, pieces, fieldsOnly: fieldsOnly(asked.test, field) };
}

function piecesOf(test: FieldTest, { name, isQuoted, value, written }: WrittenField): string[] | undefined {
  const start = isQuoted ? `"${name}":` : `${name}:`;
  switch (test.kind) {
    case 'equals':
      return isQuoted || /^["(]/.test(value) ? [written] : [start + test.text];
    case 'exists':
      return [start, ''];
    case 'glob':
      return [start + (test.pieces[0] ?? ''), ...test.pieces.slice(1)];
    default:
      return undefined;
  }
}

function fieldsOnly(test: FieldTest, { name, value }: WrittenField): string {
  if (test.kind !== 'equals') return `${quotedUnlessPlain(ATTRIBUTE_PREFIX + name)}:${value}`;
  const number = test.isExact ? undefined : respelledNumber(test.text);
  const values = number === undefined ? quoted(test.text) : `${quoted(test.text)} OR ${quoted(number)}`;
  return `${quotedUnlessPlain(name)}:(${values})`;
}

/**
 * A word with a colon whose beginning is not a plain name, such as `10:15:30` or `3d:5`: the text, or an attribute of
 * this name. It gets no note if it was found as a text, because it usually is one.
 */
export function orLooseField(text: Filter, { looseName, pieces }: Word): Filter {
  const [first = '', ...others] = pieces;
  if (looseName === undefined) return text;
  const value = [first.slice(looseName.length + 1), ...others];
  if (value.length === 1 && value[0] === '') return text;
  return or([{ kind: 'field', field: { kind: 'attribute', names: [looseName] }, test: testOf(value) }, text]);
}

function testOf(pieces: readonly string[]): FieldTest {
  if (pieces.length === 1) return equals(pieces[0] ?? '');
  return pieces.every((piece) => piece === '') ? { kind: 'exists' } : { kind: 'glob', pieces };
}

/** Makes the conditions on the fields of a JSON value; `NONE` if it has no fields. */
export type FieldsOfJson = (value: unknown, text: string) => Filter;

const JSON_START = /^(?:\{\s*"|\[\s*["{[])/;

/** Reads the JSON that comes next, as its fields or as a text; undefined if something else comes next. */
export function pastedJson(lexer: Lexer, fieldsOfJson: FieldsOfJson): Filter | undefined {
  lexer.peek();
  const rest = lexer.text.slice(lexer.at);
  if (!JSON_START.test(rest)) return undefined;
  const text = rest.slice(0, endOfJson(rest));
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    return undefined;
  }
  lexer.at += text.length;
  return { kind: 'pasted', asked: fieldsOfJson(value, text), text, pieces: [text] };
}

function endOfJson(text: string): number {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (inString && character === '\\') at += 1;
    else if (character === '"') inString = !inString;
    else if (!inString && '[{'.includes(character)) depth += 1;
    else if (!inString && ']}'.includes(character)) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

function equals(text: string): FieldTest {
  return { kind: 'equals', text };
}
