/**
 * Names by which people refer to the parts of a record: its own fields and their aliases, in any case; attributes, as
 * they are spelt; and short names for attributes that programs name differently.
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
 * Meaning of a field's name: a field of the record; something derived from it (the pattern of its message, whether it
 * has a time of its own); or attributes, of which the first that a record has counts.
 */
export type FieldRef =
  | { kind: 'record'; field: RecordField }
  | { kind: 'pattern' }
  /** True if the record's text contains its time. */
  | { kind: 'ownTime' }
  | { kind: 'attribute'; names: readonly string[] };

/** Name of the field that is the pattern of the message. */
const PATTERN_FIELD = 'pattern';

/** Name of the field that is false for records whose time is the time of reading. */
const OWN_TIME_FIELD = 'ownTime';

/** Prefix of a name that means the attribute with that name and nothing else. */
export const ATTRIBUTE_PREFIX = 'attributes.';

/** Other names of record fields, lower case. */
const FIELD_ALIASES: Readonly<Record<string, RecordField>> = Object.freeze({
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
  duration: ['duration_ms', 'duration.ms', 'durationMs', 'responseTime', 'http.server.request.duration'],
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
