import type { Count, LogFacets, LogFields } from '../api/log-record.ts';
import { useAnswer } from '../api/use-answer.ts';
import { choicesFor, type Writing } from './completion.ts';
import { attributeField } from './edit-query.ts';
import { filterParameters, withParameters } from './filter-parameters.ts';

/** Something that can be put where the caret is. */
export interface Choice {
  name: string;
  /** Records that have it, as far as known. */
  count?: Count;
}

const MOST = 12;
const RECORD_FIELDS = ['service', 'severity', 'message', 'pattern', 'traceId', 'spanId', 'timestamp'];
/** Nearly every record has a value of its own. */
const WITHOUT_VALUES = new Set(['message', 'timestamp', 'observedAt', 'traceId', 'spanId']);

/** Names of fields and their values, from the records of the time range, for what is being written. */
export function useChoices(writing: Writing | undefined, from: string, to: string): Choice[] {
  const range = filterParameters({ q: '', from, to });
  const asksNames = writing !== undefined && writing.field === undefined;
  const names = useAnswer<LogFields>(asksNames ? withParameters('/logs/fields', range) : undefined);
  const field = writing?.field;
  const asksValues = field !== undefined && field !== '' && !WITHOUT_VALUES.has(field);
  const parameters = new URLSearchParams({ fields: field ?? '', limit: '50' }).toString();
  const values = useAnswer<LogFacets>(asksValues ? withParameters('/logs/facets', range, parameters) : undefined);
  if (writing === undefined) return [];
  if (field === undefined) {
    const attributes = names.data?.fields.filter(({ kind }) => kind === 'attribute') ?? [];
    const choices = attributes.map(({ name, count, error, low, high }) => ({
      name: attributeField(name),
      count: { count, error, low, high },
    }));
    return choicesFor(writing.prefix, [...RECORD_FIELDS.map((name): Choice => ({ name })), ...choices], MOST);
  }
  const facet = values.stale ? undefined : values.data?.facets.find((each) => each.field === field);
  const known = facet?.values.map(({ value, ...count }) => ({ name: String(value), count })) ?? [];
  return choicesFor(writing.prefix, known, MOST);
}
