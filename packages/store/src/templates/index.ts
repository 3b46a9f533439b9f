/** Grouping messages by their templates, and the catalogue that gives templates lasting ids. */
export { type PatternQuery, type Patterns, patterns } from './patterns.ts';
export { forgetTemplates } from './template-catalogue.ts';
