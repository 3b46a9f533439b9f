import {
  createRecord,
  type NormalisedRecord,
  type RecordParts,
  serviceName,
  severityFields,
} from '../../record/index.ts';
import { withoutColours } from '../text/terminal-codes.ts';
import { addExtraAttributes } from './free-names.ts';
import type { LineContext, TextFormat } from './line-format.ts';

/**
 * Reads the text inside an envelope (syslog, journald, a `log` of Fluent Bit) like any other line. Its own facts win.
 * If it has no time, service or severity, the envelope's is used, and so for the other attributes.
 *
 * @param parts of the envelope; its message is the text inside
 * @returns undefined when no format knows the text
 */
export function readInside(parts: RecordParts, context: LineContext, inner: TextFormat): NormalisedRecord | undefined {
  // Nearly always holds one record: a set for each line costs several times as much.
  const unset: NormalisedRecord[] = [];
  const borrowed = new Map<NormalisedRecord, 'time' | 'year'>();
  // Cut to its limits: these names are the keys of what was learnt.
  const service = serviceName(parts.service) ?? context.service;
  context.layouts?.enter(service);
  const record = inner(withoutColours(parts.message), {
    ...context,
    // If the envelope has a time, a time inside that has no year is of the same year.
    observedAt: parts.timestamp?.ms ?? context.observedAt,
    timestamp: parts.timestamp ?? context.timestamp,
    service,
    severityNumber: undefined,
    onUnsetSeverity: (each) => unset.push(each),
    onBorrowedTime: (each, kind) => borrowed.set(each, kind),
  });
  if (record === undefined) return undefined;
  record.observedAt = context.observedAt;
  const kind = borrowed.get(record);
  if (kind !== undefined && parts.timestamp === undefined) context.onBorrowedTime?.(record, kind);
  if (unset.includes(record)) setSeverity(record, parts, context);
  addExtraAttributes(record, Object.entries(parts.attributes ?? {}));
  return record;
}

/** The same, but a text that no format knows becomes the message of the envelope's own record. */
export function recordInside(parts: RecordParts, context: LineContext, inner: TextFormat): NormalisedRecord {
  return readInside(parts, context, inner) ?? createRecord(parts, context);
}

function setSeverity(record: NormalisedRecord, { severity, severityScale }: RecordParts, context: LineContext): void {
  if (severity !== undefined) Object.assign(record, severityFields(severity, severityScale));
  else if (context.severityNumber !== undefined) Object.assign(record, severityFields(context.severityNumber, 'otel'));
  else context.onUnsetSeverity?.(record);
}
