import { cutMiddle } from '../text/index.ts';
import { chooseDay, type DayReader, type Instant, isCalled, type TimeZone } from '../times/index.ts';
import { addAttribute, wellFormed } from './flatten-attributes.ts';
import {
  type Attributes,
  MAX_MESSAGE_BYTES,
  MAX_SERVICE_LENGTH,
  type NormalisedRecord,
  UNKNOWN_SERVICE,
} from './log-record.ts';
import { type SeverityScale, severityFields } from './severity.ts';
import { markTruncated } from './truncated.ts';

/** Parts of a record that a format has found. Only the message is required. */
export interface RecordParts {
  message: string;
  timestamp?: Instant | undefined;
  service?: string | undefined;
  /** Word or number of the origin; see `severityFields`. */
  severity?: unknown;
  severityScale?: SeverityScale | undefined;
  traceId?: unknown;
  spanId?: unknown;
  attributes?: Attributes | undefined;
}

/** Defaults for a record. */
export interface RecordContext {
  /** When the record was read, ms since the epoch; also its timestamp if neither the record nor `timestamp` has one. */
  observedAt: number;
  service?: string | undefined;
  /** Zone for times without one; default UTC. */
  zone?: TimeZone | undefined;
  /** Knows, and learns, the order of day and month in the record's file. */
  dayOrder?: DayReader | undefined;
  /** Time that the carrier of the record supplies. */
  timestamp?: Instant | undefined;
  /** OpenTelemetry's number, 1 to 24. */
  severityNumber?: number | undefined;
  /** Called for each record that takes its time, or the year, from this context instead of its text. */
  onBorrowedTime?: ((record: NormalisedRecord, borrowed: 'time' | 'year') => void) | undefined;
  /** Called for each record whose text names no severity. */
  onUnsetSeverity?: ((record: NormalisedRecord) => void) | undefined;
}

/**
 * Makes a record from its parts: one severity, values within their limits, valid ids. Never fails.
 *
 * An invalid trace or span id (wrong length, all zero) is kept as an attribute.
 */
export function createRecord(parts: RecordParts, context: RecordContext): NormalisedRecord {
  const attributes = parts.attributes ?? {};
  const given = inOrder(parts.timestamp ?? context.timestamp, context);
  const timestamp = given?.isLocal === true ? inZone(given, context, attributes) : given;
  const text = wellFormed(parts.message);
  const message = cutMiddle(text, MAX_MESSAGE_BYTES);
  const record: NormalisedRecord = {
    timestamp: timestamp?.ms ?? context.observedAt,
    observedAt: context.observedAt,
    service: serviceName(parts.service) ?? serviceName(context.service) ?? UNKNOWN_SERVICE,
    ...(isPresent(parts.severity)
      ? severityFields(parts.severity, parts.severityScale)
      : severityFields(context.severityNumber, 'otel')),
    message,
  };
  if (message !== text) markTruncated(attributes, ['message']);
  if (timestamp !== undefined && timestamp.nanos !== 0) record.nanos = timestamp.nanos;
  if (parts.timestamp === undefined || timestamp === undefined) context.onBorrowedTime?.(record, 'time');
  if (!isPresent(parts.severity)) context.onUnsetSeverity?.(record);
  if (parts.traceId !== undefined) {
    const traceId = hexId(parts.traceId, 32);
    if (traceId !== undefined) record.traceId = traceId;
    else addAttribute(attributes, 'traceId', parts.traceId);
  }
  if (parts.spanId !== undefined) {
    const spanId = hexId(parts.spanId, 16);
    if (spanId !== undefined) record.spanId = spanId;
    else addAttribute(attributes, 'spanId', parts.spanId);
  }
  for (const _ in attributes) {
    record.attributes = attributes;
    break;
  }
  return record;
}

/** Resolves a day whose numbers allow several orders, by the order of its file. */
function inOrder(given: Instant | undefined, context: RecordContext): Instant | undefined {
  if (given?.days === undefined) return given;
  const { dayOrder, observedAt, service = '' } = context;
  const ms =
    dayOrder === undefined ? chooseDay(given.days, observedAt).ms : dayOrder.dayOf(given.days, observedAt, service);
  return ms === undefined ? given : { ...given, ms };
}

function inZone(given: Instant, context: RecordContext, attributes: Attributes): Instant | undefined {
  const { ms, nanos, zoneName } = given;
  const { observedAt, timestamp, zone } = context;
  if (zoneName === undefined || (zone !== undefined && isCalled(zone.name, zoneName)))
    return { ms: zone === undefined ? ms : zone.toUtc(ms, observedAt), nanos };
  // The time is unknown. Keep what the text says.
  addAttribute(attributes, 'log.clock', `${new Date(ms).toISOString().slice(0, -1).replace('T', ' ')} ${zoneName}`);
  if (given === timestamp || timestamp?.isLocal !== true) return given === timestamp ? undefined : timestamp;
  return inZone(timestamp, context, attributes);
}

/** Gives a finished record another message, within its limit. */
export function setMessage(record: NormalisedRecord, message: string): void {
  const text = wellFormed(message);
  record.message = cutMiddle(text, MAX_MESSAGE_BYTES);
  if (record.message === text) return;
  record.attributes ??= {};
  markTruncated(record.attributes, ['message']);
}

/** A service name cut to its limits; undefined for an empty one. */
export function serviceName(value: string | undefined): string | undefined {
  const trimmed = value?.trim();
  if (!trimmed) return undefined;
  return wellFormed(trimmed.length > MAX_SERVICE_LENGTH ? trimmed.slice(0, MAX_SERVICE_LENGTH) : trimmed);
}

function hexId(value: unknown, length: number): string | undefined {
  if (typeof value !== 'string') return undefined;
  // Some tracers write a trace id as a UUID.
  const id = value.replaceAll('-', '').toLowerCase();
  return id.length === length && /^[0-9a-f]+$/.test(id) && !/^0+$/.test(id) ? id : undefined;
}

/** False for undefined, null and an empty text. */
export function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
