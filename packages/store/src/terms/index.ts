/** Filters in the headers of buckets that rule out buckets without a word or part of a word. */
export { termsCondition, termsFilter } from './terms-filter.ts';
