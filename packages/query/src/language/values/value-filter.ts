import type { FieldRef } from '../../fields/fields.ts';
import { exactTest, type FieldTest, type Filter } from '../../filter/filter.ts';
import { foldPhrase } from '../../text/words.ts';
import type { Word } from '../lexer.ts';
import { spanFilter } from './interval-filter.ts';
import { momentOf, numberOf, severityOf, type ValueContext } from './read-value.ts';

/** Turns the text after `field:` into a filter, by the kind of values that the field has. */

const TRACE_ID = /^[0-9a-f]{32}$/;

/** `field:value`, `field:"value"`, `field:pay*` and `field:*`. */
export function valueFilter(context: ValueContext, value: Word): Filter {
  const { field } = context;
  const text = value.pieces.length === 1 ? value.pieces[0] : undefined;
  if (field.kind === 'pattern') return patternFilter(context, value, text);
  if (field.kind === 'ownTime') return ownTimeFilter(context, value, text);
  if (text === undefined && value.pieces.every((piece) => piece === ''))
    return { kind: 'field', field, test: { kind: 'exists' } };
  if (field.kind === 'attribute') return { kind: 'field', field, test: textTest(value, text) };
  switch (field.field) {
    case 'severity':
      return text === undefined
        ? { kind: 'field', field, test: textTest(value, text) }
        : severityOf(context, value, text);
    case 'severityNumber': {
      const number = numberOf(context, value);
      return { kind: 'severity', min: number, max: number };
    }
    case 'timestamp':
    case 'observedAt':
      return spanFilter(field, momentOf(context, value), text ?? '');
    case 'traceId':
      return traceFilter(field, value, text);
    case 'message':
      return { kind: 'field', field, test: messageTest(value, text) };
    default:
      return { kind: 'field', field, test: textTest(value, text) };
  }
}

/** Patterns come from messages and differ in every sign and space, so only equality makes sense for them. */
function patternFilter({ lexer, name }: ValueContext, value: Word, text: string | undefined): Filter {
  if (text !== undefined) return { kind: 'pattern', pattern: text };
  const hint = `write ${name}:"…" with all of it; attributes.${name}:… asks the attribute of this name`;
  throw lexer.problem('a pattern is compared as a whole, without stars', hint, value.at);
}

function ownTimeFilter({ lexer, field, name }: ValueContext, value: Word, text: string | undefined): Filter {
  const truth = text?.trim().toLowerCase();
  if (truth === 'true' || truth === 'false') return { kind: 'field', field, test: { kind: 'equals', text: truth } };
  throw lexer.problem(
    `${name} is true or false`,
    `write ${name}:false for records without a time of their own`,
    value.at,
  );
}

function messageTest(value: Word, text: string | undefined): FieldTest {
  if (text === undefined) return textTest(value, text);
  const phrase = text.trim();
  return foldPhrase(phrase) === '' ? { kind: 'exists' } : { kind: 'phrase', phrase };
}

function textTest(value: Word, text: string | undefined): FieldTest {
  if (text !== undefined) return value.isQuoted ? exactTest(text) : { kind: 'equals', text };
  return { kind: 'glob', pieces: value.pieces };
}

/** A value that is not a trace id may be in the attribute that holds such ids. */
function traceFilter(field: FieldRef, value: Word, text: string | undefined): Filter {
  const id = text?.replaceAll('-', '').toLowerCase();
  if (id !== undefined && TRACE_ID.test(id)) return { kind: 'trace', traceId: id };
  if (text !== undefined) field = { kind: 'attribute', names: ['traceId'] };
  return { kind: 'field', field, test: textTest(value, text) };
}
