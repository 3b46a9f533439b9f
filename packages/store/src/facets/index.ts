/** Counting the values of fields, and listing the fields that there are. */
export { type FacetQuery, facets } from './facets.ts';
export { listFields } from './fields.ts';
