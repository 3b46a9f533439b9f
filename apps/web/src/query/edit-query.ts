import { quoted, quotedUnlessPlain } from '@logwarren/query/field-name';
import { ATTRIBUTE_PREFIX, resolveField } from '@logwarren/query/fields';
import { type OwnCondition, respelledNumber } from '@logwarren/query/own-conditions';
import {
  asksForValues,
  holdsValue,
  type Mark,
  markIn,
  ownOf,
  readQuery,
  type ValueSet,
  valueSetOf,
} from './own-values.ts';

/** Fields of the record itself that the page writes; with other names, `name:value` would be searched as a text as well. */
const OWN_FIELDS = new Set([
  'service',
  'severity',
  'level',
  'message',
  'pattern',
  'traceId',
  'spanId',
  'timestamp',
  'severityText',
  'ownTime',
]);

/** The name of an attribute in a query: with a prefix where the name alone means something else. */
export function attributeField(name: string): string {
  return resolveField(name).kind === 'attribute' && !name.startsWith(ATTRIBUTE_PREFIX)
    ? name
    : `${ATTRIBUTE_PREFIX}${name}`;
}

/** `field:value`, or `field:("value")`: in parentheses, the value of an attribute is not searched as a text as well. */
export function formatTerm(field: string, value: string): string {
  return `${quotedUnlessPlain(field)}:${OWN_FIELDS.has(field) ? formatValue(value) : `(${quoted(value)})`}`;
}

/**
 * `field:value`, `field:(one OR other)`, or nothing.
 *
 * @param spellings of numbers that the query has without quotation marks: they stay that way, and also match the number
 */
function formatValues(field: string, values: readonly string[], spellings: readonly string[] = []): string {
  const kept = spellings.filter((each) => IS_NUMBER.test(each) && values.includes(each));
  const implied = new Set(kept.map(respelledNumber));
  const others = values.filter((each) => !implied.has(each));
  const [only = ''] = others;
  if (others.length < 2 && !kept.includes(only)) return others.map((value) => formatTerm(field, value)).join('');
  const texts = others.map((value) => (kept.includes(value) ? value : formatValue(value)));
  return `${quotedUnlessPlain(field)}:(${texts.join(' OR ')})`;
}

/** A spelling of a number that needs no quotation marks: `5e2`, `0500`. */
const IS_NUMBER = /^\d[\d.]*(?:[eE]\d+)?$/;

/** A value as a query writes it after a field; without quotation marks, `5e2` would match the number 500 as well. */
export function formatValue(value: string): string {
  if (respelledNumber(value) !== undefined) return quoted(value);
  const isPlain = /^[\p{L}\p{N}_./@][\p{L}\p{N}_./@-]*$/u.test(value) && !/^(AND|OR|NOT|TO)$/.test(value);
  return isPlain ? value : quoted(value);
}

/** Whether a query asks for this value or excludes it, in any spelling, for all records that it finds. */
export function markOf(query: string, field: string, value: string): Mark {
  return markIn(ownOf(query, field), field, value);
}

/**
 * Asks for a value: as an alternative if the query names other values, otherwise instead of all conditions on the
 * field, so that the query finds as many records as were counted for the value.
 */
export function includeValue(query: string, field: string, value: string): string {
  const own = ownOf(query, field);
  const chosen = chosenIn(own, field);
  if (chosen === undefined) return askAlone(query, own, field, value);
  const { condition, set } = chosen;
  const isFound = (each: string) => markIn(own, field, each) === 'only';
  const kept = set.values.filter(isFound);
  // A spelling that was asked for without its number means that text alone.
  const spellings = set.spellings.filter((each) => isFound(respelledNumber(each) ?? each));
  const values = holdsValue({ ...set, spellings, values: kept }, value) ? kept : [...kept, value];
  const text = formatValues(field, values, spellings);
  return rewritten(query, own, (each) => (each === condition ? text : ''));
}

/** Excludes a value and keeps the query's other conditions on the field; if the query asks for the value, drops it. */
export function excludeValue(query: string, field: string, value: string): string {
  const named = ownOf(query, field).filter((each) => {
    const set = valueSetOf(each, field);
    return set !== undefined && holdsValue(set, value);
  });
  return appendTerm(withoutValue(query, named, field, value), `-${formatTerm(field, value)}`);
}

/**
 * Takes back that a value is asked for or excluded. If a range or a pattern asks for it, the value replaces them; a
 * pattern that excludes it is dropped.
 */
export function dropValue(query: string, field: string, value: string): string {
  const own = ownOf(query, field);
  const mark = markIn(own, field, value);
  if (mark === 'only') {
    const chosen = chosenIn(own, field);
    if (chosen === undefined) return askAlone(query, own, field, value);
    return withoutValue(query, [chosen.condition], field, value);
  }
  const excluding = own.filter((each) => markIn([each], field, value) === 'excluded');
  return withoutValue(query, excluding, field, value);
}

/**
 * The values named by the query; undefined when it names no value, or has another kind of condition on the field as
 * well.
 */
function chosenIn(own: readonly OwnCondition[], field: string): { condition: OwnCondition; set: ValueSet } | undefined {
  const [condition, ...others] = own.filter(asksForValues);
  if (condition === undefined || others.length > 0) return undefined;
  const set = valueSetOf(condition, field);
  return set === undefined ? undefined : { condition, set };
}

function askAlone(query: string, own: readonly OwnCondition[], field: string, value: string): string {
  return appendTerm(without(query, own), formatTerm(field, value));
}

/** Removes a value from conditions; conditions that are not sets of values are dropped. */
function withoutValue(query: string, conditions: readonly OwnCondition[], field: string, value: string): string {
  return rewritten(query, conditions, (condition) => {
    const set = valueSetOf(condition, field);
    const kept = set?.values.filter((each) => !holdsValue({ ...set, values: [each] }, value)) ?? [];
    const text = formatValues(field, kept, set?.spellings);
    return text !== '' && set?.isExcluded ? `-${text}` : text;
  });
}

function without(query: string, conditions: readonly OwnCondition[]): string {
  return rewritten(query, conditions, () => '');
}

const AND_BEFORE = /(?:^|(?<=[\s()"]))(?:AND|&&)\s*$/;
const AND_BEHIND = /^\s*(?:AND(?=[\s()"]|$)|&&)/;

/** Rewrites conditions, or removes empty ones together with the AND that joins them to the others. */
function rewritten(
  query: string,
  conditions: readonly OwnCondition[],
  write: (condition: OwnCondition) => string,
): string {
  let result = query;
  for (const condition of conditions.toReversed()) {
    const text = write(condition);
    const [before, behind] = [result.slice(0, condition.start), result.slice(condition.end)];
    if (text !== '') {
      result = before + text + behind;
      continue;
    }
    const start = before.replace(AND_BEFORE, '');
    const rest = start === before ? behind.replace(AND_BEHIND, '') : behind;
    result = [start.trimEnd(), rest.trimStart()].filter((side) => side !== '').join(' ');
  }
  return result;
}

/** Adds a condition; alternatives at the top level are put into parentheses first. */
export function appendTerm(query: string, text: string): string {
  const asked = query.trim();
  if (asked === '') return text;
  return `${readQuery(asked)?.hasAlternatives ? `(${asked})` : asked} ${text}`;
}
