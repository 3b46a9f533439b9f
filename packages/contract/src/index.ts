/** The record, its identity, its batch, its severity, and how it is searched for. */
export * from './assumptions.ts';
export {
  BATCH_TYPE,
  type CheckedBatch,
  type CheckedRecord,
  checkBatch,
  HOUR_MS,
  hourOf,
  type LogBatch,
} from './batch.ts';
export * from './batch-columns.ts';
export * from './batch-origin.ts';
export * from './check-columns.ts';
export * from './cut-text.ts';
export * from './exact-json.ts';
export * from './filter.ts';
export * from './flatten-attributes.ts';
export * from './fold-text.ts';
export { eachWordOfFormat0, foldOfFormat0 } from './format-0-words.ts';
export * from './json-array.ts';
export * from './json-text.ts';
export * from './kept-letter.ts';
export * from './log-record.ts';
export * from './match-record.ts';
export * from './message-pattern.ts';
export * from './normalise-record.ts';
export * from './own-conditions.ts';
export * from './own-time.ts';
export * from './parse-timestamp.ts';
export { readTemplate, type Template } from './patterns/find-templates.ts';
export { ANY as ANY_VALUE } from './patterns/shape-tokens.ts';
export { mayOverlap, TemplateIndex } from './patterns/template-index.ts';
export { findingTemplates, templatesOfShapes } from './patterns/templates-of-shapes.ts';
export * from './plain-line.ts';
export * from './query/array-elements.ts';
export * from './query/field-values.ts';
export * from './query/fields.ts';
export * from './query/moment.ts';
export { parseQuery } from './query/parse-query.ts';
export * from './query/query-notes.ts';
export { QueryProblem } from './query/query-problem.ts';
export { MAX_QUERY_LENGTH, placedQuery } from './query/read-query.ts';
export * from './query/severity-word.ts';
export * from './read-record-id.ts';
export * from './record-fields.ts';
export * from './record-ids.ts';
export * from './record-order.ts';
export * from './required-terms.ts';
export { searchedText } from './searched-text.ts';
export * from './severity.ts';
export * from './times/log-time.ts';
export * from './times/time-layout.ts';
export * from './times/time-zone.ts';
export { TRUNCATED_ATTRIBUTE } from './truncated.ts';
export { decodeWindows1252 } from './windows-1252.ts';
export * from './words.ts';
