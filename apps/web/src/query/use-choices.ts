import type { CountJson, FacetsJson, FieldsJson } from '@logwarren/api';
import { listEntry } from '@logwarren/query/field-name';
import type { Writing } from '@logwarren/query/writing';
import { type Answer, useAnswer } from '../api/use-answer.ts';
import type { Moment } from '../api/use-moment.ts';
import { choicesFor, restOf } from './completion.ts';
import { attributeField } from './edit-query.ts';
import { filterParameters, type Selection, withParameters } from './filter-parameters.ts';

/** Something that can be inserted at the caret. */
export interface Choice {
  name: string;
  /** The number of records that have it, as far as known. */
  count?: CountJson;
}

const MOST = 12;
const RECORD_FIELDS = ['service', 'severity', 'message', 'pattern', 'traceId', 'spanId', 'timestamp', 'ownTime'];
/** Fields that differ in nearly every record. */
const WITHOUT_VALUES = new Set(['message', 'timestamp', 'observedAt', 'traceId', 'spanId']);

/**
 * Names of fields, or values for the one being written, counted among the records that the rest of the query finds in
 * the time range.
 *
 * @param moment of the view, so that the counts agree with it and do not change
 */
export function useChoices(query: string, writing: Writing | undefined, range: Selection, moment: Moment): Choice[] {
  const selection = { ...range, q: writing === undefined ? '' : restOf(query, writing) };
  const field = writing?.field;
  const asksNames = writing !== undefined && field === undefined;
  const names = useNarrowed<FieldsJson>(asksNames ? '/logs/fields' : undefined, selection, '', moment);
  const known = useValues(field, writing?.prefix ?? '', selection, moment);
  if (writing === undefined) return [];
  if (field !== undefined) return choicesFor(writing.prefix, known, MOST);
  const attributes = names.data?.fields.filter(({ kind }) => kind === 'attribute') ?? [];
  const choices = attributes.map(({ name, count, error, low, high }) => ({
    name: attributeField(name),
    count: { count, error, low, high },
  }));
  return choicesFor(writing.prefix, [...RECORD_FIELDS.map((name): Choice => ({ name })), ...choices], MOST);
}

/** The most frequent values of a field; if there are more, those that begin with the written text come first. */
function useValues(field: string | undefined, prefix: string, selection: Selection, moment: Moment): Choice[] {
  const asks = field !== undefined && field !== '' && !WITHOUT_VALUES.has(field);
  const path = asks ? '/logs/facets' : undefined;
  const parameters = { fields: listEntry(field ?? ''), limit: '50' };
  const most = useNarrowed<FacetsJson>(path, selection, new URLSearchParams(parameters).toString(), moment);
  const isCut = (facetOf(most, field)?.others ?? 0) > 0 && prefix !== '';
  const beginning = new URLSearchParams({ ...parameters, prefix }).toString();
  const begun = useNarrowed<FacetsJson>(isCut ? path : undefined, selection, beginning, moment);
  const choices = [begun, most].flatMap((answer) => facetOf(answer, field)?.values ?? []);
  const counts = new Map<string, CountJson>();
  for (const { value, ...count } of choices) if (!counts.has(value)) counts.set(value, count);
  return [...counts].map(([name, count]) => ({ name, count }));
}

function facetOf({ data, stale }: Answer<FacetsJson>, field: string | undefined) {
  return stale ? undefined : data?.facets.find((each) => each.field === field);
}

/** Counts among the records of a query; if the query cannot be parsed yet, in the whole range. */
function useNarrowed<T>(path: string | undefined, selection: Selection, more: string, moment: Moment): Answer<T> {
  const pathOf = (asked: Selection) => path && withParameters(path, filterParameters(asked), more);
  const narrowed = useAnswer<T>(pathOf(selection), 0, moment);
  const isWrong = selection.q !== '' && narrowed.error?.trouble === 'wrong-query';
  const whole = useAnswer<T>(isWrong ? pathOf({ ...selection, q: '' }) : undefined, 0, moment);
  return isWrong ? whole : narrowed;
}
