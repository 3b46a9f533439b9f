/** Counting the values of fields, and listing which fields there are. */
export { type FacetQuery, facets } from './facets.ts';
export { listFields } from './fields.ts';
