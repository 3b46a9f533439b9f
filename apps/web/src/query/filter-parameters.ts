import { SEVERITIES } from '../api/log-record.ts';
import { AnswerError } from '../api/request.ts';
import { valuesOf } from './edit-query.ts';
import { type QueryTerm, splitQuery } from './query-terms.ts';

/** What chooses records: a query and a time range, as they stand in the address. */
export interface Selection {
  q: string;
  from: string;
  to: string;
}

/**
 * The parameters of the API that choose these records.
 *
 * @throws AnswerError `wrong-query` for what the API has no parameter for, with its position
 */
export function filterParameters({ q, from, to }: Selection): URLSearchParams {
  const parameters = new URLSearchParams();
  if (from !== '') parameters.set('from', from);
  if (to !== '') parameters.set('to', to);
  const words: string[] = [];
  for (const term of splitQuery(q)) {
    if (!addSeverity(parameters, term) && !addField(parameters, term)) words.push(asWord(term));
  }
  if (words.length > 0) parameters.set('text', words.join(' '));
  return parameters;
}

function addSeverity(parameters: URLSearchParams, term: QueryTerm): boolean {
  for (const field of ['severity', 'level']) {
    if (!term.negated && term.field === field && /^>=?/.test(term.value)) {
      const word = term.value.replace(/^>=?/, '');
      once(parameters, 'minSeverity', word, term);
      return true;
    }
    const values = valuesOf(term, field);
    if (values.length === 0) continue;
    const others = SEVERITIES.filter((severity) => !values.includes(severity));
    once(parameters, 'severity', (term.negated ? others : values).join(','), term);
    return true;
  }
  return false;
}

function addField(parameters: URLSearchParams, term: QueryTerm): boolean {
  for (const field of ['service', 'traceId'] as const) {
    const values = valuesOf(term, field);
    if (values.length === 0) continue;
    if (term.negated) throw refused(term, `Excluding a ${field} is not possible yet.`);
    once(parameters, field, values.join(','), term);
    return true;
  }
  return false;
}

function asWord(term: QueryTerm): string {
  if (term.field === undefined && !term.negated && term.group === undefined && term.text !== 'OR') return term.text;
  throw refused(term, 'The search takes words, "phrases", service:, severity: and traceId: so far.');
}

function once(parameters: URLSearchParams, name: string, value: string, term: QueryTerm): void {
  if (parameters.has(name)) throw refused(term, `There is a second condition on ${name}; write (a OR b).`);
  parameters.set(name, value);
}

function refused(term: QueryTerm, message: string): AnswerError {
  return new AnswerError('wrong-query', message, { position: term.start });
}
