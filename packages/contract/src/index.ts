/** What travels: the record, its identity, its batch, its severity, and how it is searched for. */
export * from './batch.ts';
export * from './cut-text.ts';
export * from './filter.ts';
export * from './flatten-attributes.ts';
export * from './json-text.ts';
export * from './kept-letter.ts';
export * from './log-record.ts';
export * from './match-record.ts';
export * from './normalise-record.ts';
export * from './parse-timestamp.ts';
export * from './plain-line.ts';
export * from './query/fields.ts';
export * from './record-ids.ts';
export * from './required-terms.ts';
export * from './severity.ts';
export * from './words.ts';
