/**
 * Each answer of the HTTP API once, as zod schema (`pageJson`) and as type (`PageJson`): the search service answers with
 * the schemas, and its API description is generated from them; the page, the command line and the tests read answers as
 * the types. It uses no Node API, so a browser can check an answer with them.
 */
/** For clients that must also read answers of older services. */
export type { Older } from './answer-fields.ts';
export type { CountJson, SeverityCountsJson } from './counts.ts';
export {
  type DiscardJson,
  discardJson,
  type LetterDetailJson,
  type LetterJson,
  type LetterPageJson,
  letterDetailJson,
  letterPageJson,
  MAX_LISTED,
  type ReplayForecastJson,
  type ReplayJson,
  replayForecastJson,
  replayJson,
} from './dead-letters.ts';
export { type ErrorJson, errorJson, type ProblemJson } from './error.ts';
export { type FacetJson, type FacetsJson, facetsJson } from './facets.ts';
export { type FieldsJson, fieldsJson } from './fields.ts';
export { type HistogramJson, histogramJson } from './histogram.ts';
export { type LedgerJson, type LedgerRowJson, type LedgerTotalJson, type LossJson, ledgerJson } from './ledger.ts';
export {
  MAX_BRIEF_BYTES,
  MAX_BRIEFS,
  type OverviewJson,
  overviewJson,
  type ServiceOverviewJson,
} from './overview.ts';
export { type ContextJson, contextJson, type PageJson, pageJson } from './page.ts';
export { type PatternJson, type PatternsJson, patternsJson } from './patterns.ts';
export { type RecordJson, recordJson } from './record.ts';
export { type SavedSearchesJson, type SavedSearchJson, savedSearchesJson, savedSearchJson } from './saved-searches.ts';
export { type NowJson, nowJson, versionJson } from './service.ts';
export { type StatsJson, statsJson } from './stats.ts';
/** Events of `GET /logs/tail`. */
export type { TailEventsJson, TailMark } from './tail.ts';
