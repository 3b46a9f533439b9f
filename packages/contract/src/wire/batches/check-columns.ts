import { z } from 'zod';
import {
  MAX_ATTRIBUTE_NAME_LENGTH,
  MAX_ATTRIBUTES,
  MAX_MESSAGE_BYTES,
  MAX_SERVICE_LENGTH,
  MAX_SEVERITY_TEXT_LENGTH,
  type RecordOrProblem,
  SEVERITIES,
  type Severity,
  type WireRecord,
} from '../../record/index.ts';
import { checkRecord, checkSeverity, isAttributeValue, summary } from './check-batch.ts';
import { COLUMN_FIELDS, type ColumnField, fromColumns, type RecordColumns, valuesOf } from './columns.ts';

/**
 * Most characters that shared values may take once each record has its own copy. The body holds a shared value only
 * once, so its size is not a limit.
 */
const MAX_SHARED_CHARS = 8 * 1024 * 1024;
/** JSON around the values of a record: braces and the keys that every record has. */
const RECORD_CHARS = 74;
/** JSON around an attribute: quotation marks, colon, comma. */
const ATTRIBUTE_CHARS = 6;
/** Size of a number, a boolean or null. */
const SCALAR_CHARS = 8;

/** `checkColumn` checks lists: zod would make a call for each value. */
const column = z.strictObject({ at: z.custom<unknown[]>(Array.isArray).optional(), values: z.unknown() });

const envelope = z.strictObject({
  service: z.string().min(1).max(MAX_SERVICE_LENGTH),
  severity: z.enum(SEVERITIES),
  count: z.number().int().min(1).max(65_536),
  columns: z.partialRecord(z.enum(COLUMN_FIELDS), column),
  attributes: z.array(z.strictObject({ name: z.string(), ...column.shape })).max(65_536),
});

type RawColumn = z.output<typeof column>;
type RawAttribute = RawColumn & { name: string };
/** Columns that belong together, whose values are not checked yet. */
type RawColumns = Pick<z.output<typeof envelope>, 'count' | 'columns' | 'attributes'>;

/** Why the columns do not belong together. */
class ColumnProblem extends Error {}

/** A batch by column after validation. */
export interface CheckedColumns {
  service: string;
  severity: Severity;
  /** Approximate size of the records as JSON, in characters. */
  chars: number;
  /** The columns as received if all records are valid; otherwise the result for each record, in their order. */
  records: RecordColumns | RecordOrProblem<WireRecord>[];
}

/**
 * Validates a batch by column. If the columns are valid, it does not check records; otherwise it checks each record
 * alone, as in `checkBatch`.
 *
 * @param body as `parseJson` returns it
 * @returns a reason if the body as a whole is not a batch
 */
export function checkColumns(body: unknown): { batch: CheckedColumns } | { problem: string } {
  const parsed = envelope.safeParse(body);
  if (!parsed.success) return { problem: summary(parsed.error) };
  const { service, severity, ...raw } = parsed.data;
  try {
    for (const field of COLUMN_FIELDS) if (raw.columns[field]) checkColumn(raw.columns[field], field, raw.count);
    for (const attribute of raw.attributes) checkColumn(attribute, attribute.name, raw.count);
    const chars = measure(raw);
    const isValid = areFieldsValid(raw, severity) && areAttributesValid(raw.attributes);
    const columns = raw as RecordColumns;
    const records = isValid ? columns : fromColumns(columns).map((record) => checkRaw(record, severity));
    return { batch: { service, severity, chars, records } };
  } catch (error) {
    if (error instanceof ColumnProblem) return { problem: error.message };
    throw error;
  }
}

/** Checks that the values of a column can be assigned to records. */
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

function checkRaw(value: WireRecord, severity: Severity): RecordOrProblem<WireRecord> {
  // JSON has no undefined, so fields without a column are left out.
  const record = Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
  return checkRecord(record, severity);
}

/**
 * Approximate size of the records as JSON, characters.
 *
 * @throws ColumnProblem if the shared values exceed MAX_SHARED_CHARS
 */
function measure({ columns, attributes, count }: RawColumns): number {
  let chars = count * RECORD_CHARS;
  let shared = 0;
  for (const field of COLUMN_FIELDS) {
    const raw = columns[field];
    if (raw === undefined) continue;
    const own = charsOf(raw, count);
    chars += own;
    if (!Array.isArray(raw.values)) shared += own;
  }
  for (const attribute of attributes) {
    const own = charsOf(attribute, count) + sizeOf(attribute, count) * (attribute.name.length + ATTRIBUTE_CHARS);
    chars += own;
    if (!Array.isArray(attribute.values)) shared += own;
  }
  if (shared <= MAX_SHARED_CHARS) return chars;
  throw new ColumnProblem(`columns: shared values come to ${shared} characters, over ${MAX_SHARED_CHARS}`);
}

/** Number of records that have a value. */
function sizeOf({ at }: RawColumn, count: number): number {
  return at?.length ?? count;
}

/** Characters of the values, once each record has its own. */
function charsOf(raw: RawColumn, count: number): number {
  const { values } = raw;
  if (!Array.isArray(values)) return sizeOf(raw, count) * charsOfValue(values);
  let chars = 0;
  for (const value of values) chars += charsOfValue(value);
  return chars;
}

function charsOfValue(value: unknown): number {
  return typeof value === 'string' ? value.length : SCALAR_CHARS;
}

const REQUIRED: ReadonlySet<ColumnField> = new Set(['timestamp', 'observedAt', 'message']);

function areFieldsValid({ columns, count }: RawColumns, severity: Severity): boolean {
  return FIELD_CHECKS.every(([field, check]) => {
    const raw = columns[field];
    if (raw === undefined) return !REQUIRED.has(field);
    const isComplete = sizeOf(raw, count) === count || !REQUIRED.has(field);
    return isComplete && valuesOf(raw).every((value) => check(value, severity));
  });
}

function isUnder(number: number, severity: Severity): boolean {
  return 'record' in checkSeverity({ severityNumber: number } as WireRecord, severity);
}

/** The rules of `checkBatch` for fields; `checkBatch` judges a value that fails here. */
const FIELD_CHECKS: [ColumnField, (value: unknown, severity: Severity) => boolean][] = [
  ['timestamp', (value) => isInteger(value, -8.64e15, 8.64e15)],
  ['observedAt', (value) => isInteger(value, 0, 8.64e15)],
  ['message', (value) => isText(value, MAX_MESSAGE_BYTES)],
  ['nanos', (value) => isInteger(value, 0, 999_999)],
  ['severityNumber', (value, severity) => isInteger(value, 1, 24) && isUnder(value as number, severity)],
  ['severityText', (value) => isText(value, MAX_SEVERITY_TEXT_LENGTH)],
  ['traceId', (value) => typeof value === 'string' && /^[0-9a-f]{32}$/.test(value)],
  ['spanId', (value) => typeof value === 'string' && /^[0-9a-f]{16}$/.test(value)],
];

function isInteger(value: unknown, min: number, max: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
}

function isText(value: unknown, maxLength: number): boolean {
  return typeof value === 'string' && value.length <= maxLength;
}

/** False when the records must be checked one by one: a name may be repeated, and then the last one counts. */
function areAttributesValid(attributes: readonly RawAttribute[]): boolean {
  return (
    attributes.length <= MAX_ATTRIBUTES + 1 &&
    new Set(attributes.map(({ name }) => name)).size === attributes.length &&
    attributes.every(
      ({ name, at, values }) =>
        name.length <= MAX_ATTRIBUTE_NAME_LENGTH &&
        !name.includes('\0') &&
        name.isWellFormed() &&
        at?.length !== 0 &&
        valuesOf({ values }).every(isAttributeValue),
    )
  );
}
