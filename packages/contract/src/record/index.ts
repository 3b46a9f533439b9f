/**
 * A record: its fields and limits, one severity over all protocols, and the code that makes a record of the parts that
 * a format finds in a text or an object. Formats call `createRecord` or `recordFromJson`; from there on the record
 * keeps its limits, and nothing checks them again before the wire.
 */
export { addAttribute, addAttributes } from './flatten-attributes.ts';
export {
  type Attributes,
  type AttributeValue,
  type LogRecord,
  MAX_ATTRIBUTE_BYTES,
  MAX_ATTRIBUTE_NAME_LENGTH,
  MAX_ATTRIBUTES,
  MAX_MESSAGE_BYTES,
  MAX_SERVICE_LENGTH,
  type NormalisedRecord,
  type RecordPosition,
  UNKNOWN_SERVICE,
  type WireRecord,
} from './log-record.ts';
export {
  createRecord,
  type RecordContext,
  type RecordParts,
  serviceName,
  setMessage,
} from './normalise-record.ts';
export { hasOwnTime, keepOwnTime } from './own-time.ts';
export { parsePlainLine } from './plain-line.ts';
export { recordFields } from './record-fields.ts';
export { DEFAULT_JSON_KEYS, type JsonKeys, type RecordOrProblem, recordFromJson } from './record-from-json.ts';
export {
  isSeverity,
  isWholeSeverity,
  MAX_SEVERITY_TEXT_LENGTH,
  SEVERITIES,
  SEVERITY_BASE,
  type Severity,
  severityFields,
  severityNumberOf,
  severityOfNumber,
  severityRange,
  severityTextOf,
} from './severity.ts';
