import { jsonText } from '../../../../json/index.ts';
import { type Attributes, addAttributes, createRecord, type NormalisedRecord } from '../../../../record/index.ts';
import { parseTimestamp } from '../../../../times/index.ts';
import type { LineContext, ObjectFormat } from '../../../format/line-format.ts';
import { isObject } from '../loggers/object-view.ts';

/*
 * A line of OpenTelemetry's file exporter:
 * `{"resourceLogs":[{"resource":…,"scopeLogs":[{"scope":…,"logRecords":[…]}]}]}`. A line is one record here. If it
 * holds several, the first gives time, severity and message, and an attribute keeps the line itself.
 */

/** Reads such a line. */
export const otlpFormat: ObjectFormat = (object, text, context) => {
  const resourceLogs = firstOf(object.resourceLogs);
  const scopeLogs = firstOf(resourceLogs?.scopeLogs);
  const entry = firstOf(scopeLogs?.logRecords);
  if (entry === undefined) return undefined;
  const resource = isObject(resourceLogs?.resource) ? valuesOf(resourceLogs.resource.attributes) : {};
  const isOnly = [object.resourceLogs, resourceLogs?.scopeLogs, scopeLogs?.logRecords].every(
    (list) => lengthOf(list) === 1,
  );
  const scope = isObject(scopeLogs?.scope) ? scopeLogs.scope.name : undefined;
  const extra = { ...(scope ? { 'otel.scope.name': scope } : {}), ...(isOnly ? {} : { 'otlp.line': text() }) };
  return recordOf(entry, resource, extra, context);
};

function recordOf(
  entry: Record<string, unknown>,
  resource: Record<string, unknown>,
  extra: Record<string, unknown>,
  context: LineContext,
): NormalisedRecord {
  const { 'service.name': service, ...others } = resource;
  const attributes: Attributes = {};
  addAttributes(attributes, Object.entries({ ...others, ...valuesOf(entry.attributes), ...extra }));
  const number = Number(entry.severityNumber);
  const hasNumber = Number.isInteger(number) && number >= 1 && number <= 24;
  const body = valueOfAny(entry.body);
  const parts = {
    timestamp: parseTimestamp(entry.timeUnixNano) ?? parseTimestamp(entry.observedTimeUnixNano),
    service: typeof service === 'string' ? service : undefined,
    severity: hasNumber ? number : entry.severityText,
    severityScale: hasNumber ? ('otel' as const) : undefined,
    message: typeof body === 'string' ? body : jsonText(body ?? ''),
    traceId: entry.traceId || undefined,
    spanId: entry.spanId || undefined,
    attributes,
  };
  return createRecord(parts, context);
}

function firstOf(list: unknown): Record<string, unknown> | undefined {
  const first = Array.isArray(list) ? list[0] : undefined;
  return isObject(first) ? first : undefined;
}

function lengthOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}

function valuesOf(list: unknown): Record<string, unknown> {
  // Without a prototype `__proto__` is a key like any other.
  const values: Record<string, unknown> = Object.create(null);
  if (!Array.isArray(list)) return values;
  for (const pair of list)
    if (isObject(pair) && typeof pair.key === 'string') values[pair.key] = valueOfAny(pair.value);
  return values;
}

/** The value in OpenTelemetry's `AnyValue`; integers are texts there. */
function valueOfAny(any: unknown): unknown {
  if (!isObject(any)) return any;
  if (Object.hasOwn(any, 'intValue'))
    return typeof any.intValue === 'string' && any.intValue.length < 16 ? Number(any.intValue) : any.intValue;
  for (const kind of ['stringValue', 'boolValue', 'doubleValue', 'bytesValue'])
    if (Object.hasOwn(any, kind)) return any[kind];
  return any;
}
