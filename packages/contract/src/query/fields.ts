import type { AttributeValue, LogRecord, NormalisedRecord } from '../log-record.ts';
import { messagePattern } from '../message-pattern.ts';
import { hasOwnTime } from '../own-time.ts';
import { formatTimestamp } from '../parse-timestamp.ts';
import { type Element, elementsOf } from './array-elements.ts';

/**
 * Names that people give to what is in a record: its own fields and their aliases, in any case; attributes, as they are
 * spelt; and short names for attributes that have several names in the world.
 */

/** Fields of the record itself that can be asked for by name. */
export const RECORD_FIELDS = [
  'timestamp',
  'observedAt',
  'service',
  'severity',
  'severityNumber',
  'severityText',
  'message',
  'traceId',
  'spanId',
] as const;

/** A field of the record itself. */
export type RecordField = (typeof RECORD_FIELDS)[number];

/**
 * Meaning of a field's name: a field of the record, what is known of it (the template of its message), or attributes of which the first that a
 * record has counts.
 */
export type FieldRef =
  | { kind: 'record'; field: RecordField }
  | { kind: 'pattern' }
  /** True when the record says itself when it happened. */
  | { kind: 'ownTime' }
  | { kind: 'attribute'; names: readonly string[] };

/** Name of the field that is the template of the message. */
export const PATTERN_FIELD = 'pattern';

/** Name of the field that is false for records whose time is that of reading. */
export const OWN_TIME_FIELD = 'ownTime';

/** Before a name, it says that an attribute is meant whatever else the name may stand for. */
export const ATTRIBUTE_PREFIX = 'attributes.';

/** Other names of record fields, lower case. */
export const FIELD_ALIASES: Readonly<Record<string, RecordField>> = Object.freeze({
  level: 'severity',
  loglevel: 'severity',
  'log.level': 'severity',
  severity_number: 'severityNumber',
  severity_text: 'severityText',
  app: 'service',
  'service.name': 'service',
  service_name: 'service',
  msg: 'message',
  body: 'message',
  time: 'timestamp',
  '@timestamp': 'timestamp',
  ts: 'timestamp',
  observed_at: 'observedAt',
  trace: 'traceId',
  trace_id: 'traceId',
  'trace.id': 'traceId',
  span: 'spanId',
  span_id: 'spanId',
  'span.id': 'spanId',
});

/** Short names of attributes, exactly as spelt, with the names that are tried after the short one itself. */
export const ATTRIBUTE_ALIASES: Readonly<Record<string, readonly string[]>> = Object.freeze({
  status: ['http.response.status_code', 'http.status_code', 'status_code'],
  method: ['http.request.method', 'http.method'],
  path: ['url.path', 'http.target'],
  url: ['url.full', 'http.url'],
  host: ['host.name'],
  ip: ['client.address', 'http.client_ip'],
  duration: ['duration_ms', 'durationMs', 'responseTime', 'http.server.request.duration'],
});

const BY_LOWER_CASE = new Map<string, RecordField>([
  ...RECORD_FIELDS.map((field) => [field.toLowerCase(), field] as const),
  ...Object.entries(FIELD_ALIASES),
]);

/** Resolves a field's name; every name has a meaning. */
export function resolveField(name: string): FieldRef {
  if (name.startsWith(ATTRIBUTE_PREFIX)) return { kind: 'attribute', names: [name.slice(ATTRIBUTE_PREFIX.length)] };
  const field = BY_LOWER_CASE.get(name.toLowerCase());
  if (field !== undefined) return { kind: 'record', field };
  if (name === PATTERN_FIELD) return { kind: 'pattern' };
  if (name === OWN_TIME_FIELD) return { kind: 'ownTime' };
  const others = Object.hasOwn(ATTRIBUTE_ALIASES, name) ? (ATTRIBUTE_ALIASES[name] ?? []) : [];
  return { kind: 'attribute', names: [name, ...others] };
}

/** Value of a field in a record; undefined when it has none. Moments are ms since the epoch. */
export function fieldValue(record: NormalisedRecord | LogRecord, ref: FieldRef): AttributeValue | undefined {
  if (ref.kind === 'record') return record[ref.field];
  if (ref.kind === 'pattern') return messagePattern(record.message);
  if (ref.kind === 'ownTime') return hasOwnTime(record);
  const { attributes } = record;
  if (attributes === undefined) return undefined;
  for (const name of ref.names) if (Object.hasOwn(attributes, name)) return attributes[name];
  return undefined;
}

const NONE: readonly AttributeValue[] = Object.freeze([]);

/**
 * Elements of a field that is an array, null left out; none when it is not. Its value as a whole is the text of the
 * array.
 */
export function fieldElements(record: NormalisedRecord | LogRecord, ref: FieldRef): readonly Element[] {
  return allElements(record, ref).filter((element) => element !== null);
}

/** True when a field is an array that holds null. */
export function hasNullElement(record: NormalisedRecord | LogRecord, ref: FieldRef): boolean {
  return allElements(record, ref).includes(null);
}

function allElements({ attributes }: NormalisedRecord | LogRecord, ref: FieldRef): readonly AttributeValue[] {
  if (ref.kind !== 'attribute' || attributes === undefined) return NONE;
  for (const name of ref.names) {
    const elements = elementsOf(attributes, name);
    if (elements.length > 0 || Object.hasOwn(attributes, name)) return elements;
  }
  return NONE;
}

/**
 * Values of a field for counting, as texts: the elements of an array, each once, or else its value. Null is `null`, as a query
 * names it, and moments are written as records show them.
 */
export function countedValues(record: NormalisedRecord | LogRecord, ref: FieldRef): readonly string[] {
  const elements = allElements(record, ref);
  if (elements.length > 0) return [...new Set(elements.map(String))];
  const value = ref.kind === 'record' ? shownValue(record, ref.field) : fieldValue(record, ref);
  return value === undefined ? [] : [String(value)];
}

function shownValue(record: NormalisedRecord | LogRecord, field: RecordField): AttributeValue | undefined {
  if (field === 'timestamp') return formatTimestamp(record.timestamp, record.nanos);
  return field === 'observedAt' ? formatTimestamp(record.observedAt) : record[field];
}
