/**
 * Questions about records: the query language and the other ways to express a condition; the condition as data; the
 * terms that a bucket must hold for it; the predicate that decides; and the patterns that group messages. It uses no
 * Node API, so the page runs the same code. The page imports single parts from `./read-query` and so on.
 */

export { foldValue, namedValues, respelledNumber, withoutOwn } from './editing/own-conditions.ts';
export { eachElement, elementsOf } from './fields/array-elements.ts';
export { countedValues, fieldElements, fieldValue, hasNullElement } from './fields/field-values.ts';
export { type FieldRef, RECORD_FIELDS, resolveField } from './fields/fields.ts';
export {
  ALL,
  and,
  conjunctsOf,
  type FieldTest,
  type Filter,
  isNull,
  NONE,
  not,
  or,
  parseText,
  severityFilter,
  type TimeFilter,
} from './filter/filter.ts';
export { pairTerm, type Requirement, requirementOf, TRACE_NAMES, type WordsVersion } from './filter/required-terms.ts';
export { parseQuery } from './language/parse-query.ts';
export { MAX_QUERY_LENGTH, placedQuery } from './language/places.ts';
export { foreignNotes, queryNotes } from './language/query-notes.ts';
export { QueryProblem } from './language/query-problem.ts';
export {
  nanosOfRange,
  parseTimeParameter,
  type ResolvedRange,
  resolveRange,
  resolveTime,
  TIME_FORMS,
  type TimeParameter,
  timeAdvice,
} from './language/values/moment.ts';
export {
  parseSeverityParameter,
  SEVERITY_FORMS,
  severityAdvice,
  severityForms,
} from './language/values/severity-word.ts';
export { createAssumptions } from './match/assumptions.ts';
export { compilePredicate, type Predicate } from './match/match-record.ts';
export { readTemplate, type Template } from './patterns/find-templates.ts';
export { certainTexts, isTemplate, messagePattern, patternTest } from './patterns/message-pattern.ts';
export { ANY as ANY_VALUE } from './patterns/shape-tokens.ts';
export { mayOverlap, TemplateIndex } from './patterns/template-index.ts';
export { findingTemplates, templatesOfShapes } from './patterns/templates-of-shapes.ts';
export { foldOfFormat1, foldText } from './text/fold-text.ts';
export { eachWordOfFormat0, foldOfFormat0 } from './text/format-0-words.ts';
export { searchedText } from './text/searched-text.ts';
export { containsPhrase, eachWord, foldPhrase, isAsciiWordCode, wordsOf } from './text/words.ts';
