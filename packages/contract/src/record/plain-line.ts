import { parseTimestamp } from '../times/index.ts';
import { MAX_SERVICE_LENGTH, type NormalisedRecord } from './log-record.ts';
import { createRecord, type RecordContext } from './normalise-record.ts';
import { severityNumberOf } from './severity.ts';

/** `<timestamp> <service_name> <severity> <log_message>`; the timestamp may hold one space between day and time. */
const PLAIN_LINE =
  /^(\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?|\d{10}(?:\.\d+)?|\d{13,19})\s+(\S+)\s+\[?([A-Za-z]{1,13}[2-4]?)\]?:?\s+([\s\S]+)$/;

/**
 * Reads the plain line `<timestamp> <service_name> <severity> <log_message>`.
 *
 * @param line without its line break; further lines (a stack trace) belong to the message
 * @returns undefined for any other line: a part is missing, the time does not exist, or the severity is an unknown word
 */
export function parsePlainLine(line: string, context: RecordContext): NormalisedRecord | undefined {
  const match = PLAIN_LINE.exec(line);
  if (match === null) return undefined;
  const [, time, service = '', severity = '', message = ''] = match;
  const timestamp = parseTimestamp(time);
  if (timestamp === undefined || service.length > MAX_SERVICE_LENGTH) return undefined;
  if (severityNumberOf(severity) === undefined) return undefined;
  return createRecord({ timestamp, service, severity, message }, context);
}
