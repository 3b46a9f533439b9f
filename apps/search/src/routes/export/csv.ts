import { type AttributeValue, formatTimestamp, type LogRecord, stringifyJson } from '@logwarren/contract';
import { type FieldRef, fieldValue, RECORD_FIELDS, resolveField } from '@logwarren/query';

/** Columns of an export by default. */
export const DEFAULT_COLUMNS: readonly string[] = ['id', ...RECORD_FIELDS, 'attributes'];

/** The signs by which a spreadsheet recognises a formula; anybody may have written them into a log. */
const FORMULA = /^[=+\-@\t\r]/;

/** Makes the rows of a CSV (RFC 4180), without the line ends. */
export function createCsv(columns: readonly string[]): { header: string; row: (record: LogRecord) => string } {
  const readers = columns.map(readerOf);
  return {
    header: columns.map(textCell).join(','),
    row: (record) => readers.map((read) => cell(read(record))).join(','),
  };
}

type Value = AttributeValue | undefined;

function readerOf(column: string): (record: LogRecord) => Value {
  if (column === 'id') return (record) => record.id;
  if (column === 'attributes')
    return ({ attributes }) => (attributes === undefined ? undefined : stringifyJson(attributes));
  const ref = resolveField(column);
  if (isTime(ref)) {
    return (record) =>
      ref.field === 'timestamp' ? formatTimestamp(record.timestamp, record.nanos) : formatTimestamp(record.observedAt);
  }
  return (record) => fieldValue(record, ref);
}

function isTime(ref: FieldRef): ref is FieldRef & { kind: 'record' } {
  return ref.kind === 'record' && (ref.field === 'timestamp' || ref.field === 'observedAt');
}

function cell(value: Value): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? textCell(value) : String(value);
}

/** A quote before a formula makes it a text; everything else is quoted as usual. */
function textCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
