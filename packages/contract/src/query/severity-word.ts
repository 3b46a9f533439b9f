import type { Filter } from '../filter.ts';
import { SEVERITIES, SEVERITY_BASE, severityNumberOf, severityOfNumber, severityRange } from '../severity.ts';

/** Accepted forms of a severity, for problems and the documentation. */
export const SEVERITY_FORMS = `${SEVERITIES.join(', ')}, or another logger's word such as warning, err or critical`;

/** A filter on the severity number; both ends included. */
export type SeverityFilter = Extract<Filter, { kind: 'severity' }>;

/**
 * Reads a severity, in any case.
 *
 * The six names and words that mean the same (`warning`, `err`) stand for their whole range; a word for one step within
 * a range (`notice`, `critical`, `WARN3`) stands for that step.
 *
 * @returns undefined for a word that is not a severity, and for a bare number, because scales differ in what it stands for
 */
export function parseSeverityParameter(word: string): SeverityFilter | undefined {
  const number = /^\s*\d/.test(word) ? undefined : severityNumberOf(word);
  if (number === undefined) return undefined;
  const name = severityOfNumber(number);
  const isWholeRange = number === SEVERITY_BASE[name];
  return { kind: 'severity', ...(isWholeRange ? severityRange(name) : { min: number, max: number }) };
}
