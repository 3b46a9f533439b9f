/**
 * What is asked of records: the query language and the other ways to say a condition, the condition as data, the terms that
 * a bucket must hold for it, the predicate that decides, and the patterns that messages are grouped by. It has no Node API,
 * so that the page runs the same code; the page takes the single parts at `./read-query` and so on.
 */
export * from './fields/array-elements.ts';
export * from './fields/field-values.ts';
export * from './fields/fields.ts';
export * from './filter/filter.ts';
export * from './filter/required-terms.ts';
export * from './language/moment.ts';
export * from './language/own-conditions.ts';
export { parseQuery } from './language/parse-query.ts';
export * from './language/query-notes.ts';
export { QueryProblem } from './language/query-problem.ts';
export { MAX_QUERY_LENGTH, placedQuery } from './language/read-query.ts';
export * from './language/severity-word.ts';
export * from './match/assumptions.ts';
export * from './match/match-record.ts';
export { readTemplate, type Template } from './patterns/find-templates.ts';
export * from './patterns/message-pattern.ts';
export { ANY as ANY_VALUE } from './patterns/shape-tokens.ts';
export { mayOverlap, TemplateIndex } from './patterns/template-index.ts';
export { findingTemplates, templatesOfShapes } from './patterns/templates-of-shapes.ts';
export * from './text/fold-text.ts';
export { eachWordOfFormat0, foldOfFormat0 } from './text/format-0-words.ts';
export { searchedText } from './text/searched-text.ts';
export * from './text/words.ts';
