/** Counting the values of fields, and listing the fields that there are. */
export { type FacetQuery, type Facets, facets } from './facets.ts';
export { type Fields, type FieldsQuery, listFields } from './fields.ts';
