/**
 * Each answer of the HTTP API once, as zod schema (`pageJson`) and as type (`PageJson`): the search service answers with the
 * schemas, and its API description is made of them; the page, the command line and the tests read answers as the types. It
 * uses nothing of Node, so that a browser may check an answer with them.
 */
export type { CountJson, SeverityCountsJson } from './counts.ts';
export * from './dead-letters.ts';
export * from './error.ts';
export * from './facets.ts';
export * from './fields.ts';
export * from './histogram.ts';
export * from './ledger.ts';
export * from './moment.ts';
export type { Older } from './older.ts';
export * from './overview.ts';
export * from './page.ts';
export * from './patterns.ts';
export * from './record.ts';
export * from './saved-searches.ts';
export * from './stats.ts';
export * from './tail.ts';
export * from './version.ts';
