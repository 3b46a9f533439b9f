import { z } from 'zod';
import { exactNumber, setOwn } from '../../json/index.ts';
import {
  type Attributes,
  MAX_ATTRIBUTE_NAME_LENGTH,
  MAX_ATTRIBUTES,
  MAX_MESSAGE_BYTES,
  MAX_SERVICE_LENGTH,
  MAX_SEVERITY_TEXT_LENGTH,
  type RecordOrProblem,
  SEVERITIES,
  type Severity,
  severityOfNumber,
  type WireRecord,
} from '../../record/index.ts';
import { cutText } from '../../text/index.ts';

const MAX_PROBLEM_BYTES = 1024;

const envelope = z.object({
  service: z.string().min(1).max(MAX_SERVICE_LENGTH),
  severity: z.enum(SEVERITIES),
  records: z.array(z.unknown()).min(1).max(65_536),
});

const wireRecord = z.strictObject({
  timestamp: z.number().int().min(-8.64e15).max(8.64e15),
  nanos: z.number().int().min(0).max(999_999).optional(),
  observedAt: z.number().int().min(0).max(8.64e15),
  message: z.string().refine((text) => text.length <= MAX_MESSAGE_BYTES, `longer than ${MAX_MESSAGE_BYTES}`),
  severityNumber: z.number().int().min(1).max(24).optional(),
  severityText: z.string().max(MAX_SEVERITY_TEXT_LENGTH).optional(),
  traceId: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
  spanId: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
  attributes: z
    .custom<Attributes>(isAttributes, 'is not a flat map of names to texts, numbers, booleans or null')
    .optional(),
});

const wireRecords = z.array(wireRecord);

/** A map of scalars within the limits; a loop, because zod's record leaves out the key `__proto__`. */
function isAttributes(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  let count = 0;
  for (const name in value) {
    if (!isAttributeValue((value as Attributes)[name]) || !name.isWellFormed()) return false;
    if (name.length > MAX_ATTRIBUTE_NAME_LENGTH || name.includes('\0')) return false;
    count += 1;
  }
  return count <= MAX_ATTRIBUTES + 1;
}

/**
 * True for a scalar as records hold it. JSON can write numbers (1e400, 1e17) that records hold differently; see
 * `exactNumber`.
 */
export function isAttributeValue(value: unknown): boolean {
  if (typeof value === 'number') return Object.is(exactNumber(value), value);
  return typeof value !== 'object' || value === null;
}

/**
 * The record with attributes as `addAttributes` would have made them, because JSON can express values that a record
 * cannot hold: numbers become those of `exactNumber`, and half a surrogate pair in a name becomes U+FFFD.
 */
function withTidyAttributes(value: unknown): unknown {
  const { attributes } = (value ?? {}) as { attributes?: unknown };
  if (typeof attributes !== 'object' || Array.isArray(attributes)) return value;
  if (attributes === null || isAttributes(attributes)) return value;
  const tidy: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(attributes)) {
    setOwn(tidy, name.toWellFormed(), typeof member === 'number' ? exactNumber(member) : member);
  }
  return { ...(value as object), attributes: tidy };
}

/**
 * A batch body after validation, records in their order. Each is a record, or the reason why it can never be stored,
 * with its original value.
 */
export interface CheckedBatch {
  service: string;
  severity: Severity;
  records: RecordOrProblem<WireRecord>[];
}

/**
 * Validates a batch body record by record, so that one bad record does not condemn the others.
 *
 * @param body as `parseJson` returns it
 * @returns a reason if the body as a whole is not a batch
 */
export function checkBatch(body: unknown): { batch: CheckedBatch } | { problem: string } {
  const parsed = envelope.safeParse(body);
  if (!parsed.success) return { problem: summary(parsed.error) };
  const { service, severity, records } = parsed.data;
  const all = wireRecords.safeParse(records);
  const checked = all.success
    ? all.data.map((record) => checkSeverity(record, severity))
    : records.map((record) => checkRecord(record, severity));
  return { batch: { service, severity, records: checked } };
}

/** Validates one record of a batch; `checkBatch` and `checkColumns` are built on it. */
export function checkRecord(value: unknown, severity: Severity): RecordOrProblem<WireRecord> {
  const parsed = wireRecord.safeParse(withTidyAttributes(value));
  return parsed.success ? checkSeverity(parsed.data, severity) : { problem: summary(parsed.error), value };
}

/** A record's number must belong to the severity of its batch. */
export function checkSeverity(record: WireRecord, severity: Severity): RecordOrProblem<WireRecord> {
  const number = record.severityNumber;
  if (number === undefined || severityOfNumber(number) === severity) return { record };
  return { problem: `severityNumber ${number} is not ${severity}, the severity of the batch`, value: record };
}

/** The first problems that zod found, with their places. */
export function summary(error: z.ZodError): string {
  const issues = error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.length === 0 ? 'body' : issue.path.join('.')}: ${issue.message}`);
  // An unrecognised key is quoted, and may be as long as the body.
  return cutText(issues.join('; '), MAX_PROBLEM_BYTES);
}
