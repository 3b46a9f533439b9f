import { z } from 'zod';
import { type CheckedBatch, checkRecord, checkSeverity, summary } from './batch.ts';
import { COLUMN_FIELDS, type ColumnField, setAttribute } from './batch-columns.ts';
import {
  MAX_ATTRIBUTE_NAME_LENGTH,
  MAX_ATTRIBUTES,
  MAX_MESSAGE_BYTES,
  MAX_SERVICE_LENGTH,
  type WireRecord,
} from './log-record.ts';
import { MAX_SEVERITY_TEXT_LENGTH, SEVERITIES, type Severity } from './severity.ts';

/**
 * Most characters that the values shared by all records may come to once each record has its own: a shared value stands
 * once in the body, so the size of the body is no limit.
 */
const MAX_SHARED_CHARS = 8 * 1024 * 1024;
/** JSON around a record's own text: braces, fixed keys, two timestamps. */
const RECORD_CHARS = 90;
/** JSON around an attribute: quotation marks, colon, comma. */
const ATTRIBUTE_CHARS = 6;
/** Of a number, a boolean or null. */
const SCALAR_CHARS = 8;

/** Lists are looked at by `checkColumn`: zod would take a call for each value. */
const column = z.strictObject({ at: z.custom<unknown[]>(Array.isArray).optional(), values: z.unknown() });

const envelope = z.strictObject({
  service: z.string().min(1).max(MAX_SERVICE_LENGTH),
  severity: z.enum(SEVERITIES),
  count: z.number().int().min(1).max(65_536),
  columns: z.partialRecord(z.enum(COLUMN_FIELDS), column),
  attributes: z.array(z.strictObject({ name: z.string(), ...column.shape })).max(65_536),
});

type RawColumn = z.output<typeof column>;

/** A record put together from columns whose values have not been looked at. */
type RawRecord = { [Field in ColumnField]: unknown } & { attributes: Record<string, unknown> | undefined };

/** Why the columns do not belong together. */
class ColumnProblem extends Error {}

/**
 * Reads a batch by column back into records and validates it. What is right by its columns costs no look at each record;
 * otherwise each record is checked alone, as those of `checkBatch`.
 *
 * @param body as `JSON.parse` returns it
 * @returns `chars`: about the size of the records as JSON, in characters; a reason when the body as a whole is no batch
 */
export function checkColumns(body: unknown): { batch: CheckedBatch; chars: number } | { problem: string } {
  const parsed = envelope.safeParse(body);
  if (!parsed.success) return { problem: summary(parsed.error) };
  const { service, severity, count, columns, attributes } = parsed.data;
  try {
    for (const field of COLUMN_FIELDS) if (columns[field] !== undefined) checkColumn(columns[field], field, count);
    for (const attribute of attributes) checkColumn(attribute, attribute.name, count);
    limitShared(attributes, columns, count);
    const { raws, fieldsAreValid, chars } = readFields(columns, count, severity);
    const filled = fillAttributes(raws, attributes);
    const records =
      fieldsAreValid && filled.isValid
        ? raws.map((record) => ({ record: record as WireRecord }))
        : raws.map((value) => checkRaw(value, severity));
    return { batch: { service, severity, records }, chars: chars + filled.chars };
  } catch (error) {
    if (error instanceof ColumnProblem) return { problem: error.message };
    throw error;
  }
}

/** Makes sure that the values of a column can be told to records. */
function checkColumn({ at, values }: RawColumn, name: string, count: number): void {
  const size = at?.length ?? count;
  if (Array.isArray(values) && values.length !== size) {
    throw new ColumnProblem(`columns: ${name} has ${values.length} values for ${size} records`);
  }
  let before = -1;
  for (const position of at ?? []) {
    if (!isInteger(position, before + 1, count - 1)) {
      throw new ColumnProblem(`columns: positions of ${name} are not ascending numbers under ${count}`);
    }
    before = position as number;
  }
}

function checkRaw(value: RawRecord, severity: Severity) {
  // JSON knows no undefined: what no column gave is not there.
  const record = Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
  return checkRecord(record, severity);
}

function limitShared(
  attributes: (RawColumn & { name: string })[],
  columns: Partial<Record<ColumnField, RawColumn>>,
  count: number,
): void {
  let chars = 0;
  for (const field of COLUMN_FIELDS) chars += columns[field] === undefined ? 0 : sharedChars(columns[field], count);
  for (const attribute of attributes) {
    const size = attribute.at?.length ?? count;
    chars += sharedChars(attribute, count) + (Array.isArray(attribute.values) ? 0 : size * attribute.name.length);
  }
  if (chars <= MAX_SHARED_CHARS) return;
  throw new ColumnProblem(`columns: shared values come to ${chars} characters, over ${MAX_SHARED_CHARS}`);
}

function sharedChars({ at, values }: RawColumn, count: number): number {
  return Array.isArray(values) ? 0 : (at?.length ?? count) * charsOf(values);
}

function charsOf(value: unknown): number {
  return typeof value === 'string' ? value.length : SCALAR_CHARS;
}

/** Records without attributes, all of one hidden class. */
function readFields(columns: Partial<Record<ColumnField, RawColumn>>, count: number, severity: Severity) {
  const values = Object.fromEntries(COLUMN_FIELDS.map((field) => [field, dense(columns[field], count)])) as Record<
    ColumnField,
    unknown[] | undefined
  >;
  const { timestamp, nanos, observedAt, message, severityNumber, severityText, traceId, spanId } = values;
  const raws: RawRecord[] = [];
  let chars = 0;
  for (let i = 0; i < count; i++) {
    chars += RECORD_CHARS + charsOf(message?.[i]);
    raws.push({
      timestamp: timestamp?.[i],
      nanos: nanos?.[i],
      observedAt: observedAt?.[i],
      message: message?.[i],
      severityNumber: severityNumber?.[i],
      severityText: severityText?.[i],
      traceId: traceId?.[i],
      spanId: spanId?.[i],
      attributes: undefined,
    });
  }
  const fieldsAreValid =
    FIELD_CHECKS.every(([field, check]) => values[field]?.every(check) ?? !REQUIRED.has(field)) &&
    (severityNumber?.every((number) => isUnder(number, severity)) ?? true);
  return { raws, fieldsAreValid, chars };
}

function isUnder(number: unknown, severity: Severity): boolean {
  return number === undefined || 'record' in checkSeverity({ severityNumber: number } as WireRecord, severity);
}

const REQUIRED: ReadonlySet<ColumnField> = new Set(['timestamp', 'observedAt', 'message']);

/** The rules of `checkBatch` for fields; a value that fails here is judged there. */
const FIELD_CHECKS: [ColumnField, (value: unknown) => boolean][] = [
  ['timestamp', (value) => isInteger(value, -8.64e15, 8.64e15)],
  ['observedAt', (value) => isInteger(value, 0, 8.64e15)],
  ['message', (value) => typeof value === 'string' && value.length <= MAX_MESSAGE_BYTES],
  ['nanos', (value) => value === undefined || isInteger(value, 0, 999_999)],
  ['severityNumber', (value) => value === undefined || isInteger(value, 1, 24)],
  ['severityText', (value) => value === undefined || isText(value, MAX_SEVERITY_TEXT_LENGTH)],
  ['traceId', (value) => value === undefined || (typeof value === 'string' && /^[0-9a-f]{32}$/.test(value))],
  ['spanId', (value) => value === undefined || (typeof value === 'string' && /^[0-9a-f]{16}$/.test(value))],
];

function isInteger(value: unknown, min: number, max: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
}

function isText(value: unknown, maxLength: number): boolean {
  return typeof value === 'string' && value.length <= maxLength;
}

/** One entry for each record, undefined where a record has none. */
function dense(raw: RawColumn | undefined, count: number): unknown[] | undefined {
  if (raw === undefined) return undefined;
  const { at, values } = raw;
  if (at === undefined) return Array.isArray(values) ? values : new Array(count).fill(values);
  const all = new Array(count).fill(undefined);
  at.forEach((position, i) => {
    all[position as number] = Array.isArray(values) ? values[i] : values;
  });
  return all;
}

/** Gives records their attributes; `isValid` is false when the records have to be checked one by one. */
function fillAttributes(raws: RawRecord[], attributes: (RawColumn & { name: string })[]) {
  let isValid = attributes.length <= MAX_ATTRIBUTES + 1;
  let chars = 0;
  for (const { name, at, values } of attributes) {
    const size = at?.length ?? raws.length;
    if (name.length > MAX_ATTRIBUTE_NAME_LENGTH || name.includes('\0')) isValid = false;
    chars += size * (name.length + ATTRIBUTE_CHARS);
    const each = Array.isArray(values) ? values : undefined;
    for (let i = 0; i < size; i++) {
      const raw = raws[at === undefined ? i : (at[i] as number)] as RawRecord;
      const value = each === undefined ? values : each[i];
      if (typeof value === 'object' && value !== null) isValid = false;
      chars += charsOf(value);
      raw.attributes ??= {};
      setAttribute(raw.attributes, name, value);
    }
  }
  return { isValid, chars };
}
