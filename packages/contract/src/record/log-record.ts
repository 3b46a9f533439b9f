import type { Severity } from './severity.ts';

/** Longest service name, in characters (UTF-16 code units). */
export const MAX_SERVICE_LENGTH = 128;
/** Longest message in bytes of UTF-8; a longer one is cut with a mark, never dropped. */
export const MAX_MESSAGE_BYTES = 256 * 1024;
/** Longest attribute value in bytes of UTF-8; a longer one is cut with a mark. */
export const MAX_ATTRIBUTE_BYTES = 32 * 1024;
/** Most attributes of one record; the others are kept as JSON in the attribute `OVERFLOW_ATTRIBUTE`. */
export const MAX_ATTRIBUTES = 256;
/** Longest text of `OVERFLOW_ATTRIBUTE` in bytes of UTF-8; a longer one is cut, and counts the missing attributes. */
export const MAX_OVERFLOW_BYTES = 256 * 1024;
/** Longest attribute name, in characters. */
export const MAX_ATTRIBUTE_NAME_LENGTH = 256;
/** Service of a record whose origin names no service. */
export const UNKNOWN_SERVICE = 'unknown';

/**
 * A value of an attribute; objects are flattened with dots and arrays become JSON before they get here. A bigint is a
 * whole number beyond ±2^53 within 64 bits, signed or unsigned; numbers are finite.
 */
export type AttributeValue = string | number | bigint | boolean | null;

/** Flat map of OpenTelemetry attribute names (`http.response.status_code`) to scalars. */
export type Attributes = Record<string, AttributeValue>;

/**
 * A record as it travels inside a batch, without the fields that the batch holds for all of its records.
 *
 * The batch holds service and severity once; the id is implied (batch id plus position).
 */
export interface WireRecord {
  /** When it happened, ms since the epoch, a whole number. */
  timestamp: number;
  /** 0 to 999,999 nanoseconds within the millisecond, if the protocol has them. */
  nanos?: number;
  /** When the source read it, ms since the epoch. */
  observedAt: number;
  message: string;
  /** Absent when it is the base of the batch's severity. */
  severityNumber?: number;
  severityText?: string;
  /** 32 hex digits, lower case. */
  traceId?: string;
  /** 16 hex digits, lower case. */
  spanId?: string;
  attributes?: Attributes;
}

/** One log entry, normalised, before it gets a place in a batch. */
export interface NormalisedRecord extends WireRecord {
  service: string;
  severity: Severity;
  severityNumber: number;
}

/** One log entry with its identity: filters see it, and search returns it. */
export interface LogRecord extends NormalisedRecord {
  /** UUIDv7, lower case with dashes. */
  id: string;
  /** Its position in its origin (`record-order.ts`); absent if its id already gives it. */
  order?: RecordPosition | undefined;
}

/** The place of one record in its origin. */
export interface RecordPosition {
  origin: string;
  ordinal: number;
}
