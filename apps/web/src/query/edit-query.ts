import { quoted, quotedUnlessPlain } from '@logwarren/contract/field-name';
import { ATTRIBUTE_PREFIX, resolveField } from '@logwarren/contract/fields';
import { type QueryTerm, splitQuery } from './query-terms.ts';

/** How a value stands in a query. */
export type Mark = 'only' | 'excluded' | undefined;

/** Fields of the record itself that the page writes; of other names `name:value` would be looked for as a text as well. */
export const OWN_FIELDS = new Set([
  'service',
  'severity',
  'level',
  'message',
  'pattern',
  'traceId',
  'spanId',
  'timestamp',
  'severityText',
]);

/** The name of an attribute in a query: with its prefix where the name alone is that of something else. */
export function attributeField(name: string): string {
  return resolveField(name).kind === 'attribute' && !name.startsWith(ATTRIBUTE_PREFIX)
    ? name
    : `${ATTRIBUTE_PREFIX}${name}`;
}

/** `field:value`, or `field:("value")`: in parentheses, the value of an attribute is not searched as a text as well. */
export function formatTerm(field: string, value: string): string {
  return `${quotedUnlessPlain(field)}:${OWN_FIELDS.has(field) ? formatValue(value) : `(${quoted(value)})`}`;
}

/** `field:value`, `field:(one OR other)`, or nothing. */
function formatValues(field: string, values: readonly string[]): string {
  if (values.length < 2) return values.map((value) => formatTerm(field, value)).join('');
  return `${quotedUnlessPlain(field)}:(${values.map(formatValue).join(' OR ')})`;
}

function formatValue(value: string): string {
  const isPlain = /^[\p{L}\p{N}_./@][\p{L}\p{N}_./@-]*$/u.test(value) && !/^(AND|OR|NOT|TO)$/.test(value);
  return isPlain ? value : quoted(value);
}

/** Whether a query asks for this value or excludes it, at its top level. */
export function markOf(query: string, field: string, value: string): Mark {
  for (const term of splitQuery(query)) {
    if (valuesOf(term, field).includes(value)) return term.negated ? 'excluded' : 'only';
  }
  return undefined;
}

/**
 * Adds a value: beside others of the same field as an alternative, otherwise as a further condition. Drops the condition
 * that excluded it.
 */
export function includeValue(query: string, field: string, value: string): string {
  const cleared = dropValue(query, field, value);
  const terms = splitQuery(cleared);
  const sibling = terms.find((term) => !term.negated && valuesOf(term, field).length > 0);
  if (sibling === undefined) return appendTerm(cleared, formatTerm(field, value));
  const group = formatValues(field, [...valuesOf(sibling, field), value]);
  return cleared.slice(0, sibling.start) + group + cleared.slice(sibling.end);
}

/** Excludes a value, and drops the condition that asked for it. */
export function excludeValue(query: string, field: string, value: string): string {
  return appendTerm(dropValue(query, field, value), `-${formatTerm(field, value)}`);
}

/** Takes a value out of the query's top level, asked for or excluded. */
export function dropValue(query: string, field: string, value: string): string {
  let result = query;
  for (const term of splitQuery(query).reverse()) {
    const values = valuesOf(term, field);
    if (!values.includes(value)) continue;
    const kept = formatValues(
      field,
      values.filter((each) => each !== value),
    );
    const sign = term.negated && kept !== '' ? '-' : '';
    const sides = [result.slice(0, term.start).trimEnd(), sign + kept, result.slice(term.end).trimStart()];
    result = sides.filter((side) => side !== '').join(' ');
  }
  return result;
}

/** A further condition; alternatives at the top level are put into parentheses first. */
export function appendTerm(query: string, text: string): string {
  if (query.trim() === '') return text;
  const hasAlternatives = splitQuery(query).some((term) => term.text === 'OR');
  return `${hasAlternatives ? `(${query.trim()})` : query.trim()} ${text}`;
}

/** The values of a field that a term asks for: one, or alternatives in parentheses; none when it is anything else. */
export function valuesOf(term: QueryTerm, field: string): string[] {
  if (term.field?.toLowerCase() !== field.toLowerCase()) return [];
  if (term.group === undefined) return isValue(term) ? [term.value] : [];
  const inner = splitQuery(term.group);
  const isList = inner.every((each, index) =>
    index % 2 === 1 ? each.text === 'OR' : each.field === undefined && !each.negated && isValue(each),
  );
  return isList && inner.length % 2 === 1 ? inner.filter((_, index) => index % 2 === 0).map(({ value }) => value) : [];
}

/** Not a comparison, a range or a pattern. */
function isValue(term: QueryTerm): boolean {
  return term.group === undefined && (term.quoted || !/^[<>[{=]|\*/.test(term.value));
}
