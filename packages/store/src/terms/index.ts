/** Filters in the headers of buckets that rule out buckets without a word or part of a word. */
export { termsCondition } from './terms-condition.ts';
export { termsFilter } from './terms-filter.ts';
