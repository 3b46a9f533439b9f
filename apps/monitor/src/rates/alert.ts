import type { NormalisedRecord, Severity, WireRecord } from '@logwarren/contract';

/** A watched number: errors of one service within a window that slides with the clock. */
export interface ErrorRateRule {
  windowMs: number;
  /** How long the count must stay below the threshold before the alert clears. */
  clearAfterMs: number;
  /** Least severe record that counts, 1 to 24. */
  minSeverityNumber: number;
  /** Number of records that raises the alert; Infinity for a service that never raises one. */
  thresholdOf: (service: string) => number;
}

/** One of the latest records behind an alert. */
export type Sample = Pick<NormalisedRecord, 'timestamp' | 'nanos' | 'severity' | 'message' | 'traceId'>;

/** News of an alert: it was raised, or it is over. */
export interface Alert {
  status: 'firing' | 'resolved';
  service: string;
  /** Records in the window at this moment. */
  count: number;
  threshold: number;
  windowMs: number;
  /** When it was raised, ms since the epoch. */
  startsAtMs: number;
  /** When it cleared; only for a resolved one. */
  endsAtMs?: number;
  /** How old errors are on arrival, ms, when their times seem to lack a zone; below 0 when they are ahead. */
  zoneOffMs?: number;
  /** Oldest first, at most `MAX_SAMPLES`, messages cut. */
  samples: Sample[];
}

/** Latest records that an alert shows. */
export const MAX_SAMPLES = 3;
const MAX_SAMPLE_CHARACTERS = 500;

/** The part of a record that an alert shows. */
export function sampleOf({ timestamp, nanos, message, traceId }: WireRecord, severity: Severity): Sample {
  const short =
    message.length > MAX_SAMPLE_CHARACTERS ? `${message.slice(0, MAX_SAMPLE_CHARACTERS).toWellFormed()}…` : message;
  return {
    timestamp,
    severity,
    message: short,
    ...(nanos === undefined ? {} : { nanos }),
    ...(traceId === undefined ? {} : { traceId }),
  };
}
