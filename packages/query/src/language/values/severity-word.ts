import {
  SEVERITIES,
  SEVERITY_BASE,
  severityNumberOf,
  severityOfNumber,
  severityRange,
} from '@logwarren/contract/severity';
import type { Filter } from '../../filter/filter.ts';

/** Accepted forms of a severity, for problems and the documentation. */
export const SEVERITY_FORMS = `${SEVERITIES.join(', ')}, or another logger's word such as warning, err or critical`;

/** A filter on the severity number; both ends included. */
export type SeverityFilter = Extract<Filter, { kind: 'severity' }>;

/** Words that loggers cut to four or five letters. They are read in records, but are slips of the pen in a query. */
const CUT_OFF = new Set(['trce', 'trac', 'dbug', 'debu', 'warni', 'eror', 'erro', 'fata', 'pani']);

/**
 * Reads a severity, in any case.
 *
 * The six names and words that mean the same (`warning`, `err`) stand for their whole range; a word for one step within
 * a range (`notice`, `critical`, `WARN3`) stands for that step.
 *
 * @returns undefined for a word that is not a severity, and for a bare number, because its meaning depends on the scale
 */
export function parseSeverityParameter(word: string): SeverityFilter | undefined {
  const isRefused = /^\s*\d/.test(word) || CUT_OFF.has(word.trim().toLowerCase());
  const number = isRefused ? undefined : severityNumberOf(word);
  if (number === undefined) return undefined;
  const name = severityOfNumber(number);
  const isWholeRange = number === SEVERITY_BASE[name];
  return { kind: 'severity', ...(isWholeRange ? severityRange(name) : { min: number, max: number }) };
}

/** Advice for a value that is not a severity: how to write the severity in a query, or otherwise `severityForms`. */
export function severityAdvice(word: string, name: string): string {
  const words = word.split(',').map((each) => each.trim());
  if (words.length > 1 && words.every((each) => parseSeverityParameter(each) !== undefined)) {
    return `write ${name}:(${words.join(' OR ')})`;
  }
  const [, sign = '', signed = ''] = /^([=!~]{1,3})(\p{L}{1,20})$/u.exec(word.trim()) ?? [];
  if (parseSeverityParameter(signed) === undefined) return severityForms(word);
  return `write ${sign.startsWith('!') ? '-' : ''}${name}:${signed}`;
}

/** Accepted forms, after the severity that was probably meant. */
export function severityForms(word: string): string {
  const folded = word.trim().toLowerCase();
  const near = COMMON_WORDS.find((known) => isSlipOf(known, folded));
  return near === undefined ? `use ${SEVERITY_FORMS}` : `did you mean ${near}? Use ${SEVERITY_FORMS}`;
}

const COMMON_WORDS = [...SEVERITIES.map((name) => name.toLowerCase()), 'warning', 'critical', 'notice'];

/** True for the same letters in another order, or for all letters but one; both words begin alike. */
function isSlipOf(known: string, word: string): boolean {
  if (known.slice(0, 2) !== word.slice(0, 2) || Math.abs(known.length - word.length) > 1) return false;
  let rest = word;
  for (const letter of known) rest = rest.replace(letter, '');
  return rest.length <= 1;
}
