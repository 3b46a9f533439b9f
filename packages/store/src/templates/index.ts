/** Grouping messages by their templates, and the catalogue that gives templates lasting ids. */
export { patterns } from './patterns.ts';
export { forgetTemplates } from './template-catalogue.ts';
