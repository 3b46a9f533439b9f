import { formatTimestamp } from '../times/index.ts';
import type { NormalisedRecord } from './log-record.ts';

/** A record's own fields as every answer, export and command shows them, always in the same order. */
export function recordFields(record: NormalisedRecord) {
  return {
    timestamp: formatTimestamp(record.timestamp, record.nanos),
    service: record.service,
    severity: record.severity,
    severityNumber: record.severityNumber,
    ...(record.severityText === undefined ? {} : { severityText: record.severityText }),
    message: record.message,
    ...(record.traceId === undefined ? {} : { traceId: record.traceId }),
    ...(record.spanId === undefined ? {} : { spanId: record.spanId }),
    attributes: record.attributes ?? {},
    observedAt: formatTimestamp(record.observedAt),
  };
}
