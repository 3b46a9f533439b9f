import { type NormalisedRecord, setMessage } from '../../record/index.ts';
import { parseTimestamp } from '../../times/index.ts';
import { isObject, isText } from '../body/json/loggers/object-view.ts';
import type { LineContext, ObjectFormat, TextFormat } from '../format/line-format.ts';
import { recordInside } from '../format/read-inside.ts';

/*
 * A message from a subscription of CloudWatch Logs: lines of one stream in one object.
 *
 *     {"messageType":"DATA_MESSAGE","logGroup":"g","logStream":"s","logEvents":[{"id":"1","timestamp":1715680800123,"message":"text"}]}
 *
 * It is one record. A single line is read as itself. Several lines get the time of the first and the gravest severity,
 * and the whole text is the message.
 */

/** Makes the reader of such objects; `inner` reads the lines. */
export function createCloudWatchFormat(inner: TextFormat): ObjectFormat {
  return (object, text, context) => {
    const { logEvents, logGroup, logStream, messageType } = object;
    if (messageType !== 'DATA_MESSAGE' || !Array.isArray(logEvents) || !isText(logGroup)) return undefined;
    const attributes = { 'aws.log.group': logGroup, ...(isText(logStream) ? { 'aws.log.stream': logStream } : {}) };
    const records = logEvents.map((event: unknown) => recordOf(event, attributes, context, inner));
    const [first, ...others] = records;
    if (first === undefined || others.includes(undefined)) return undefined;
    if (others.length > 0) takeGravest(first, others);
    if (others.length > 0) setMessage(first, text().trim());
    return first;
  };
}

function recordOf(
  event: unknown,
  attributes: Record<string, string>,
  context: LineContext,
  inner: TextFormat,
): NormalisedRecord | undefined {
  if (!isObject(event) || typeof event.message !== 'string') return undefined;
  const timestamp = parseTimestamp(event.timestamp);
  // Like a line that is read from a file, it may have a line break at its end.
  return recordInside({ message: event.message.trimEnd(), timestamp, attributes }, context, inner);
}

function takeGravest(first: NormalisedRecord, others: readonly (NormalisedRecord | undefined)[]): void {
  for (const other of others) {
    if (other === undefined || other.severityNumber <= first.severityNumber) continue;
    const { severity, severityNumber, severityText } = other;
    Object.assign(first, { severity, severityNumber, severityText });
  }
}
