import { UNKNOWN_SERVICE } from '@logwarren/contract/log-record';
import { recordFromJson } from '@logwarren/contract/record-from-json';
import { SEVERITY_BASE } from '@logwarren/contract/severity';
import { resolveField } from '../fields/fields.ts';
import { and, exactTest, type Filter, NONE, severityFilter } from '../filter/filter.ts';

/** JSON with more fields is read only as a text: a query may have 64 conditions. */
const MAX_FIELDS = 32;

/**
 * Conditions on the fields of pasted JSON: those of the record that it would become, except its time.
 *
 * @param value as `parseJson` reads it
 * @param text the text that it was read from
 */
export function fieldsOfJson(value: unknown, text: string): Filter {
  const read = recordFromJson(value, { observedAt: 0 }, undefined, () => text);
  if ('problem' in read) return NONE;
  const { message, service, severity, severityNumber, traceId, attributes = {} } = read.record;
  const filters: Filter[] = [];
  if (message !== text) filters.push({ kind: 'field', field: resolveField('message'), test: exactTest(message) });
  if (service !== UNKNOWN_SERVICE) filters.push({ kind: 'service', service });
  // A record without a severity is INFO as well.
  if (severityNumber !== SEVERITY_BASE.INFO) filters.push(severityFilter(severity));
  if (traceId !== undefined) filters.push({ kind: 'trace', traceId });
  for (const [name, value] of Object.entries(attributes)) {
    filters.push({ kind: 'field', field: { kind: 'attribute', names: [name] }, test: exactTest(String(value)) });
  }
  return filters.length === 0 || filters.length > MAX_FIELDS ? NONE : and(filters);
}
